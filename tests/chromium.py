"""The browser of the tests: the system's Chromium, driven by Playwright."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one that never has a window comes first: the pages take it two thirds of the time."""

# Run by root in a pipeline, with no screen and no network but this machine's own.
SWITCHES = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A graphics card that is only reckoned takes as long as all else in the browser.
    "--disable-gpu",
]


def found() -> str | None:
    """Where the browser is, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """The browser, running."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found(), args=SWITCHES)
        yield browser
        await browser.close()

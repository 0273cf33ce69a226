"""How heavy the pages are, and how fast the map is drawn in software: `python -m tests.bench.pages`, with ORGNET_DATA.

The network in the folder is served by this process; the browser is headless, 1280 by 800, without a graphics card.
"""

import asyncio
import shutil
import time
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, Request, async_playwright
from rich.console import Console
from rich.table import Table

from api.actors import COOKIE
from api.drawing import draw, refresh
from api.shelves import Shelf
from graph import sessions
from graph.db import Database, connect, row
from graph.engine import running
from graph.settings import Settings
from tests.chromium import SWITCHES, found
from tests.served import served

FRAMES = """async ({frames, zoom, layout}) => {
  const view = document.getElementById("network").view, {camera} = view;
  Object.assign(camera, {x: 0, y: 0, zoom, flight: null});
  view.turned = view.goal = layout;
  const next = () => new Promise((done) => { view.root.addEventListener("drawn", done, {once: true}); view.ask(); });
  await next();
  const gl = view.scene.gl, start = performance.now(), pixel = new Uint8Array(4);
  let worst = 0, before = start;
  for (let frame = 0; frame < frames; frame++) {
    camera.x = 0.05 * Math.sin(frame / 5);
    await next();
    gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    worst = Math.max(worst, performance.now() - before);
    before = performance.now();
  }
  return {rate: frames * 1000 / (performance.now() - start), worst, dots: [...view.blocks.values()].reduce((sum, block) => sum + block.count, 0)};
}"""

NEAR = """async (place) => {
  const view = document.getElementById("network").view, {atlas, camera} = view;
  let worst = 0, before = performance.now(), going = true;
  const watch = () => { const now = performance.now(); worst = Math.max(worst, now - before); before = now; if (going) setTimeout(watch, 0); };
  watch();
  const county = atlas.county(place);
  await view.fetch(county);
  view.choose({place, rank: null}, true);
  await new Promise((done) => setTimeout(done, 2500));
  view.pick(camera.width / 2, camera.height / 2);
  await new Promise((done) => setTimeout(done, 200));
  going = false;
  return {worst, dots: view.blocks.get(county)?.count ?? 0};
}"""

TIDE = """async () => {
  const root = document.getElementById("network"), directive = root.querySelector("optgroup option").value, start = performance.now();
  let first = null;
  for (;;) {
    const answer = await fetch(`${root.dataset.atlas}/progress/${directive}`);
    await answer.arrayBuffer();
    first ??= performance.now() - start;
    if (!answer.headers.has("Retry-After")) return {first: first / 1000, all: (performance.now() - start) / 1000};
    await new Promise((done) => setTimeout(done, 500));
  }
}"""

WAVE = """async () => {
  const root = document.getElementById("network"), {view} = root, select = root.querySelector("#colour");
  const until = async (what) => { while (!what()) await new Promise((done) => setTimeout(done, 50)); };
  select.value = root.querySelector("optgroup option").value;
  select.dispatchEvent(new Event("change"));
  await until(() => view.question?.name === "progress");
  root.querySelector("[data-play]").click();
  await until(() => view.question.name === "wave");
  let worst = 0, before = performance.now(), frames = 0;
  const start = before, count = () => { const now = performance.now(); worst = Math.max(worst, now - before); before = now; frames++; };
  root.addEventListener("drawn", count);
  await new Promise((done) => setTimeout(done, 5000));
  root.removeEventListener("drawn", count);
  root.querySelector("[data-stop]").click();
  return {rate: frames * 1000 / (performance.now() - start), worst};
}"""

FEWER = """(count) => {
  const {view} = document.getElementById("network"), all = view.blocks.get("all");
  const cut = Object.fromEntries(["places", "ranks", "slots", "sizes"].map((name) => [name, all[name].subarray(0, count)]));
  view.scene.drop(all.cloud);
  view.keep("all", {count, spots: all.spots.subarray(0, 4 * count), ...cut});
}"""

FEW = 500_000

LARGEST = """() => {
  const {atlas} = document.getElementById("network").view, sums = new Map();
  let township = 0;
  for (let place = 0; place < atlas.count; place++) {
    if (atlas.depth[place] === 5 && atlas.many[place] > atlas.many[township]) township = place;
    const county = atlas.county(place);
    if (atlas.depth[county] === 4) sums.set(county, (sums.get(county) ?? 0) + atlas.many[place]);
  }
  const county = [...sums].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
  return {township, county};
}"""


async def bench(settings: Settings, database: Database) -> Table:
    """All figures."""
    table, shelf = Table("what", "measured", "asked"), Shelf(settings.data / "atlas")
    shutil.rmtree(shelf.folder, ignore_errors=True)
    start = time.perf_counter()
    await refresh(database, shelf)
    table.add_row("atlas made", f"{time.perf_counter() - start:.1f} s", "outside any request")
    start, yesterday = time.perf_counter(), database.today(datetime.now(UTC)) - timedelta(days=1)
    await draw(database, shelf, yesterday)
    table.add_row("atlas of a day that is over", f"{time.perf_counter() - start:.1f} s", "outside any request")
    person = await database.read(lambda tx: row(tx, ROOT_OFFICER))
    assert person
    async with served(database, data=settings.data) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found(), args=SWITCHES)
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        secret = await sessions.open(database, person["id"], datetime.now(UTC))
        await context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
        for path, most in (("/", 150), ("/inbox", 150), ("/issued", 150), (f"/unions/{person['union']}", 150)):
            weight = await _weight(await context.new_page(), address + path)
            table.add_row(f"weight of {path[:20]}", f"{weight / 1000:.0f} KB", f"{most} KB")
        page = await context.new_page()
        await _map(page, address, table)
        await page.close()
        start, page = time.perf_counter(), await context.new_page()
        await page.goto(f"{address}/network?day={yesterday}")
        await page.wait_for_selector("#network[data-ready]")
        table.add_row("map of a day: first picture", f"{time.perf_counter() - start:.2f} s", "1.5 s")
        await browser.close()
    return table


ROOT_OFFICER = """
MATCH (p:Person)-[:SERVES {role: 'officer'}]->(u:Union {level: 'national'}) WHERE NOT EXISTS { (u)-[:PART_OF]->() }
RETURN p.id AS id, u.id AS union LIMIT 1
"""


async def _weight(page: Page, address: str) -> int:
    requests = list[Request]()
    page.on("requestfinished", lambda request: requests.append(request))
    await page.goto(address)
    sizes = [await request.sizes() for request in requests]
    await page.close()
    return sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)


async def _map(page: Page, address: str, table: Table) -> None:
    requests = list[Request]()
    page.on("requestfinished", lambda request: requests.append(request))
    for visit in ("first", "second"):
        start = time.perf_counter()
        await page.goto(address + "/network")
        await page.wait_for_selector("#network[data-ready]")
        await page.evaluate("() => new Promise(requestAnimationFrame)")
        table.add_row(f"map: {visit} picture", f"{time.perf_counter() - start:.2f} s", "1.5 s")
    places = next(request for request in requests if request.url.endswith("places.bin"))
    table.add_row("map: places.bin", f"{(await places.sizes())['responseBodySize'] / 1000:.0f} KB", "1000 KB")
    count = await page.evaluate("document.getElementById('network').view.atlas.count")
    for layout, name in ((0, "radial"), (1, "by place")):
        told = await page.evaluate(FRAMES, {"frames": 60, "zoom": 0.9, "layout": layout})
        table.add_row(
            f"map {name}: {count} places with links", f"{told['rate']:.0f}/s, worst {told['worst']:.0f} ms", "30/s"
        )
    await _asked(page, table)
    largest = await page.evaluate(LARGEST)
    for name in ("township", "county"):
        told = await page.evaluate(NEAR, largest[name])
        table.add_row(f"map: into the largest {name}", f"worst {told['worst']:.0f} ms, {told['dots']} dots", "100 ms")
    start = time.perf_counter()
    await page.evaluate("document.getElementById('network').view.everything()")
    table.add_row("map: all dots fetched and laid", f"{time.perf_counter() - start:.1f} s", "")
    told = await page.evaluate(FRAMES, {"frames": 10, "zoom": 0.9, "layout": 0})
    table.add_row(f"map: {told['dots']} dots at once", f"{told['rate']:.1f}/s", "")
    await page.evaluate(FEWER, FEW)
    told = await page.evaluate(FRAMES, {"frames": 20, "zoom": 0.9, "layout": 0})
    table.add_row(f"map: {FEW} dots at once", f"{told['rate']:.1f}/s", "15/s")


async def _asked(page: Page, table: Table) -> None:
    """How soon the progress of a directive is known, and how smoothly its wave is played and lines are drawn over."""
    for what in ("first", "again"):
        told = await page.evaluate(TIDE)
        table.add_row(f"map: progress, {what}", f"first {told['first']:.1f} s, all {told['all']:.1f} s", "")
    told = await page.evaluate(WAVE)
    table.add_row("map: wave", f"{told['rate']:.0f}/s, worst {told['worst']:.0f} ms", "100 ms")
    for name in ("second", "pact"):
        await page.check(f"[name={name}]")
    await page.wait_for_url(lambda url: "pact=1" in url)
    told = await page.evaluate(FRAMES, {"frames": 30, "zoom": 0.9, "layout": 0})
    table.add_row("map: with second lines and pacts", f"{told['rate']:.0f}/s, worst {told['worst']:.0f} ms", "30/s")
    for name in ("second", "pact"):
        await page.uncheck(f"[name={name}]")


async def main() -> None:
    """Measure on the network in ORGNET_DATA."""
    settings = Settings.model_validate({})
    async with running(settings) as bolt, connect(bolt) as database:
        Console(width=120).print(await bench(settings, database))


if __name__ == "__main__":
    asyncio.run(main())

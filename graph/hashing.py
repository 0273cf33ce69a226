"""Hashing: of passwords, slowly and in threads; of random secrets, quickly."""

import hashlib
import os
import secrets
import unicodedata
from functools import cached_property

import anyio
from anyio.to_thread import run_sync
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

MEMORY = 65536
"""Kibibytes that one check of a password takes."""


class Hashing:
    """Argon2 with so much memory, in as many threads at once as there are processors."""

    def __init__(self, memory: int = MEMORY) -> None:
        self._argon2 = PasswordHash((Argon2Hasher(memory_cost=memory),))
        self._threads = anyio.CapacityLimiter(os.cpu_count() or 1)

    @cached_property
    def _unknown(self) -> str:
        return self._argon2.hash(secrets.token_urlsafe())

    async def make(self, password: str) -> str:
        """The hash of a password; never made inside a transaction, which it would hold up."""
        return await run_sync(self._argon2.hash, composed(password), limiter=self._threads)

    async def verify(self, password: str, known: str | None) -> tuple[bool, str | None]:
        """Whether the password is right, and its new hash where the kept one was made with other settings.

        Where there is no hash to compare with, it is wrong, and takes the same time.
        """
        right, renewed = await run_sync(self._verify, password, known, limiter=self._threads)
        return right and known is not None, renewed

    def _verify(self, password: str, known: str | None) -> tuple[bool, str | None]:
        unknown = self._unknown
        try:
            return self._argon2.verify_and_update(composed(password), known or unknown)
        except UnicodeEncodeError:
            return False, None


def composed(password: str) -> str:
    """A password in one form, whatever form the keyboard gave it."""
    return unicodedata.normalize("NFC", password)


def fingerprint(secret: str) -> str:
    """What is kept of a random secret: enough to recognise it, not to use it."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()

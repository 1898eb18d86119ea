"""Password hashes: argon2id with OWASP's smallest parameters, in threads, only so many at once.

A hash takes 19 MiB and some 30 ms on purpose; the semaphore keeps a flood of sign-ins from taking the machine's memory
(reliability-security.md §4.2).
"""

from __future__ import annotations

import asyncio

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from services.campaign.domain.credentials import check_password

MEMORY_KIB = 19456
PASSES = 2
LANES = 1


class Passwords:
    """Hashes and checks passwords; one per process."""

    def __init__(self, *, at_once: int = 2) -> None:
        self._hasher = PasswordHash((Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES),))
        self._turn = asyncio.Semaphore(at_once)
        self._nobody: str | None = None

    async def new_hash(self, password: str, *, not_like: tuple[str, ...] = ()) -> str:
        """Check a new password (`Invalid` when it is too short or easily guessed) and return its hash."""
        check_password(password, not_like=not_like)
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, password_hash: str | None) -> tuple[bool, str | None]:
        """Whether it is right, and a new hash when the stored one is weaker than today's.

        None as hash (unknown account) takes as long as a real check and is always wrong.
        """
        async with self._turn:
            if password_hash is None:
                if self._nobody is None:
                    self._nobody = await asyncio.to_thread(self._hasher.hash, "the account of nobody")
                await asyncio.to_thread(self._hasher.verify, password, self._nobody)
                return False, None
            return await asyncio.to_thread(self._hasher.verify_and_update, password, password_hash)

"""Advice about a sender's domain, remembered for a while: a company that tests often asks the name servers once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta

from services.mailer.domain.sender_domain import Advice, Subject, Verdict, provider_of
from services.mailer.sender_domain.names import LookupFailed, Names
from services.mailer.sender_domain.records import dkim, dmarc
from services.mailer.sender_domain.spf import spf
from shared.clock import Clock

REMEMBERED = timedelta(minutes=10)
MOST_REMEMBERED = 500


class Advisor:
    """Answers within `seconds`, whatever the name servers do. `names` None: the deployment asks nobody."""

    def __init__(self, names: Names | None, seconds: float, clock: Clock) -> None:
        self._names = names
        self._seconds = seconds
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[datetime, tuple[Advice, ...]]] = {}

    async def advise(self, domain: str, host: str) -> tuple[Advice, ...]:
        """What `domain` publishes, seen from mail that leaves by `host`; nothing where nobody may be asked."""
        if self._names is None:
            return ()
        now, place = self._clock.now(), (domain.lower(), host.lower())
        kept = self._known.get(place)
        if kept is not None and now - kept[0] < REMEMBERED:
            return kept[1]
        found = await self._look(self._names, *place)
        if all(advice.verdict is not Verdict.NOT_LOOKED_UP for advice in found):
            while len(self._known) >= MOST_REMEMBERED:
                del self._known[next(iter(self._known))]
            self._known[place] = (now, found)
        return found

    async def _look(self, names: Names, domain: str, host: str) -> tuple[Advice, ...]:
        provider = provider_of(host)
        sender, key, policy = await asyncio.gather(
            self._within(Subject.SPF, domain, spf(names, domain, host, provider)),
            self._within(Subject.DKIM, domain, dkim(names, domain, provider, host)),
            self._within(Subject.DMARC, domain, dmarc(names, domain)),
        )
        carried = sender.verdict is Verdict.SPF_GOOD or key.verdict is Verdict.DKIM_FOUND
        unknown = Verdict.NOT_LOOKED_UP in (sender.verdict, key.verdict)
        if policy.verdict in (Verdict.DMARC_REJECT, Verdict.DMARC_QUARANTINE) and not carried and not unknown:
            policy = replace(policy, verdict=Verdict.DMARC_AT_RISK)
        return sender, key, policy

    async def _within(self, subject: Subject, domain: str, look: Awaitable[Advice]) -> Advice:
        try:
            async with asyncio.timeout(self._seconds):
                return await look
        except (LookupFailed, TimeoutError):
            return Advice(subject, Verdict.NOT_LOOKED_UP, "", {"domain": domain})

"""Say of a verification code whether its receipt is genuine: when it was answered and between whom, and nothing of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from services.responses.domain.snapshot import CompanyCard, Head
from services.responses.domain.verification import judge, sealed_rows
from services.responses.repository import evidence, responses
from shared.database import Reading

log = structlog.get_logger(__name__)

_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_TYPED: Mapping[int, str] = str.maketrans({"0": "O", "1": "I", "8": "B"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """`intact`: what is stored is what was sealed. `replaced`: the same request was answered again later."""

    intact: bool
    answered_at: datetime
    company: str
    counterparty: str
    replaced: bool


def tidy_code(typed: str) -> str | None:
    """A code as it is stored, from however a person typed it; None when it can be none."""
    letters = [c for c in typed.upper().translate(_TYPED) if c not in " -\u2013\u2010"]
    if len(letters) != 16 or not _ALPHABET.issuperset(letters):
        return None
    text = "".join(letters)
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


async def verify_code(reading: Reading, typed: str) -> Verdict | None:
    """The verdict over a code, or None when no receipt has it."""
    code = tidy_code(typed)
    found = await responses.by_code(reading, code) if code else None
    if found is None:
        return None
    about = await evidence.now(reading, sealed_rows(found.entry))
    findings = judge(found.entry, about).findings
    if findings:
        log.error("evidence.changed", response_id=str(found.entry.response_id), findings=[str(one) for one in findings])
    head = Head.model_validate_json(found.head)
    return Verdict(
        intact=not findings,
        answered_at=found.entry.answered_at,
        company=CompanyCard.model_validate_json(found.company).title,
        counterparty=head.counterparty.title,
        replaced=found.newest > found.entry.version,
    )

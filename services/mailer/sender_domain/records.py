"""Reads a domain's DKIM keys under the names that providers use, and its DMARC policy or that of the domain above it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from services.mailer.domain.sender_domain import (
    SHOWN_CHARACTERS,
    USUAL_SELECTORS,
    Advice,
    MailProvider,
    Subject,
    Verdict,
)
from services.mailer.sender_domain.names import LookupFailed, Names

DMARC_EXAMPLE = "v=DMARC1; p=none"
_POLICIES = {"reject": Verdict.DMARC_REJECT, "quarantine": Verdict.DMARC_QUARANTINE, "none": Verdict.DMARC_NONE}
MOST_STEPS = 8


async def dkim(names: Names, domain: str, provider: MailProvider | None, host: str) -> Advice:
    """Whether a key is there. That the server signs with it cannot be seen from here. Raises `LookupFailed`."""
    selectors = provider.selectors if provider else USUAL_SELECTORS
    asked = await asyncio.gather(
        *(names.texts(f"{selector}._domainkey.{domain}") for selector in selectors), return_exceptions=True
    )
    values = {"domain": domain, "sender": provider.name if provider else host, "selectors": ", ".join(selectors)}
    for selector, answer in zip(selectors, asked, strict=True):
        key = next((text for text in answer if _is_key(text)), "") if isinstance(answer, list) else ""
        if key:
            return Advice(Subject.DKIM, Verdict.DKIM_FOUND, key[:SHOWN_CHARACTERS], values | {"selector": selector})
    failed = next((answer for answer in asked if isinstance(answer, BaseException)), None)
    if failed is not None:
        raise failed if isinstance(failed, LookupFailed) else LookupFailed(type(failed).__name__)
    return Advice(Subject.DKIM, Verdict.DKIM_MISSING if provider else Verdict.DKIM_UNKNOWN, "", values)


def _is_key(text: str) -> bool:
    """A key record (RFC 6376 §3.6.1); an empty `p` means that the key was withdrawn."""
    return bool(_tags(text).get("p"))


async def dmarc(names: Names, domain: str) -> Advice:
    """The policy for mail from this domain. Raises `LookupFailed`."""
    labels = domain.split(".")
    values = {"domain": domain, "example": DMARC_EXAMPLE}
    for step in range(min(len(labels) - 1, MOST_STEPS)):
        above = ".".join(labels[step:])
        records = [text for text in await names.texts(f"_dmarc.{above}") if text.startswith("v=DMARC1")]
        if len(records) > 1:
            return Advice(
                Subject.DMARC, Verdict.DMARC_BROKEN, records[0][:SHOWN_CHARACTERS], values | {"why": "2 × v=DMARC1"}
            )
        if records:
            tags = _tags(records[0])
            if step and tags.get("psd") == "y":
                break
            return _judged(records[0], tags, values, inherited=step > 0)
    return Advice(Subject.DMARC, Verdict.DMARC_MISSING, "", values)


def _judged(record: str, tags: Mapping[str, str], values: Mapping[str, str], *, inherited: bool) -> Advice:
    policy = (tags.get("sp") if inherited else None) or tags.get("p") or ("none" if "rua" in tags else "")
    verdict = _POLICIES.get(policy.lower(), Verdict.DMARC_BROKEN)
    more = {"policy": policy, "why": f"p={policy[:20]}"}
    return Advice(Subject.DMARC, verdict, record[:SHOWN_CHARACTERS], {**values, **more})


def _tags(record: str) -> dict[str, str]:
    """`a=1; b=2` as a mapping; keys in lower case."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}

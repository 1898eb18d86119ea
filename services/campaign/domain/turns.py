"""Two operators at once: one is first, and the other learns who that was and when (reliability-security.md §2.8)."""

from __future__ import annotations

from datetime import datetime

from shared.errors import Conflict, Invalid

ITSELF = "Mutabakat"
"""Who changed what no person did: the last answer came, the last day passed."""


class ChangedMeanwhile(Conflict):
    """Somebody has changed it since it was looked at; `who`, `at` (ISO) and `version` are in the params."""

    code, status = "changed_meanwhile", 412


def changed_meanwhile(who: str, at: datetime, version: int) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        "{who} changed this at {at}, after you opened it, so nothing was done. Load it again and look before you repeat it.",
        version=version,
        **who_and_when(who, at),
    )


def who_and_when(who: str, at: datetime) -> dict[str, str]:
    """The values of `{who}` and `{at}` in the text of a refusal: whoever was first."""
    return {"who": who or ITSELF, "at": at.isoformat(timespec="seconds")}


def etag(version: int) -> str:
    return f'"{version}"'


def seen_version(if_match: str | None) -> int | None:
    """The version inside an `If-Match`; None where the header is absent or `*`."""
    if if_match is None or if_match.strip() == "*":
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid("If-Match is not an ETag of this. Read it again and send its ETag.", code="bad_etag")
    return int(text)

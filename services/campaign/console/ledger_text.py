"""A text that the operator can send to the counterparty as it is: both books, the difference, and what it is made of."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Sequence

from services.campaign.clients.ledgers import Booked, Finding, Ledger, Sides
from services.campaign.console.ledger_words import REASONS
from shared import formats
from shared.contracts.kinds import Side
from shared.text import N_

NAMED_AT_MOST = 8
"""Documents of one cause that are named; the workbook has all."""

_BEGINNING = N_("Hello,\n\nwe have compared your records of %(period)s with ours (%(reference)s):")
_SIDES = {
    Side.SALES: N_(
        "Our sales (your purchases): %(ours)s in our books, %(theirs)s in yours, difference %(difference)s."
    ),
    Side.PURCHASES: N_(
        "Our purchases (your sales): %(ours)s in our books, %(theirs)s in yours, difference %(difference)s."
    ),
}
_EVEN = N_("Both books have the same totals. You can confirm them through the link in our e-mail.")
_CAUSES = N_("The difference is made of:")
_MORE = N_("and %(count)s more")
_END = N_(
    "Please check these documents. You can change your answer through the link in our e-mail; send us a copy of what we lack."
)


def ready_text(
    ledger: Ledger,
    findings: Sequence[Finding],
    period: str,
    reference: str,
    catalogue: gettext.NullTranslations,
    language: str,
) -> str:
    """`findings`: the largest ones, in their order."""

    def say(message: str, **values: object) -> str:
        return catalogue.gettext(message) % values

    lines = [say(_BEGINNING, period=formats.period(period, language), reference=reference), ""]
    lines += [f"– {_side(side, ledger, say, language)}" for side in Side]
    changing = [cause for cause in ledger.causes if _changes(cause.effect)]
    if not changing:
        return "\n".join([*lines, "", say(_EVEN)])
    lines += ["", say(_CAUSES)]
    for cause in changing:
        lines.append(f"– {say(REASONS[cause.reason])} ({cause.count}): {_effect(cause.effect, language)}")
        named = [one for one in findings if one.reason == cause.reason][:NAMED_AT_MOST]
        lines += [f"    {_documents(one, language)}" for one in named]
        if cause.count > len(named):
            lines.append("    " + say(_MORE, count=cause.count - len(named)))
    return "\n".join([*lines, "", say(_END)])


def _side(side: Side, ledger: Ledger, say: Callable[..., str], language: str) -> str:
    ours, theirs, difference = (one.of(side) for one in (ledger.ours, ledger.theirs, ledger.difference))
    return say(
        _SIDES[side],
        ours=formats.money(ours, language),
        theirs=formats.money(theirs, language),
        difference=formats.money(difference, language),
    )


def _changes(effect: Sides) -> bool:
    return bool(effect.sales.amount or effect.purchases.amount)


def _effect(effect: Sides, language: str) -> str:
    amounts = [one for one in (effect.sales, effect.purchases) if one.amount]
    return " / ".join(formats.money(one, language) for one in amounts)


def _documents(one: Finding, language: str) -> str:
    ours, theirs = (", ".join(_document(each, language) for each in book) for book in (one.ours, one.theirs))
    return f"{ours} ↔ {theirs}" if ours and theirs else ours or theirs


def _document(one: Booked, language: str) -> str:
    return f"{one.number or '–'} ({formats.day(one.date)}, {formats.money(one.amount, language)})"

"""How small a difference is marked as within tolerance, for everybody and for single counterparties."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from services.campaign.console.typed_amounts import amount_of
from services.campaign.console.visit import Visit
from services.campaign.domain.tolerances import EVERYBODY, Tolerance
from services.campaign.repository import tolerances
from services.campaign.use_cases.tolerances import SetTolerances, set_tolerances
from shared import formats
from shared.errors import DomainError
from shared.money import from_minor, to_minor
from shared.text import N_, fold

AREA = "smtp"
SAVED = N_("The tolerances were saved.")
_NO_AMOUNT = N_("“%(text)s” is no amount. Write it like 1.00.")
_NO_PERCENT = N_("“%(text)s” is no percent between 0 and 100.")
_THREE_PARTS = N_("Line %(line)s needs three parts: tax number or account code; amount; percent.")
_TWICE = N_("Line %(line)s names %(key)s a second time.")


class _Wrong(Exception):
    """A field that cannot be read; `text` says why, in the visitor's language."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field, self.text = field, text


async def show(visit: Visit) -> Response:
    async with visit.reading() as reading:
        rules = await tolerances.of_company(reading, visit.me.company_id)
    general = next((one for one in rules if one.key == EVERYBODY), Tolerance(EVERYBODY))
    values = {
        "absolute": _shown(general.absolute_minor, visit.language),
        "percent": _shown(general.percent_hundredths, visit.language),
        "others": "\n".join(_line(one, visit.language) for one in rules if one.key != EVERYBODY),
    }
    return _page(visit, values, {})


async def save(visit: Visit) -> Response:
    values = {name: visit.field(name) for name in ("absolute", "percent", "others")}
    try:
        rules = _rules(visit, values)
        async with visit.transaction() as tx:
            await set_tolerances(tx, SetTolerances(visit.me.company_id, rules, visit.me.name))
    except _Wrong as wrong:
        return _page(visit, values, {wrong.field: wrong.text})
    except DomainError as error:
        return _page(visit, values, {"others": visit.reason(error)})
    return visit.say(visit.go("tolerances"), "success", visit.text(SAVED))


def _page(visit: Visit, values: dict[str, str], errors: dict[str, str]) -> Response:
    context = {"page": "tolerances", "values": values, "errors": errors}
    return visit.page("tolerances.html", context, area=AREA, status=422 if errors else 200)


def _rules(visit: Visit, values: dict[str, str]) -> Sequence[Tolerance]:
    absolute = _minor(visit, "absolute", values["absolute"], _NO_AMOUNT)
    percent = _percent(visit, "percent", values["percent"])
    rules = [] if absolute is None and percent is None else [Tolerance(EVERYBODY, absolute, percent)]
    seen = set[str]()
    for number, text in enumerate(values["others"].splitlines(), start=1):
        if not text.strip():
            continue
        parts = [part.strip() for part in text.split(";")]
        if len(parts) != 3 or not parts[0]:
            raise _Wrong("others", visit.text(_THREE_PARTS, line=number))
        if fold(parts[0]) in seen:
            raise _Wrong("others", visit.text(_TWICE, line=number, key=parts[0]))
        seen.add(fold(parts[0]))
        rules.append(
            Tolerance(parts[0], _minor(visit, "others", parts[1], _NO_AMOUNT), _percent(visit, "others", parts[2]))
        )
    return rules


def _minor(visit: Visit, field: str, text: str, message: str) -> int | None:
    """Nobody tolerates `1.000` for one lira by mistake."""
    if not text:
        return None
    value = amount_of(text, thousands=False)
    if value is None:
        raise _Wrong(field, visit.text(message, text=text))
    return to_minor(value)


def _percent(visit: Visit, field: str, text: str) -> int | None:
    value = _minor(visit, field, text.removeprefix("%").removesuffix("%").strip(), _NO_PERCENT)
    if value is not None and value > 10_000:
        raise _Wrong(field, visit.text(_NO_PERCENT, text=text))
    return value


def _shown(minor: int | None, language: str) -> str:
    return "" if minor is None else formats.number(from_minor(minor), language)


def _line(one: Tolerance, language: str) -> str:
    return f"{one.key}; {_shown(one.absolute_minor, language)}; {_shown(one.percent_hundredths, language)}"

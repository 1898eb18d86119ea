"""The reader's own balances in the form: per currency who owes whom, and how much. Never a sign: it would be read both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.responses.domain.own_balances import OwnBalance
from services.responses.public.amounts import Typed
from services.responses.public.asked import Asked, BalanceRow
from services.responses.public.problems import Problem
from shared import formats
from shared.contracts.values import Owing
from shared.money import TRY, from_minor
from shared.text import N_

_SIGNS = {Owing.THEY_OWE_US: 1, Owing.WE_OWE_THEM: -1, Owing.EVEN: 0}


def typed_balances(values: Mapping[str, str], asked: Asked) -> list[Typed]:
    """The amounts among these fields."""
    return [
        Typed(row.amount_field, values[row.amount_field], _currency(values, row))
        for row in asked.rows
        if values[row.amount_field]
    ]


def read_own_balances(
    values: Mapping[str, str], asked: Asked, amounts: Mapping[str, int]
) -> tuple[tuple[OwnBalance, ...], list[Problem]]:
    """What the rows say; `amounts` are already read. Rows without anything say nothing."""
    found: dict[str, OwnBalance] = {}
    problems: list[Problem] = []
    for row in asked.rows:
        owing, typed = values[row.owing_field], values[row.amount_field]
        if not owing and not typed:
            continue
        currency, minor = _currency(values, row), amounts.get(row.amount_field, 0)
        if currency in found:
            problems.append(Problem(row.currency_field, N_("This currency stands here twice. Choose each one once.")))
        elif row.currency == "" and currency not in asked.currencies:
            problems.append(Problem(row.currency_field, N_("Choose a currency.")))
        elif owing not in set(Owing):
            problems.append(Problem(row.owing_field, N_("Choose who owes whom.")))
        elif owing == Owing.EVEN and minor:
            problems.append(Problem(row.owing_field, N_("With an amount, choose who owes it to whom.")))
        elif owing != Owing.EVEN and not minor:
            problems.append(Problem(row.amount_field, N_("Type the amount, or choose that nothing is owed.")))
        else:
            found[currency] = OwnBalance(currency, minor * _SIGNS[Owing(owing)])
    if asked.blank and not found and not problems:
        problems.append(Problem(asked.rows[0].owing_field, N_("Write the balance in your records.")))
    return tuple(found.values()), problems


def balance_values(balances: Sequence[OwnBalance], language: str, asked: Asked) -> dict[str, str]:
    """The texts that fill the rows with balances stated earlier."""
    values: dict[str, str] = {}
    if asked.blank:
        rows = dict(zip((one.currency for one in balances), asked.rows, strict=False))
    else:
        rows = {row.currency: row for row in asked.rows}
    for one in balances:
        row = rows.get(one.currency)
        if row is not None:
            values[row.currency_field] = one.currency
            values[row.owing_field] = Owing.of(one.minor).value
            values[row.amount_field] = formats.number(from_minor(abs(one.minor)), language) if one.minor else ""
    return values


def _currency(values: Mapping[str, str], row: BalanceRow) -> str:
    return row.currency or values[row.currency_field] or TRY

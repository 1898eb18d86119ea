"""The balances of a letter, one block per currency: who owes whom in words, never a sign (domain.md §3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from jinja2 import Template
from markupsafe import Markup, escape

from services.mailer.letters.letter import Letter
from services.mailer.letters.pieces import Pieces
from shared import formats
from shared.contracts.values import CurrencyBalance, Owing
from shared.money import TRY, Money

_NAMES = ("as_of", "amount", "in_try")
_Variant = tuple[Owing, bool]


class BalanceTexts:
    """The two templates of one language, rendered once for each way that something is owed, with and without a value in TRY."""

    def __init__(self, html: Template, text: Template) -> None:
        self._html, self._text = _variants(html), _variants(text)

    def html(self, letter: Letter, language: str) -> Markup:
        """Ready to stand in a letter: escaped already."""
        blocks = (pieces.fill(values, _escaped) for pieces, values in _filled(self._html, letter, language))
        return Markup("".join(blocks))  # noqa: S704  # our own template, its values escaped

    def text(self, letter: Letter, language: str) -> str:
        keep: Callable[[str], str] = str
        return "\n".join(pieces.fill(values, keep) for pieces, values in _filled(self._text, letter, language))


def _variants(template: Template) -> Mapping[_Variant, Pieces]:
    return {
        (owing, foreign): Pieces(template, _NAMES, {"owing": owing.value} | ({} if foreign else {"in_try": ""}))
        for owing, foreign in product(Owing, (False, True))
    }


def _filled(
    variants: Mapping[_Variant, Pieces], letter: Letter, language: str
) -> Iterator[tuple[Pieces, dict[str, str]]]:
    if not letter.kind.has_balances or letter.as_of is None:
        return
    for balance in letter.balances:
        foreign = _has_value_in_try(balance)
        values = {
            "as_of": formats.day(letter.as_of),
            "amount": _size(balance.balance, language),
            "in_try": _size(balance.balance_try, language) if foreign else "",
        }
        yield variants[balance.owing, foreign], values


def _has_value_in_try(balance: CurrencyBalance) -> bool:
    """Without a sign, a value in TRY can stand beside a foreign balance only where both are owed the same way."""
    return balance.currency != TRY and Owing.of(balance.balance_try.amount) is balance.owing


def _size(money: Money, language: str) -> str:
    return formats.money(Money(amount=abs(money.amount), currency=money.currency), language)


def _escaped(value: str) -> str:
    return str(escape(value))

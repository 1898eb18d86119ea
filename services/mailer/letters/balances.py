"""The balances of a letter, one block per currency: who owes whom in words, never a sign (domain.md §3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import product

from markupsafe import Markup

from services.mailer.letters.letter import Letter
from services.mailer.letters.pieces import Pieces, escaped
from services.mailer.letters.templating import Templates
from shared import formats
from shared.contracts.values import CurrencyBalance, Owing
from shared.money import TRY, Money
from shared.text import N_

WORDS = {
    Owing.THEY_OWE_US: N_("According to our records, as of %(as_of)s your company owes us"),
    Owing.WE_OWE_THEM: N_("According to our records, as of %(as_of)s our company owes you"),
    Owing.EVEN: N_("According to our records, as of %(as_of)s neither of us owes the other anything"),
}
_NAMES = ("as_of", "amount", "in_try")
_Variant = tuple[Owing, bool]


class BalanceTexts:
    """The two templates of one language, rendered once for each way that something is owed, with and without a value in TRY."""

    def __init__(self, templates: Templates) -> None:
        self._language = templates.language
        self._html = _variants(partial(templates.fragment, "balance.html", _NAMES))
        self._text = _variants(partial(templates.text, "balance.txt", _NAMES))

    def html(self, letter: Letter) -> Markup:
        """Ready to stand in a letter: escaped already."""
        blocks = (pieces.fill(values, escaped) for pieces, values in self._filled(self._html, letter))
        return Markup("".join(blocks))  # noqa: S704  # our own template, its values escaped

    def text(self, letter: Letter) -> str:
        keep: Callable[[str], str] = str
        return "".join(f"{pieces.fill(values, keep)}\n" for pieces, values in self._filled(self._text, letter))

    def _filled(self, variants: Mapping[_Variant, Pieces], letter: Letter) -> Iterator[tuple[Pieces, dict[str, str]]]:
        if not letter.kind.has_balances or letter.as_of is None:
            return
        for balance in letter.balances:
            foreign = has_value_in_try(balance)
            values = {
                "as_of": formats.day(letter.as_of),
                "amount": size(balance.balance, self._language),
                "in_try": size(balance.balance_try, self._language) if foreign else "",
            }
            yield variants[balance.owing, foreign], values


def _variants(render: Callable[[Mapping[str, object]], Pieces]) -> Mapping[_Variant, Pieces]:
    return {
        (owing, foreign): render({"owing": owing.value} | ({} if foreign else {"in_try": ""}))
        for owing, foreign in product(Owing, (False, True))
    }


def has_value_in_try(balance: CurrencyBalance) -> bool:
    """Without a sign, a value in TRY can stand beside a foreign balance only where both are owed the same way; none is owed
    where nothing is."""
    owing = balance.owing
    return balance.currency != TRY and owing is not Owing.EVEN and Owing.of(balance.balance_try.amount) is owing


def size(money: Money, language: str) -> str:
    """An amount without its sign."""
    return formats.money(Money(amount=abs(money.amount), currency=money.currency), language)

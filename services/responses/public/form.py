"""What was typed into the form, read and checked; errors name the field and say how to put it right.

Amounts are read by the rule of all files: an ambiguous one is refused with both readings, never guessed (design §6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import parse_qsl

from services.responses.domain.entries import AnswerContent
from shared import formats
from shared.contracts.responses import Answer
from shared.files.numbers import NotANumber, NumberReading, currency_word, decide_number_reading, read_number
from shared.files.problems import AmbiguousNumberColumn, MixedNumberColumn
from shared.money import TRY, Money, from_minor, to_minor
from shared.text import N_, forbidden_character

LONGEST_EXPLANATION = 2000
LONGEST_NAME = 120
LONGEST_AMOUNT = 40
_MOST_FIELDS = 20

FIELDS = ("answer", "explanation", "own_for_sales", "own_for_purchases", "responder_name", "responder_title")
AMOUNTS = ("own_for_sales", "own_for_purchases")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one field: an English msgid with its values."""

    place: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent: the texts to show again, and either its content or its problems."""

    values: Mapping[str, str]
    content: AnswerContent | None
    problems: tuple[Problem, ...]


def read_body(body: bytes, content_type: str) -> dict[str, str]:
    """The fields of an urlencoded form; the first value of each. Anything else is an empty form."""
    if content_type.split(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return {}
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    return fields


def read_form(fields: Mapping[str, str], language: str) -> Filled:
    """Check a form. A "yes" needs a name, a "no" an explanation as well; what belongs to "no" only is dropped from a "yes"."""
    values = {name: _tidy(fields.get(name, "")) for name in FIELDS}
    problems: list[Problem] = []
    if values["answer"] not in (Answer.AGREED, Answer.DISAGREED):
        problems.append(Problem("answer", N_("Choose “Yes” or “No”.")))
    disagrees = values["answer"] == Answer.DISAGREED
    amounts: dict[str, int | None] = dict.fromkeys(AMOUNTS)
    if disagrees:
        problems += _explanation(values["explanation"])
        amounts, unread = _amounts(values, language)
        problems += unread
    problems += _line("responder_name", values["responder_name"], N_("Type your name."))
    problems += _line("responder_title", values["responder_title"], None)
    if problems:
        return Filled(values, None, tuple(problems))
    content = AnswerContent(
        answer=Answer(values["answer"]),
        responder_name=values["responder_name"],
        responder_title=values["responder_title"],
        explanation=values["explanation"] if disagrees else "",
        own_for_purchases_minor=amounts["own_for_purchases"],
        own_for_sales_minor=amounts["own_for_sales"],
    )
    return Filled(values, content, ())


def values_of(content: AnswerContent, language: str) -> dict[str, str]:
    """The texts that fill the form with an earlier content."""

    def amount(minor: int | None) -> str:
        return "" if minor is None else formats.number(from_minor(minor), language)

    return {
        "answer": content.answer.value,
        "explanation": content.explanation,
        "own_for_sales": amount(content.own_for_sales_minor),
        "own_for_purchases": amount(content.own_for_purchases_minor),
        "responder_name": content.responder_name,
        "responder_title": content.responder_title,
    }


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _explanation(text: str) -> list[Problem]:
    if not text:
        return [Problem("explanation", N_("Write which document or amount differs."))]
    if len(text) > LONGEST_EXPLANATION:
        message = N_("The explanation has %(count)s characters; at most %(most)s are possible.")
        return [Problem("explanation", message, {"count": len(text), "most": LONGEST_EXPLANATION})]
    return _characters("explanation", text, allow="\n\t")


def _line(name: str, text: str, missing: str | None) -> list[Problem]:
    if not text:
        return [Problem(name, missing)] if missing else []
    if len(text) > LONGEST_NAME:
        return [Problem(name, N_("At most %(most)s characters are possible here."), {"most": LONGEST_NAME})]
    return _characters(name, text)


def _characters(name: str, text: str, *, allow: str = "") -> list[Problem]:
    bad = forbidden_character(text, allow=allow)
    if bad is None:
        return []
    return [
        Problem(name, N_("The text contains a character that cannot be shown (%(code)s). Delete it."), {"code": bad})
    ]


def _amounts(values: Mapping[str, str], language: str) -> tuple[dict[str, int | None], list[Problem]]:
    """Both amounts together are one column: whoever writes `12,50` in one field means `1.234` in the other as a thousand."""
    found: dict[str, int | None] = dict.fromkeys(AMOUNTS)
    typed = {name: values[name] for name in AMOUNTS if values[name]}
    problems: list[Problem] = []
    try:
        reading = decide_number_reading("amount", typed.values())
    except AmbiguousNumberColumn:
        return found, [_ambiguous(name, text, language) for name, text in typed.items() if _two_readings(text)]
    except MixedNumberColumn:
        message = N_("The two amounts are written in different ways. Write both like %(example)s.")
        return found, [Problem(name, message, _example(language)) for name in list(typed)[:1]]
    for name, text in typed.items():
        try:
            value = read_number(text, reading) if len(text) <= LONGEST_AMOUNT else None
            if value is None or value < 0 or (currency_word(text) or TRY) != TRY:
                raise NotANumber(text)
            found[name] = to_minor(value)
        except ValueError:
            problems.append(Problem(name, N_("Write the amount in TRY like %(example)s."), _example(language)))
    return found, problems


def _example(language: str) -> dict[str, object]:
    return {"example": formats.number(Decimal("1234.56"), language)}


def _two_readings(text: str) -> bool:
    try:
        return len({read_number(text, reading) for reading in NumberReading}) == 2
    except NotANumber:
        return False


def _ambiguous(name: str, text: str, language: str) -> Problem:
    large, small = sorted((read_number(text, reading) for reading in NumberReading), reverse=True)
    message = N_(
        "“%(text)s” can be read as %(large)s or as %(small)s. Write it with two decimals, for example %(example)s."
    )
    return Problem(
        name,
        message,
        {
            "text": text,
            "large": formats.money(Money(amount=large), language),
            "small": _exact(small, language),
            "example": formats.number(large, language),
        },
    )


def _exact(value: Decimal, language: str) -> str:
    """All decimals of the small reading: rounding them would hide the difference."""
    text = f"{value:f}"
    return text.replace(".", ",") if language == "tr" else text

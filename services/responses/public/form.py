"""What was typed into the form, read and checked; errors name the field and say how to put it right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from services.responses.domain.entries import AnswerContent
from services.responses.public.amounts import Typed, read_amounts
from services.responses.public.asked import Asked
from services.responses.public.balance_fields import balance_values, read_own_balances, typed_balances
from services.responses.public.problems import Problem
from shared import formats
from shared.contracts.responses import Answer
from shared.money import from_minor
from shared.text import N_, forbidden_character

LONGEST_EXPLANATION = 2000
LONGEST_NAME = 120
_MOST_FIELDS = 80

FIELDS = ("answer", "explanation", "own_for_sales", "own_for_purchases", "responder_name", "responder_title", "ledger")
_SHA256 = re.compile(r"[0-9a-f]{64}")
AMOUNTS = ("own_for_sales", "own_for_purchases")


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


def empty(asked: Asked) -> dict[str, str]:
    return dict.fromkeys((*FIELDS, *asked.fields), "")


def read_form(fields: Mapping[str, str], language: str, asked: Asked) -> Filled:
    """Check a form. A "yes" needs a name, a "no" an explanation as well; what belongs to "no" only is dropped from a "yes".

    Where no balance is shown the counterparty's own one is needed, whatever it says to the rest.
    """
    values = {name: _tidy(fields.get(name, "")) for name in empty(asked)}
    problems: list[Problem] = []
    if not asked.verdict:
        # Nothing is shown to agree with: what they state is compared where it is stored.
        values["answer"] = Answer.AGREED
    elif values["answer"] not in (Answer.AGREED, Answer.DISAGREED):
        problems.append(Problem("answer", N_("Choose “Yes” or “No”.")))
    disagrees = values["answer"] == Answer.DISAGREED
    typed: list[Typed] = []
    if disagrees:
        problems += _explanation(values["explanation"])
        typed += [Typed(name, values[name]) for name in AMOUNTS if asked.sides and values[name]]
    states_balances = disagrees or asked.blank
    if states_balances:
        typed += typed_balances(values, asked)
    amounts, unread = read_amounts(typed, language)
    problems += unread
    balances, unclear = read_own_balances(values, asked, amounts) if states_balances and not unread else ((), [])
    problems += unclear
    problems += _line("responder_name", values["responder_name"], N_("Type your name."))
    problems += _line("responder_title", values["responder_title"], None)
    if problems:
        return Filled(values, None, tuple(problems))
    content = AnswerContent(
        answer=Answer(values["answer"]),
        responder_name=values["responder_name"],
        responder_title=values["responder_title"],
        explanation=values["explanation"] if disagrees else "",
        own_for_purchases_minor=amounts.get("own_for_purchases"),
        own_for_sales_minor=amounts.get("own_for_sales"),
        own_balances=balances,
        ledger_sha256=_ledger(values["ledger"]),
    )
    return Filled(values, content, ())


def values_of(content: AnswerContent, language: str, asked: Asked) -> dict[str, str]:
    """The texts that fill the form with an earlier content."""

    def amount(minor: int | None) -> str:
        return "" if minor is None else formats.number(from_minor(minor), language)

    return {
        **empty(asked),
        "answer": content.answer.value,
        "explanation": content.explanation,
        "own_for_sales": amount(content.own_for_sales_minor),
        "own_for_purchases": amount(content.own_for_purchases_minor),
        "responder_name": content.responder_name,
        "responder_title": content.responder_title,
        "ledger": content.ledger_sha256,
        **balance_values(content.own_balances, language, asked),
    }


def _ledger(text: str) -> str:
    """The file that goes with the answer; whether it is ours to know is asked where the answer is stored."""
    return text if _SHA256.fullmatch(text) else ""


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

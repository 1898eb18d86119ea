"""What was typed into the form, read and checked; errors name the field and say how to put it right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from services.responses.domain.details import Details
from services.responses.domain.entries import AnswerContent
from services.responses.domain.notices import NoticeContent
from services.responses.public.amounts import Typed, read_amounts
from services.responses.public.asked import Asked
from services.responses.public.balance_fields import balance_values, read_own_balances, typed_balances
from services.responses.public.detail_fields import detail_fields, detail_values, read_details
from services.responses.public.notice_fields import NOTICE_FIELDS, Offered, notice_values, read_notice
from services.responses.public.problems import Problem, characters
from services.responses.public.remark_fields import Ticks, read_ticks, too_many
from shared import formats
from shared.contracts.responses import Answer
from shared.money import from_minor
from shared.text import N_

LONGEST_EXPLANATION = 2000
LONGEST_NAME = 120
_MOST_FIELDS = 700
"""Above what a page of 500 documents has."""

FIELDS = ("answer", "explanation", "own_for_sales", "own_for_purchases", "responder_name", "responder_title", "ledger")
_SHA256 = re.compile(r"[0-9a-f]{64}")
AMOUNTS = ("own_for_sales", "own_for_purchases")

Content = AnswerContent | NoticeContent
"""What a form says: an answer, or something short of one."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent: the texts and ticks to show again, and either its content or its problems.

    `content` is without its ticked documents: what these are is written in the statement.
    """

    values: Mapping[str, str]
    content: Content | None
    problems: tuple[Problem, ...]
    ticks: Ticks = field(default_factory=dict)


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
    return dict.fromkeys((*FIELDS, *NOTICE_FIELDS, *detail_fields(asked), *asked.fields), "")


def typed_values(fields: Mapping[str, str], asked: Asked) -> dict[str, str]:
    """The texts of a form, unchecked."""
    return {name: _tidy(fields.get(name, "")) for name in empty(asked)}


def read_form(fields: Mapping[str, str], language: str, asked: Asked, of: Offered) -> Filled:
    """Check a form. A "yes" needs a name, a "no" says what differs as well; what belongs to "no" only is dropped from a "yes".

    Where no balance is shown the counterparty's own one is needed, whatever it says to the rest.
    """
    values, ticks = typed_values(fields, asked), read_ticks(fields)
    if values["answer"] in of.codes:
        content, problems = read_notice(values, of)
        problems += _responder(values)
        return Filled(values, None if problems else content, tuple(problems), ticks)
    return _read_answer(values, ticks, language, asked)


def _read_answer(values: dict[str, str], ticks: Ticks, language: str, asked: Asked) -> Filled:
    problems: list[Problem] = []
    if not asked.verdict:
        # Nothing is shown to agree with: what they state is compared where it is stored.
        values["answer"] = Answer.AGREED
    elif values["answer"] not in (Answer.AGREED, Answer.DISAGREED):
        problems.append(Problem("answer", N_("Choose “Yes” or “No”.")))
    disagrees = values["answer"] == Answer.DISAGREED
    typed: list[Typed] = []
    details = Details()
    if disagrees:
        details, unclear = read_details(values, asked)
        problems += _explanation(values["explanation"], said=details != Details() or bool(ticks))
        problems += unclear + too_many(ticks)
        typed += [Typed(name, values[name]) for name in AMOUNTS if asked.sides and values[name]]
    states_balances = disagrees or asked.blank
    if states_balances:
        typed += typed_balances(values, asked)
    amounts, unread = read_amounts(typed, language)
    problems += unread
    balances, unclear = read_own_balances(values, asked, amounts) if states_balances and not unread else ((), [])
    problems += unclear + _responder(values)
    if problems:
        return Filled(values, None, tuple(problems), ticks)
    content = AnswerContent(
        answer=Answer(values["answer"]),
        responder_name=values["responder_name"],
        responder_title=values["responder_title"],
        explanation=values["explanation"] if disagrees else "",
        own_for_purchases_minor=amounts.get("own_for_purchases"),
        own_for_sales_minor=amounts.get("own_for_sales"),
        own_balances=balances,
        ledger_sha256=_ledger(values["ledger"]),
        details=details,
    )
    return Filled(values, content, (), ticks if disagrees else {})


def values_of(content: Content, language: str, asked: Asked) -> dict[str, str]:
    """The texts that fill the form with an earlier content."""

    def amount(minor: int | None) -> str:
        return "" if minor is None else formats.number(from_minor(minor), language)

    who = {"responder_name": content.responder_name, "responder_title": content.responder_title}
    if isinstance(content, NoticeContent):
        return {**empty(asked), **who, **notice_values(content)}
    return {
        **empty(asked),
        **who,
        "answer": content.answer.value,
        "explanation": content.explanation,
        "own_for_sales": amount(content.own_for_sales_minor),
        "own_for_purchases": amount(content.own_for_purchases_minor),
        "ledger": content.ledger_sha256,
        **balance_values(content.own_balances, language, asked),
        **detail_values(content.details, asked),
    }


def _ledger(text: str) -> str:
    """The file that goes with the answer; whether it is ours to know is asked where the answer is stored."""
    return text if _SHA256.fullmatch(text) else ""


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _explanation(text: str, *, said: bool) -> list[Problem]:
    if not text:
        return [] if said else [Problem("explanation", N_("Write which document or amount differs."))]
    if len(text) > LONGEST_EXPLANATION:
        message = N_("The explanation has %(count)s characters; at most %(most)s are possible.")
        return [Problem("explanation", message, {"count": len(text), "most": LONGEST_EXPLANATION})]
    return characters("explanation", text, longest=LONGEST_EXPLANATION, allow="\n\t")


def _responder(values: Mapping[str, str]) -> list[Problem]:
    name, title = values["responder_name"], values["responder_title"]
    problems = [] if name else [Problem("responder_name", N_("Type your name."))]
    problems += characters("responder_name", name, longest=LONGEST_NAME)
    return problems + characters("responder_title", title, longest=LONGEST_NAME)

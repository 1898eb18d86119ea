"""Replies that are no answers: no record, not the right person, an answer announced for a day (user-experience.md §5.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from email_validator import EmailNotValidError, validate_email

from services.responses.domain.notices import NoticeContent
from services.responses.public.problems import Problem, characters
from shared import formats
from shared.contracts.responses import NoticeCode
from shared.text import N_

LONGEST_TEXT = 1000
LONGEST_ADDRESS = 254
NOTICE_FIELDS = ("notice_text", "forward_name", "forward_address", "answer_by")

NOTICES: Mapping[NoticeCode, str] = MappingProxyType(
    {
        NoticeCode.NO_RECORD: N_("We have no record of this"),
        NoticeCode.WRONG_PERSON: N_("I am not the right person"),
        NoticeCode.WILL_ANSWER: N_("I am looking into it and will answer later"),
    }
)
"""English msgids."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Which of them a page offers, and within what. `address`: where the reader's own link was sent."""

    codes: tuple[NoticeCode, ...]
    today: date
    last_day: date
    address: str


def offered(*, answered: bool, late: bool, today: date, last_day: date, address: str) -> Offered:
    """Nothing where an answer stands already, and no announcement of an answer that would come too late."""
    codes = tuple(code for code in NoticeCode if not late or code is not NoticeCode.WILL_ANSWER)
    return Offered(() if answered else codes, today, last_day, address)


def read_notice(values: Mapping[str, str], of: Offered) -> tuple[NoticeContent, list[Problem]]:
    """The chosen one of them; fields of the others are dropped. The name is checked with the rest of the form."""
    code = NoticeCode(values["answer"])
    text = values["notice_text"]
    problems = characters("notice_text", text, longest=LONGEST_TEXT, allow="\n\t")
    name = address = ""
    answer_by = None
    if code is NoticeCode.WRONG_PERSON:
        name, address = values["forward_name"], values["forward_address"]
        problems += _colleague(name, address, of)
    elif code is NoticeCode.WILL_ANSWER:
        answer_by = _day(values["answer_by"])
        if answer_by is None or not of.today <= answer_by <= of.last_day:
            message = N_("Choose a day from %(first)s to %(last)s.")
            days = {"first": formats.day(of.today), "last": formats.day(of.last_day)}
            problems.append(Problem("answer_by", message, days))
    content = NoticeContent(
        code=code,
        responder_name=values["responder_name"],
        responder_title=values["responder_title"],
        text=text,
        forward_name=name,
        forward_address=address,
        answer_by=answer_by,
    )
    return content, problems


def notice_values(content: NoticeContent) -> dict[str, str]:
    """The texts that fill these fields with what was said earlier."""
    return {
        "answer": content.code.value,
        "notice_text": content.text,
        "forward_name": content.forward_name,
        "forward_address": content.forward_address,
        "answer_by": content.answer_by.isoformat() if content.answer_by else "",
    }


def _colleague(name: str, address: str, of: Offered) -> list[Problem]:
    if not name and not address:
        return []
    problems = characters("forward_name", name, longest=120)
    if not name:
        problems.append(Problem("forward_name", N_("Type the name of your colleague.")))
    if not address:
        problems.append(Problem("forward_address", N_("Type the e-mail address of your colleague.")))
    elif not _valid(address):
        problems.append(Problem("forward_address", N_("This is no e-mail address. Write it like name@company.com.")))
    elif address.casefold() == of.address.casefold():
        problems.append(Problem("forward_address", N_("This is the address that your own link was sent to.")))
    return problems


def _valid(address: str) -> bool:
    try:
        # Whether the domain takes mail is found out when it is mailed; test_environment allows `.test`.
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return len(address) <= LONGEST_ADDRESS and address.isascii()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""One account in one campaign: its answer, both histories, sending the mail again (S-53…S-56)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from starlette.responses import Response

from services.campaign.clients.accounts import Contact
from services.campaign.clients.mailer import Reply
from services.campaign.clients.responses import ResponseVersion
from services.campaign.console.refusals import advice
from services.campaign.console.screens.thread import thread
from services.campaign.console.visit import Visit
from services.campaign.domain.reach import Reach, reach_of
from services.campaign.domain.reconciliations import Entry, Reconciliation, StatusEntry
from services.campaign.repository import campaigns, colleagues, people, reconciliations, reminders
from services.campaign.use_cases.reconciliations import Resend
from services.campaign.use_cases.reconciliations import resend as send_again
from shared.errors import NotFound, Unavailable
from shared.money import Money
from shared.text import N_

AREA = "campaigns"
MOST_CARDS = 5
"""Of a merged counterparty, the cards whose contacts are looked at."""
TABS = ("status", "mail", "answers", "messages")
RESEND = N_("Send the e-mail again?")
RESEND_TEXT = N_("%(title)s gets the same link with the same figures once more, at:")
NEW_LINK = N_("Replace the link")
NEW_LINK_TEXT = N_(
    "The link of %(title)s opens nothing any more, and a new one is mailed. Answers that were given stay. The new link goes to:"
)
NEW_LINK_BUTTON = N_("Revoke the old link and mail a new one")
NEW_LINK_SENT = N_("The old link of %(title)s is revoked; the new one is on its way.")
RESEND_BUTTON = N_("Send again")
HANDLED = N_("The answer of %(sender)s is marked as dealt with.")
RESENT = N_("The e-mail to %(title)s is on its way again.")


@dataclass(frozen=True, slots=True)
class AnswerVersion:
    """One version of the answer, as the page lists it."""

    at: datetime
    answer: str
    version: int
    who: str
    address: str
    explanation: str
    own_balances: Sequence[Money] = ()
    response_id: UUID | None = None
    """Unknown where the answer is only known from its event."""
    said: ResponseVersion | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a mail goes out again; `screen` does it."""

    title: str
    text: str
    button: str
    screen: str
    dangerous: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed on the page and not taken, and why, by the field."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]
    status: int


async def show(visit: Visit) -> Response:
    """The account with its histories; `?tab=` says which is open."""
    return await page(visit, visit.request.query_params.get("tab", ""))


async def page(visit: Visit, tab: str, refused: Refused | None = None) -> Response:
    """`refused`: shown again as it was typed, so that nobody writes it twice."""
    reconciliation_id, mine = visit.request.path_params["reconciliation_id"], visit.me.company_id
    async with visit.reading() as reading:
        row = await reconciliations.get_reconciliation(reading, mine, reconciliation_id)
        campaign = await campaigns.get_campaign(reading, mine, row.campaign_id)
        statuses = await reconciliations.status_entries(reading, mine, reconciliation_id)
        mails = await reconciliations.mail_entries(reading, mine, reconciliation_id)
        unwanted = await reminders.unwanted(reading, mine, {row.figure_key})
        assignee = (await colleagues.assigned_to(reading, mine, [row.figure_key])).get(row.figure_key)
        notes = await colleagues.notes_of(reading, mine, reconciliation_id)
        team = await people.list_users(reading, mine)
    lost, reached = _split(reach_of(row.recipients, mails))
    known = [entry for entry in statuses if entry.entry is Entry.ANSWER]
    missing = False
    answers = _from_history(known)
    if tab == "answers" and known:
        try:
            told = await _versions(visit, reconciliation_id)
            # The other service may be a moment behind or ahead: whoever knows more versions is shown.
            answers = told if len(told) >= len(answers) else answers
        except (Unavailable, NotFound):
            missing = True
    replies: Sequence[Reply] | None = ()
    if tab == "mail":
        try:
            replies = (await visit.mailer.replies(reconciliation_id=reconciliation_id)).items
        except (Unavailable, NotFound):
            replies = None
    values = {
        "row": row,
        "reminded": not unwanted,
        "replies": replies,
        "assignee": assignee,
        "notes": notes,
        "team": [one for one in team if one.active],
        "campaign": campaign,
        "statuses": statuses,
        "mails": mails,
        "answers": answers,
        "answers_missing": missing,
        "lost": lost if not row.finished else (),
        "others": reached,
        "contacts": await _other_contacts(visit, row) if lost and not row.finished else (),
        "tab": tab if tab in TABS else TABS[0],
        "messages": sum(entry.entry in (Entry.MESSAGE, Entry.MESSAGE_RECEIVED) for entry in statuses),
        **(await thread(visit, row, statuses) if tab == "messages" else {}),
        "advice": partial(_advice, visit),
        "typed": refused.typed if refused else {},
        "errors": refused.errors if refused else {},
    }
    return visit.page("reconciliation.html", values, area=AREA, status=refused.status if refused else 200)


def _split(recipients: Sequence[Reach]) -> tuple[list[Reach], list[Reach]]:
    return [one for one in recipients if one.lost], [one for one in recipients if not one.lost]


async def _other_contacts(visit: Visit, row: Reconciliation) -> list[tuple[str, Contact]]:
    """Contacts of the cards who were not asked and could be, with the card's code; none when the books cannot be reached."""
    asked = {recipient.address for recipient in row.recipients}
    found: dict[str, tuple[str, Contact]] = {}
    for code in row.account_codes[:MOST_CARDS]:
        try:
            card = await visit.accounts.one(code)
        except (Unavailable, NotFound):
            continue
        for contact in card.contacts:
            if contact.email_is_valid and contact.email not in asked:
                found.setdefault(contact.email, (code, contact))
    return list(found.values())


def _advice(visit: Visit, code: int, reason: str) -> str:
    return visit.text(advice(code, reason))


def _from_history(entries: Sequence[StatusEntry]) -> list[AnswerVersion]:
    return [
        AnswerVersion(entry.at, entry.state, entry.version, entry.who, entry.address, entry.explanation)
        for entry in entries
    ]


async def _versions(visit: Visit, reconciliation_id: UUID) -> list[AnswerVersion]:
    """Every version, from the service that took them."""
    page = await visit.responses.responses(reconciliation_id=reconciliation_id, limit=200)
    found = [
        AnswerVersion(
            one.answered_at,
            one.answer,
            one.version,
            f"{one.responder_name} ({one.responder_title})" if one.responder_title else one.responder_name,
            one.address,
            one.explanation,
            one.own_balances,
            one.id,
            one,
            one.late,
        )
        for one in page.items
    ]
    return sorted(found, key=lambda one: one.version)


async def ask_resend(visit: Visit) -> Response:
    return await _ask(visit, Question(RESEND, RESEND_TEXT, RESEND_BUTTON, "resend"))


async def ask_new_link(visit: Visit) -> Response:
    return await _ask(visit, Question(NEW_LINK, NEW_LINK_TEXT, NEW_LINK_BUTTON, "new_link", dangerous=True))


async def _ask(visit: Visit, question: Question) -> Response:
    reconciliation_id, mine = visit.request.path_params["reconciliation_id"], visit.me.company_id
    async with visit.reading() as reading:
        row = await reconciliations.get_reconciliation(reading, mine, reconciliation_id)
    every, wish = [recipient.address for recipient in row.recipients], visit.request.query_params.get("to", "")
    chosen = wish if wish in every else ""
    values = {
        "title": visit.text(question.title),
        "lines": [visit.text(question.text, title=row.title)],
        "addresses": [chosen] if chosen else every,
        "hidden": [
            ("seen", str(row.send_number)),
            ("version", str(row.version)),
            *([("to", chosen)] if chosen else []),
        ],
        "action": visit.path(question.screen, reconciliation_id=reconciliation_id),
        "button": visit.text(question.button),
        "dangerous": question.dangerous,
        "back": visit.path("reconciliation", reconciliation_id=reconciliation_id),
    }
    return visit.page("confirm.html", values, area=AREA)


async def resend(visit: Visit) -> Response:
    """Send again, unless somebody did so since the question was shown."""
    return await _resend(visit, RESENT, new_link=False)


async def replace_link(visit: Visit) -> Response:
    """Revoke the link and mail a new one, unless somebody sent anything since the question was shown."""
    return await _resend(visit, NEW_LINK_SENT, new_link=True)


async def _resend(visit: Visit, done: str, *, new_link: bool) -> Response:
    reconciliation_id = visit.request.path_params["reconciliation_id"]
    command = Resend(
        visit.me.company_id,
        reconciliation_id,
        visit.me.name,
        addresses=(visit.field("to"),) if visit.field("to") else (),
        seen_send_number=visit.number("seen"),
        new_link=new_link,
        seen_version=visit.seen_version(),
    )
    async with visit.transaction() as tx:
        row = await send_again(tx, command)
    response = visit.go_to(visit.path("reconciliation", reconciliation_id=reconciliation_id) + "?tab=mail")
    return visit.say(response, "success", visit.text(done, title=row.title))


async def receipt(visit: Visit) -> Response:
    """The signed receipt of one version of an answer."""
    response_id = visit.request.path_params["response_id"]
    return visit.pass_on(await visit.responses.receipt(response_id, visit.language))


async def evidence(visit: Visit) -> Response:
    """The signed file with everything that was shown and answered in this reconciliation."""
    reconciliation_id = visit.request.path_params["reconciliation_id"]
    return visit.pass_on(await visit.responses.evidence(reconciliation_id=reconciliation_id))


async def handle_reply(visit: Visit) -> Response:
    """An answer by ordinary mail was dealt with."""
    reply = await visit.mailer.mark_reply_handled(visit.request.path_params["reply_id"])
    place = visit.path("reconciliation", reconciliation_id=reply.reconciliation_id) + "?tab=mail"
    return visit.say(visit.go_to(place), "success", visit.text(HANDLED, sender=reply.sender))

"""Writing an e-mail to a counterparty: written, looked at as it would be sent, then sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from starlette.responses import Response

from services.campaign.clients.known_contacts import known_contacts
from services.campaign.clients.mailer import WrittenPreview
from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.domain.campaigns import Campaign
from services.campaign.domain.reconciliations import Reconciliation
from services.campaign.domain.written import checked_subject, checked_text, chosen_of
from services.campaign.repository import campaigns, reconciliations
from services.campaign.repository.newest import newest_of
from services.campaign.use_cases.writing import WriteMail, write_mail
from shared.contracts.values import Recipient
from shared.errors import Invalid, NotFound, Unavailable
from shared.text import N_, NN_

AREA = "campaigns"
SENT = NN_(
    "The e-mail to %(title)s is on its way to %(count)d address.",
    "The e-mail to %(title)s is on its way to %(count)d addresses.",
)
NO_PREVIEW = N_(
    "The mail service cannot be reached at the moment, so the e-mail cannot be shown. Try again in a moment."
)


@dataclass(frozen=True, slots=True)
class Typed:
    subject: str
    text: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """Which request it is about, and who may be written to."""

    row: Reconciliation
    campaign: Campaign
    known: dict[str, Recipient]


async def _about(visit: Visit, reconciliation_id: UUID) -> About:
    async with visit.reading() as reading:
        row = await reconciliations.get_reconciliation(reading, visit.me.company_id, reconciliation_id)
        campaign = await campaigns.get_campaign(reading, visit.me.company_id, row.campaign_id)
    asked = {recipient.address: recipient for recipient in row.recipients}
    return About(row, campaign, {**asked, **await known_contacts(visit.accounts, row)})


async def of_account(visit: Visit) -> Response:
    """To whom stands on an account card: about the newest request to it."""
    card = await visit.accounts.one(visit.request.path_params["code"])
    async with visit.reading() as reading:
        found = await newest_of(reading, visit.me.company_id, card.counterparty_key)
    if found is None:
        raise NotFound("This account has not been asked anything yet.", code="reconciliation_not_found")
    return visit.go("write_mail", reconciliation_id=found)


async def show(visit: Visit) -> Response:
    about = await _about(visit, visit.request.path_params["reconciliation_id"])
    typed = Typed(f"{about.campaign.description}"[:150], "", tuple(one.address for one in about.row.recipients))
    return _page(visit, about, typed, {})


def _page(
    visit: Visit, about: About, typed: Typed, errors: dict[str, str], preview: WrittenPreview | None = None
) -> Response:
    values = {
        "row": about.row,
        "campaign": about.campaign,
        "known": list(about.known.values()),
        "values": typed,
        "errors": errors,
        "preview": preview,
    }
    return visit.page("write_mail.html", values, area=AREA, status=422 if errors else 200)


async def save(visit: Visit) -> Response:
    """Shown first, as it would be sent; sent when that was looked at."""
    about = await _about(visit, visit.request.path_params["reconciliation_id"])
    to = tuple(str(one) for one in visit.form.getlist("to"))
    typed = Typed(visit.field("subject"), str(visit.form.get("text", "")), to)
    try:
        subject, text = checked_subject(typed.subject), checked_text(typed.text)
        chosen = chosen_of(about.known, typed.to)
        if visit.field("act") != "send":
            return _page(visit, about, typed, {}, await _preview(visit, about, subject, text, chosen[0]))
        command = WriteMail(
            visit.me.company_id, about.row.reconciliation_id, visit.me.name, subject, text, typed.to, about.known
        )
        async with visit.transaction() as tx:
            told = await write_mail(tx, command)
    except Unavailable:
        return _page(visit, about, typed, {"": visit.text(NO_PREVIEW)})
    except Invalid as error:
        return _page(visit, about, typed, by_field(error, visit.console.pages.translations.get(visit.language)))
    place = visit.path("reconciliation", reconciliation_id=about.row.reconciliation_id) + "?tab=mail"
    said = visit.text(SENT, title=about.row.title, count=len(told.recipients))
    return visit.say(visit.go_to(place), "success", said)


async def _preview(visit: Visit, about: About, subject: str, text: str, reader: Recipient) -> WrittenPreview:
    return await visit.mailer.written_preview(
        {
            "subject": subject,
            "text": text,
            "reference": about.row.reference,
            "counterparty": about.row.title,
            "language": reader.language,
        }
    )

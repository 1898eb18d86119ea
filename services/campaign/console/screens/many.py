"""Mailing many reconciliations of a campaign from its list: the chosen ones, or all that the filter finds (S-56).

The form brings the filter and never what it found: that is looked for when the question is shown and once more when it is
answered, and whoever has answered in between is not written to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

from starlette.datastructures import QueryParams
from starlette.responses import Response

from services.campaign.console import reconciliation_filters, wording
from services.campaign.console.lists import ListState
from services.campaign.console.screens.reconciliation_list import state_of
from services.campaign.console.visit import Visit
from services.campaign.domain.reconciliations import Only
from services.campaign.repository import campaigns
from services.campaign.repository.listing import Listing, ReconciliationFilter
from services.campaign.use_cases.resending import ResendMany, ResentMany, foretell, resend_many
from shared.database import Reading
from shared.errors import NotFound
from shared.money import from_minor
from shared.text import N_, NN_, Counted

AREA = "campaigns"
NOTHING_SELECTED = N_("No account is selected. Select at least one, or all of the filter.")
NOBODY_LEFT = N_("Nobody is left to write to: nothing was sent.")
MORE_NOW = N_("Since this page was opened there are more to write to. Look at the numbers again.")
TO_ACCOUNTS = NN_("to %(count)d account", "to %(count)d accounts")
DROPPED = NN_(
    "%(count)d fewer than when the page was opened: it has answered meanwhile or cannot be asked any more.",
    "%(count)d fewer than when the page was opened: they have answered meanwhile or cannot be asked any more.",
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to many: the words around it, and whom the use case asks."""

    title: str
    button: Counted
    done: Counted
    only: Only
    reminding: bool = False


DEEDS = MappingProxyType(
    {
        "remind": Deed(
            N_("Remind the selected accounts?"),
            NN_("Send %(count)d reminder", "Send %(count)d reminders"),
            NN_(
                "%(count)d reminder %(to_accounts)s is on its way.",
                "%(count)d reminders %(to_accounts)s are on their way.",
            ),
            Only.UNANSWERED,
            reminding=True,
        ),
        "resend": Deed(
            N_("Send the e-mail to the selected accounts again?"),
            NN_("Send %(count)d e-mail again", "Send %(count)d e-mails again"),
            NN_(
                "%(count)d e-mail %(to_accounts)s is on its way again.",
                "%(count)d e-mails %(to_accounts)s are on their way again.",
            ),
            Only.ALL,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """So many are not written to, for this reason."""

    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a form asks for."""

    name: str
    deed: Deed
    state: ListState
    keys: list[UUID] | None
    """None: all that the filter finds."""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        chosen = [("whole", "1")] if self.keys is None else [("key", str(key)) for key in self.keys]
        return [("act", self.name), *chosen, *self.state.kept()]


def _order(visit: Visit) -> Order:
    campaign_id, name = visit.request.path_params["campaign_id"], visit.field("act")
    if name not in DEEDS:
        raise NotFound("There is no such page.", code="page_not_found")
    texts = [(key, value) for key, value in visit.form.multi_items() if isinstance(value, str)]
    state = state_of(visit.path("campaign", campaign_id=campaign_id), QueryParams(texts))
    keys = None if visit.field("whole") else [key for text in visit.form.getlist("key") if (key := _id(str(text)))]
    return Order(name, DEEDS[name], state, keys)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _command(visit: Visit, order: Order) -> ResendMany:
    campaign_id = visit.request.path_params["campaign_id"]
    if order.keys is None:
        within = reconciliation_filters.read(visit, order.state, campaign_id)
    else:
        within = ReconciliationFilter(campaign_id=campaign_id, only=order.keys)
    deed = order.deed
    return ResendMany(
        visit.me.company_id, campaign_id, visit.me.name, deed.only, within=within, reminding=deed.reminding
    )


async def ask(visit: Visit) -> Response:
    """How many will be written to, which sums they are asked about, and who is left alone for what."""
    order = _order(visit)
    if order.keys == []:
        return visit.say(visit.go_to(order.state.here), "warning", visit.text(NOTHING_SELECTED))
    async with visit.reading() as reading:
        return await _question(visit, reading, order)


async def _question(visit: Visit, reading: Reading, order: Order, problem: str = "") -> Response:
    command = _command(visit, order)
    campaign = await campaigns.get_campaign(reading, command.company_id, command.campaign_id)
    found = await foretell(reading, command)
    sums = await Listing(reading, command.company_id, command.within).sums(exactly=True)
    total = sums.total
    values = {
        "campaign": campaign,
        "problem": problem,
        "title": visit.text(order.deed.title),
        "found": found,
        "selected": total.reconciliations if total else 0,
        "purchases": from_minor(total.purchases_minor) if total else 0,
        "sales": from_minor(total.sales_minor) if total else 0,
        "receivable": from_minor(total.receivable_minor) if total else 0,
        "payable": from_minor(total.payable_minor) if total else 0,
        "filters": reconciliation_filters.active(visit, order.state) if order.keys is None else [],
        "left_alone": left_alone(visit, found),
        "button": visit.text(order.deed.button, count=found.mails),
        "hidden": [*order.hidden, ("seen", str(found.reconciliations))],
        "back": order.state.here,
    }
    return visit.page("many.html", values, area=AREA, status=409 if problem else 200)


def left_alone(visit: Visit, found: ResentMany) -> list[LeftAlone]:
    """The most first."""
    return [
        LeftAlone(count, visit.text(wording.LEFT_ALONE.get(code, code)))
        for code, count in sorted(found.skipped.items(), key=lambda one: -one[1])
    ]


async def send(visit: Visit) -> Response:
    """Write to those whom the selection still finds; to more than were shown only after they were shown."""
    order = _order(visit)
    seen = visit.number("seen") or 0
    command, sent = _command(visit, order), None
    async with visit.transaction() as tx:
        if (await foretell(tx, command)).reconciliations <= seen:
            sent = await resend_many(tx, command)
    if sent is None:
        async with visit.reading() as reading:
            return await _question(visit, reading, order, visit.text(MORE_NOW))
    response = visit.go_to(replace(order.state, cursor=None).here)
    if not sent.reconciliations:
        return visit.say(response, "warning", visit.text(NOBODY_LEFT))
    text = visit.text(
        order.deed.done, count=sent.mails, to_accounts=visit.text(TO_ACCOUNTS, count=sent.reconciliations)
    )
    if sent.reconciliations < seen:
        text = f"{text} {visit.text(DROPPED, count=seen - sent.reconciliations)}"
    return visit.say(response, "success", text)

"""From the selection to the sent campaign: what is sent, a last look, send (S-36…S-39).

The selection travels through the steps as it was made: the keys of single accounts, or "all in the filter" with the filter
itself. Each step fetches the figures anew from the run, which never changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from pydantic import BaseModel
from starlette.responses import Response

from services.campaign.console import wording
from services.campaign.console.refusals import by_field
from services.campaign.console.screens.reminders import dates_of
from services.campaign.console.visit import Visit
from services.campaign.domain.approval import total_of
from services.campaign.domain.campaigns import (
    LONGEST_DESCRIPTION,
    CampaignState,
    check_valid_until,
    checked_description,
)
from services.campaign.domain.figures import Figure, Run, Selection
from services.campaign.domain.reminders import DEFAULT_LADDER
from services.campaign.domain.working_days import next_working_day
from services.campaign.models import idempotency_keys
from services.campaign.repository import turns
from services.campaign.repository.approvals import rule_of
from services.campaign.repository.campaigns import open_elsewhere
from services.campaign.use_cases.campaigns import CreateCampaign, create_campaign, selection_of
from shared import formats
from shared.clock import istanbul_date
from shared.contracts.values import Confirmation, Kind, LinkLevel
from shared.database import Transaction
from shared.errors import DomainError, Invalid
from shared.idempotency import OnceOnly
from shared.text import N_, NN_

AREA = "new_run"
DAYS_TO_ANSWER = 10
DEFAULT_DESCRIPTIONS = {
    Kind.PURCHASES_SALES: N_("%(period)s purchases and sales (BA/BS) reconciliation"),
    Kind.BALANCE: N_("Balance reconciliation as of %(day)s"),
    Kind.COMBINED: N_("%(period)s purchases and sales (BA/BS) and %(day)s balance reconciliation"),
}
NOTHING_SELECTED = N_("No account is selected. Select at least one, or all of the filter.")
NO_DAY = N_("The last day to answer is missing or is no date.")
NO_RECIPIENT = N_("None of the selected accounts has an e-mail address.")
SAID = {
    CampaignState.RUNNING: N_("The reconciliation is on its way."),
    CampaignState.AWAITING_APPROVAL: N_(
        "The reconciliation waits until a colleague approves it. Nothing was sent yet."
    ),
    CampaignState.DRAFT: N_("The reconciliation is kept as a draft. Nothing was sent yet."),
}
SENT_BEFORE = N_("%(who)s has prepared or sent exactly this selection already, at %(at)s (no. %(number)d).")
PLATFORM_SERVER = N_("the platform’s mail server")
OWN_SERVER = N_("your own server %(host)s")
NO_SERVER = N_("none yet; the mails wait in the outbox until there is one")
UNKNOWN_SERVER = N_("cannot be asked at the moment; the mails wait in the outbox until it can")
OPEN_ELSEWHERE = NN_(
    "%(count)d of these accounts is still being asked about the same period in an earlier reconciliation.",
    "%(count)d of these accounts are still being asked about the same period in an earlier reconciliation.",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a selection amounts to. `unreachable`: accounts that cannot be asked, with the warning that says why."""

    figures: Sequence[Figure]
    notify_contacts: bool

    @property
    def count(self) -> int:
        return len(self.figures)

    @property
    def purchases(self) -> Decimal:
        return sum((figure.purchases.total.amount for figure in self.figures), Decimal("0.00"))

    @property
    def sales(self) -> Decimal:
        return sum((figure.sales.total.amount for figure in self.figures), Decimal("0.00"))

    @property
    def receivable(self) -> Decimal:
        return sum((max(figure.balance_total.amount, Decimal(0)) for figure in self.figures), Decimal("0.00"))

    @property
    def payable(self) -> Decimal:
        return sum((max(-figure.balance_total.amount, Decimal(0)) for figure in self.figures), Decimal("0.00"))

    @property
    def unreachable(self) -> list[tuple[Figure, str]]:
        return [(figure, reason) for figure in self.figures if (reason := self._obstacle(figure))]

    @property
    def reachable(self) -> int:
        return sum(not self._obstacle(figure) for figure in self.figures)

    @property
    def mails(self) -> int:
        return sum(
            len(figure.recipients_for(notify_contacts=self.notify_contacts))
            for figure in self.figures
            if not self._obstacle(figure)
        )

    def _obstacle(self, figure: Figure) -> str:
        blocking = next((code for code in figure.warnings if code in wording.BLOCKING - wording.NO_ADDRESS), "")
        return blocking or ("" if figure.recipients_for(notify_contacts=self.notify_contacts) else "no_address")


@dataclass(frozen=True, slots=True)
class Details:
    """The form of this step as typed; the date as the browser's own `2026-11-13`."""

    description: str
    valid_until: str
    notify_contacts: bool
    confirmation: Confirmation = Confirmation.POSITIVE
    accept_late_answers: bool = False
    first_answer_final: bool = False
    level: LinkLevel = LinkLevel.LINK
    remind: bool = True

    @property
    def remind_days(self) -> tuple[int, ...]:
        return DEFAULT_LADDER if self.remind else ()

    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.valid_until)
        except ValueError:
            return None


class Sent(BaseModel):
    """What a repeated press of the button is answered with."""

    campaign_id: UUID
    state: CampaignState = CampaignState.RUNNING


def answer_day(today: date) -> date:
    """The working day about ten days ahead that is proposed as the last one to answer."""
    return next_working_day(today + timedelta(days=DAYS_TO_ANSWER))


def _selection(visit: Visit) -> list[tuple[str, str]]:
    """The selection as hidden fields."""
    if visit.field("whole"):
        return [("whole", "1"), ("q", visit.field("q"))]
    return [("key", str(key)) for key in visit.form.getlist("key")]


async def _chosen(visit: Visit, run: Run, *, notify_contacts: bool) -> Chosen:
    client = visit.aggregator
    if visit.field("whole"):
        figures = await client.every_figure(run.id, search=visit.field("q"))
    else:
        keys = tuple(str(key) for key in visit.form.getlist("key"))
        figures = await client.selected_figures(run.id, Selection(keys))
    return Chosen(figures, notify_contacts)


async def details(visit: Visit) -> Response:
    """Description, last day to answer and contacts; reached from the list and by going back from the confirmation."""
    run = await visit.aggregator.run(visit.request.path_params["run_id"])
    notify = bool(visit.field("notify_contacts"))
    chosen = await _chosen(visit, run, notify_contacts=notify)
    if not chosen.count:
        return visit.say(visit.go("run", run_id=run.id), "warning", visit.text(NOTHING_SELECTED))
    typed = Details(
        visit.field("description") or _description(visit, run),
        visit.field("valid_until") or answer_day(istanbul_date(visit.console.clock.now())).isoformat(),
        notify,
        _asked_how(visit, run),
        bool(visit.field("accept_late_answers")),
        bool(visit.field("first_answer_final")),
        _level(visit),
        # Where the form is opened for the first time, reminders are proposed.
        bool(visit.field("remind")) or not visit.field("description"),
    )
    return _details_page(visit, run, chosen, typed, {})


def _description(visit: Visit, run: Run) -> str:
    period = formats.period(run.period, visit.language)
    day = formats.day(run.as_of) if run.as_of else ""
    return visit.text(DEFAULT_DESCRIPTIONS[run.kind], period=period, day=day)[:LONGEST_DESCRIPTION]


def _asked_how(visit: Visit, run: Run) -> Confirmation:
    chosen = visit.field("confirmation")
    known = chosen in set(Confirmation) and run.kind.has_balances
    return Confirmation(chosen) if known else Confirmation.POSITIVE


def _level(visit: Visit) -> LinkLevel:
    chosen = visit.field("level")
    return LinkLevel(chosen) if chosen in set(LinkLevel) else LinkLevel.LINK


def _details_page(
    visit: Visit, run: Run, chosen: Chosen, typed: Details, errors: dict[str, str], *, status: int = 200
) -> Response:
    values = {"run": run, "chosen": chosen, "values": typed, "errors": errors, "hidden": _selection(visit)}
    return visit.page("sending.html", values, area=AREA, status=status)


def _typed(visit: Visit, run: Run) -> Details:
    return Details(
        visit.field("description"),
        visit.field("valid_until"),
        bool(visit.field("notify_contacts")),
        _asked_how(visit, run),
        bool(visit.field("accept_late_answers")),
        bool(visit.field("first_answer_final")),
        _level(visit),
        bool(visit.field("remind")),
    )


def _errors(visit: Visit, typed: Details, chosen: Chosen) -> dict[str, str]:
    catalogue = visit.console.pages.translations.get(visit.language)
    errors: dict[str, str] = {}
    try:
        checked_description(typed.description)
    except Invalid as error:
        errors |= by_field(error, catalogue)
    day = typed.day()
    try:
        if day is None:
            errors["valid_until"] = visit.text(NO_DAY)
        else:
            check_valid_until(day, visit.console.clock.now())
    except Invalid as error:
        errors |= by_field(error, catalogue)
    if not chosen.mails:
        errors[""] = visit.text(NO_RECIPIENT)
    return errors


async def confirm(visit: Visit) -> Response:
    """The last look: how many accounts, how many mails, which totals, over which server."""
    run = await visit.aggregator.run(visit.request.path_params["run_id"])
    typed = _typed(visit, run)
    chosen = await _chosen(visit, run, notify_contacts=typed.notify_contacts)
    errors = _errors(visit, typed, chosen)
    if errors:
        return _details_page(visit, run, chosen, typed, errors, status=422)
    return await _confirmation(visit, run, chosen, typed)


async def _confirmation(visit: Visit, run: Run, chosen: Chosen, typed: Details) -> Response:
    keys = {figure.key for figure in chosen.figures}
    async with visit.reading() as reading:
        again = await open_elsewhere(reading, visit.me.company_id, run.kind, run.period, keys)
        rule = await rule_of(reading, visit.me.company_id)
        twin = await turns.twin(reading, visit.me.company_id, run.id, selection_of(run.id, chosen.figures))
    remarks = [visit.text(OPEN_ELSEWHERE, count=len(again))] if again else []
    if twin is not None:
        number, _, who, at = twin
        remarks.append(visit.text(SENT_BEFORE, who=who, at=formats.moment(at), number=number))
    hidden = [
        *_selection(visit),
        ("description", typed.description),
        ("valid_until", typed.valid_until),
        ("notify_contacts", "1" if typed.notify_contacts else ""),
        ("confirmation", typed.confirmation.value),
        ("accept_late_answers", "1" if typed.accept_late_answers else ""),
        ("first_answer_final", "1" if typed.first_answer_final else ""),
        ("level", typed.level.value),
        ("remind", "1" if typed.remind else ""),
        ("submission", uuid4().hex),
        ("known", str(twin[0] if twin else 0)),
    ]
    values = {
        "run": run,
        "chosen": chosen,
        "description": typed.description,
        "valid_until": typed.day(),
        "notify_contacts": typed.notify_contacts,
        "confirmation": typed.confirmation,
        "accept_late_answers": typed.accept_late_answers,
        "first_answer_final": typed.first_answer_final,
        "level": typed.level,
        "reminders": _reminder_dates(visit, typed),
        "mail_server": await _mail_server(visit),
        "remarks": remarks,
        "rule": rule,
        "needs_approval": rule.asks_for(total_of(chosen.figures)),
        "hidden": hidden,
    }
    return visit.page("confirmation.html", values, area=AREA)


def _reminder_dates(visit: Visit, typed: Details) -> list[date]:
    """The days on which reminders will go; none that is over before the first mail has left."""
    day, today = typed.day(), istanbul_date(visit.console.clock.now())
    return [one for one in dates_of(typed.remind_days, day) if one > today] if day else []


async def _mail_server(visit: Visit) -> str:
    try:
        state = await visit.mailer.smtp_state()
    except DomainError:
        return visit.text(UNKNOWN_SERVER)
    if state.in_use == "own" and state.active is not None:
        return visit.text(OWN_SERVER, host=state.active.host)
    return visit.text(PLATFORM_SERVER if state.in_use == "platform" else NO_SERVER)


async def send(visit: Visit) -> Response:
    """Send, once: pressing the button again, or loading the answer again, leads to the same campaign."""
    run = await visit.aggregator.run(visit.request.path_params["run_id"])
    typed = _typed(visit, run)
    chosen = await _chosen(visit, run, notify_contacts=typed.notify_contacts)
    errors, day = _errors(visit, typed, chosen), typed.day()
    if errors or day is None:
        return _details_page(visit, run, chosen, typed, errors, status=422)
    command = CreateCampaign(
        company_id=visit.me.company_id,
        user_id=visit.me.user_id,
        user_name=visit.me.name,
        run=run,
        figures=chosen.figures,
        description=typed.description,
        valid_until=day,
        notify_contacts=typed.notify_contacts,
        confirmation=typed.confirmation,
        accept_late_answers=typed.accept_late_answers,
        first_answer_final=typed.first_answer_final,
        level=typed.level,
        remind_days=typed.remind_days,
        draft=visit.field("act") == "draft",
        known_number=_known(visit),
    )
    submission = visit.field("submission") or uuid4().hex
    once = OnceOnly(idempotency_keys, f"console-{submission[:64]}", visit.me.company_id, b"console send")
    async with visit.transaction() as tx:
        answer = await once.run(tx, lambda: _create(tx, command))
    sent = Sent.model_validate_json(bytes(answer.body))
    return visit.say(visit.go("campaign", campaign_id=sent.campaign_id), "success", visit.text(SAID[sent.state]))


def _known(visit: Visit) -> int:
    """The newest campaign about the same figures that the last page named; 0 = none."""
    return visit.number("known") or 0


async def _create(tx: Transaction, command: CreateCampaign) -> Sent:
    made = (await create_campaign(tx, command)).campaign
    return Sent(campaign_id=made.campaign_id, state=made.state)

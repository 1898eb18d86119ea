"""How facts become states: lock what is known, add the facts, derive the state, write what changed, complete the campaign.

The one way in which a reconciliation changes after it was made. Locks go from reconciliations to campaigns, everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Row

from services.campaign.announcing import Step, announce_campaigns, announce_steps
from services.campaign.domain.progress import Facts, MailFact, ReconciliationState, progress_of
from services.campaign.domain.reconciliations import Entry
from services.campaign.domain.turns import changed_meanwhile
from services.campaign.domain.webhooks import WebhookEvent, events_of
from services.campaign.repository import campaigns, counterparties, facts, tallies
from shared.contracts.campaign import CampaignCompleted
from shared.contracts.event import Event, EventData
from shared.contracts.values import Confirmation
from shared.database import Reading, Transaction
from shared.messaging.subscriptions import Verdict
from shared.text import fold

T = TypeVar("T", bound=EventData)
_TALLIED = frozenset(("state", "addresses", "refused_at", "reached", "undelivered", "uncertain"))
"""What a tally counts and facts may change; amounts are what they were when it was made."""
_ANSWERS = (ReconciliationState.AGREED, ReconciliationState.DISAGREED)


class Known:
    """A locked reconciliation to which facts are being added."""

    def __init__(self, row: Row[Any]) -> None:
        self._before = dict(zip(facts.FACT_COLUMNS, row, strict=True))
        self.changes: dict[str, Any] = {}
        self.mails: list[dict[str, Any]] = []
        self.history: list[dict[str, Any]] = []
        self.reconciliation_id: UUID = row.reconciliation_id
        self.company_id: UUID = row.company_id
        self.campaign_id: UUID = row.campaign_id

    def __getitem__(self, name: str) -> Any:
        return self.changes.get(name, self._before.get(name))

    @property
    def state(self) -> ReconciliationState:
        return ReconciliationState(self["state"])

    def set(self, **values: Any) -> None:
        """Change what is known; what stays the same is not written."""
        self.changes |= {
            name: value for name, value in values.items() if self[name] != value or name not in self._before
        }

    def add_mail(self, **values: Any) -> None:
        self.mails.append({**self._owner(), **values})

    def add_entry(self, entry: Entry, fact: str, at: datetime, **values: str | int) -> None:
        """A row of the status history; the same `fact` is kept once."""
        blank = {"state": "", "version": 0, "explanation": "", "who": "", "address": ""}
        self.history.append({**self._owner(), "entry": entry.value, "fact": fact, "at": at, **blank, **values})

    def check_seen(self, version: int | None, now: datetime) -> None:
        """Refuse whoever looked at an earlier version, with the name of whoever changed it since; None = looked at none."""
        if version not in (None, self["version"]):
            raise changed_meanwhile(self["changed_by_name"], self["changed_at"] or now, self["version"])

    def touch(self, who: str, now: datetime) -> None:
        """An operator does something: whoever looked before has to look again."""
        self.set(version=self["version"] + 1, changed_at=now, changed_by_name=who)

    def derive(self, mails: Iterable[MailFact], now: datetime) -> None:
        """Bring the state in line with the facts; a new one gets its row in the history, an answer has one already."""
        progress = progress_of(
            Facts(
                answer=self["answer"],
                by_phone=bool(self["phone_answer"]),
                refused=self["refused_at"] is not None,
                closed_reason=self["closed_reason"],
                opened=self._opened_in_time,
                only_objections=self["confirmation"] == Confirmation.NEGATIVE,
                mails=tuple(mails),
                addresses=self["addresses"] if self["prepared_at"] is not None else 0,
            )
        )
        self.set(undelivered=progress.undelivered, reached=progress.reached, uncertain=progress.uncertain)
        if progress.state is self.state:
            return
        self.set(state=progress.state.value, state_at=now, finished=progress.state.finished)
        if progress.state not in _ANSWERS:
            why = self["refused_reason"] if progress.state is ReconciliationState.NOT_SENT else None
            self.add_entry(Entry.STATE, f"state:{uuid4().hex}", now, state=progress.state.value, explanation=why or "")

    @property
    def _opened_in_time(self) -> bool:
        """Whoever opened the page for the first time when all was over saw nothing that they could have objected to."""
        opened, closed = self["opened_at"], self["closed_at"]
        return opened is not None and (closed is None or opened < closed)

    def step(self) -> Step | None:
        """What programs are told of, after the state was derived; None when it is nothing."""
        events = events_of(
            self.state,
            changed=self["state"] != self._before["state"],
            answered=self["answer_version"] != self._before["answer_version"],
            noticed=self["notice_at"] != self._before["notice_at"],
        )
        if not events:
            return None
        return Step(self.company_id, self.reconciliation_id, self.campaign_id, self.state, self["undelivered"], events)

    @property
    def newly_finished(self) -> bool:
        return bool(self["finished"]) and not self._before["finished"]

    def moved(self) -> list[tuple[tallies.Place, tallies.Tally]]:
        """What it takes from one tally and adds to another."""
        if _TALLIED.isdisjoint(self.changes):
            return []
        before, after = self._before, self._before | self.changes
        return [
            ((self.company_id, self.campaign_id, before["state"]), -tallies.tally_of(before)),
            ((self.company_id, self.campaign_id, after["state"]), tallies.tally_of(after)),
        ]

    def _owner(self) -> dict[str, Any]:
        return {"company_id": self.company_id, "reconciliation_id": self.reconciliation_id}


async def lock(tx: Transaction, reconciliation_ids: Collection[UUID]) -> dict[UUID, Known]:
    """What is known of these reconciliations, locked until the commit."""
    return {row.reconciliation_id: Known(row) for row in await facts.known(tx, reconciliation_ids, locked=True)}


async def look(reading: Reading, reconciliation_ids: Collection[UUID]) -> dict[UUID, Known]:
    """The same without a lock, to tell beforehand what would be done."""
    return {row.reconciliation_id: Known(row) for row in await facts.known(reading, reconciliation_ids)}


async def settle(tx: Transaction, known: Sequence[Known], cause: Event[Any] | None = None) -> None:
    """Write the added facts, derive the states, and complete the campaigns in which nothing is open any more."""
    now = tx.clock.now()
    await facts.keep_mails(tx, [mail for one in known for mail in one.mails])
    mails = await facts.mails_of(tx, [one.reconciliation_id for one in known])
    for one in known:
        one.derive(mails.get(one.reconciliation_id, ()), now)
    await facts.write(tx, {one.reconciliation_id: one.changes for one in known})
    await facts.keep_history(tx, [entry for one in known for entry in one.history])
    await _keep_lists(tx, known, now)
    await announce_steps(tx, [step for one in known if (step := one.step()) is not None])
    await complete(tx, {one.campaign_id: one.company_id for one in known if one.newly_finished}, cause)


async def _keep_lists(tx: Transaction, known: Sequence[Known], now: datetime) -> None:
    """What lists stand on follows in the same transaction: the sums of the states, and by whom a counterparty is found."""
    changes: dict[tallies.Place, tallies.Tally] = defaultdict(tallies.Tally)
    named: dict[UUID, dict[str, list[str]]] = defaultdict(dict)
    for one in known:
        for place, tally in one.moved():
            changes[place] += tally
        if "forwarded" in one.changes:
            named[one.company_id][one["figure_key"]] = [fold(colleague["address"]) for colleague in one["forwarded"]]
    await tallies.moved(tx, changes, now)
    for company_id, said in named.items():
        await counterparties.add(tx, company_id, said)


async def complete(tx: Transaction, owners: dict[UUID, UUID], cause: Event[Any] | None = None) -> None:
    """Complete those of these campaigns (with their companies) that have nothing open; each is announced once (S-52)."""
    if not owners:
        return
    now = tx.clock.now()
    done = await campaigns.complete(tx, list(owners), now)
    for campaign_id in done:
        count = (await campaigns.counts_by_state(tx, owners[campaign_id], [campaign_id]))[campaign_id]
        agreed, disagreed = (count.get(state.value, 0) for state in _ANSWERS)
        tx.emit(
            CampaignCompleted(
                campaign_id=campaign_id,
                completed_at=now,
                agreed=agreed,
                disagreed=disagreed,
                unanswered=sum(count.values()) - agreed - disagreed,
                no_objection=count.get(ReconciliationState.NO_OBJECTION.value, 0),
                by_phone=count.get(ReconciliationState.BY_PHONE.value, 0),
            ),
            tenant=owners[campaign_id],
            subject=campaign_id,
            cause=cause,
        )
    told = {campaign_id: owners[campaign_id] for campaign_id in done}
    await announce_campaigns(tx, WebhookEvent.CAMPAIGN_COMPLETED, told)


async def record(tx: Transaction, events: Sequence[Event[T]], add: Callable[[Known, Event[T]], None]) -> Verdict:
    """Add each event's fact to the reconciliation it speaks of (`data.reconciliation_id`), all in a few statements.

    An event about a reconciliation that this company does not have is postponed.
    """
    wanted = {event.data.reconciliation_id for event in events}  # type: ignore[attr-defined]  # all our subscribed events have it
    known = await lock(tx, wanted)
    postponed: dict[UUID, str] = {}
    touched: dict[UUID, Known] = {}
    for event in events:
        reconciliation_id: UUID = event.data.reconciliation_id  # type: ignore[attr-defined]  # as above
        one = known.get(reconciliation_id)
        if one is None or one.company_id != event.tenant:
            postponed[event.id] = f"reconciliation {reconciliation_id} is not known here yet"
            continue
        add(one, event)
        touched[reconciliation_id] = one
    if touched:
        await settle(tx, list(touched.values()), cause=events[0])
    return Verdict(postponed=postponed)

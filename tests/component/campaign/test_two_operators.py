"""Two operators do the same thing at the same moment, over HTTP: one of them does it, the other is told who and when.

`MUTABAKAT_SOAK_ROUNDS` makes it as many rounds as it says (`make soak`: 1,000 on each database).
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import httpx
import pytest

from services.campaign.domain.approval import ApprovalMode
from services.campaign.domain.roles import Role
from services.campaign.use_cases.approvals import SetApprovalRule, set_rule
from services.campaign.use_cases.users import CreateUser, create_user
from shared.contracts.campaign import CampaignCancelled, CampaignCreated, InvitationRequested, ReconciliationClosed
from shared.money import Money
from tests.component.campaign.ledger import Ledger
from tests.component.campaign.test_api import API, campaign_body
from tests.component.campaign.world import PASSWORD, Facts, World, a_run, figure

SOAK_ROUNDS = int(os.environ.get("MUTABAKAT_SOAK_ROUNDS", "0"))
ROUNDS = SOAK_ROUNDS or 24
NAMES = ("Birinci", "İkinci")
Call = Callable[[dict[str, str]], Awaitable[httpx.Response]]


@dataclass
class Office:
    """Two people with the right to do everything, and the books they send from."""

    world: World
    run_id: UUID
    tokens: list[str] = field(default_factory=list)

    @classmethod
    async def open(cls, world: World, rounds: int) -> Office:
        run = a_run()
        await Ledger(run, [figure(n) for n in range(rounds)]).join(world)
        password_hash = await world.service.internal_app.state.door.passwords.new_hash(PASSWORD)
        office = cls(world, run.id)
        for place, name in enumerate(NAMES):
            email = f"k{place}@firma.test"
            command = CreateUser(world.company_id, email, name, Role.ADMINISTRATOR, password_hash)
            async with world.service.database.transaction() as tx:
                await create_user(tx, command)
            office.tokens.append(await world.token(email))
        return office

    async def at_once(self, call: Call, seen: str = "") -> list[httpx.Response]:
        """Both, in whichever order; `seen` is the version that both have on their screen."""
        headers = [{"Authorization": f"Bearer {token}"} for token in self.tokens]
        if seen:
            headers = [one | {"If-Match": seen} for one in headers]
        return list(await asyncio.gather(*(call(one) for one in random.sample(headers, 2))))

    async def campaign(self, *, draft: bool = False) -> tuple[str, str]:
        """One that both look at: its path and its ETag."""
        made = await self.world.send([figure(1)], draft=draft)
        path = f"{API}/campaigns/{made.campaign.campaign_id}"
        shown = await self.world.http.get(path, headers={"Authorization": f"Bearer {self.tokens[0]}"})
        return path, shown.headers["etag"]

    async def account(self) -> tuple[str, str]:
        """A counterparty that has been reached."""
        path, _ = await self.campaign()
        campaign_id = UUID(path.rpartition("/")[2])
        (reconciliation_id,) = await self.world.rows(campaign_id)
        facts, message = Facts(campaign_id, reconciliation_id), uuid4()
        await self.world.deliver(facts.invited(message), facts.sent(message))
        here = f"{API}/reconciliations/{reconciliation_id}"
        shown = await self.world.http.get(here, headers={"Authorization": f"Bearer {self.tokens[0]}"})
        return here, shown.headers["etag"]


async def launch(office: Office, number: int) -> list[httpx.Response]:
    body = campaign_body(office.run_id, selection={"keys": [figure(number).key]})
    return await office.at_once(lambda h: office.world.http.post(f"{API}/campaigns", json=body, headers=h))


async def edit(office: Office, number: int) -> list[httpx.Response]:
    # Both are the preparer: one person in two windows is two operators too.
    path, seen = await office.campaign(draft=True)
    headers = {"Authorization": f"Bearer {await office.world.token()}", "If-Match": seen}
    bodies = [{"description": f"{number} {name}", "valid_until": "2026-12-11"} for name in NAMES]
    calls = (office.world.http.put(f"{path}/draft", json=body, headers=headers) for body in bodies)
    return list(await asyncio.gather(*calls))


async def cancel(office: Office, number: int) -> list[httpx.Response]:
    path, seen = await office.campaign()
    wanted = seen if number % 2 else ""
    return await office.at_once(lambda h: office.world.http.post(f"{path}/cancel", headers=h), wanted)


async def approve(office: Office, number: int) -> list[httpx.Response]:
    path, seen = await office.campaign()
    return await office.at_once(lambda h: office.world.http.post(f"{path}/approve", headers=h), seen)


async def approve_or_give_back(office: Office, number: int) -> list[httpx.Response]:
    path, seen = await office.campaign()
    first, second = ({"Authorization": f"Bearer {token}", "If-Match": seen} for token in office.tokens)
    return list(
        await asyncio.gather(
            office.world.http.post(f"{path}/approve", headers=first),
            office.world.http.post(f"{path}/reject", json={"reason": "Eksik"}, headers=second),
        )
    )


async def resend(office: Office, number: int) -> list[httpx.Response]:
    path, seen = await office.account()
    if number % 2:
        return await office.at_once(lambda h: office.world.http.post(f"{path}/resend", json={}, headers=h), seen)
    body = {"seen_send_number": 1}
    return await office.at_once(lambda h: office.world.http.post(f"{path}/resend", json=body, headers=h))


async def phone_or_close(office: Office, number: int) -> list[httpx.Response]:
    path, seen = await office.account()
    first, second = ({"Authorization": f"Bearer {token}", "If-Match": seen} for token in office.tokens)
    told = {"answer": "agreed", "said_by": "Finans", "said_at": office.world.clock.now().isoformat()}
    return list(
        await asyncio.gather(
            office.world.http.put(f"{path}/phone-answer", json=told, headers=first),
            office.world.http.post(f"{path}/close", json={"reason": "Kapandı"}, headers=second),
        )
    )


WAITING = (approve, approve_or_give_back)
DOINGS = (launch, edit, cancel, resend, approve, phone_or_close, approve_or_give_back)


@pytest.mark.crash
@pytest.mark.timeout(3600 if SOAK_ROUNDS else 120)
async def test_one_wins_and_the_other_is_told_who_and_when(world: World) -> None:
    office = await Office.open(world, ROUNDS)
    let_go = 0
    seen: Counter[tuple[str, int]] = Counter()
    # Those that need approval first: the rule is changed twice, not in every round.
    plan = ((ApprovalMode.ALWAYS, WAITING), (ApprovalMode.NEVER, tuple(set(DOINGS) - set(WAITING))))
    for rule, (needed, doings) in enumerate(plan):
        command = SetApprovalRule(world.company_id, "Yönetici", needed, Money(amount=Decimal(0)), rule)
        async with world.service.database.transaction() as tx:
            await set_rule(tx, command)
        order = sorted(doings, key=lambda one: one.__name__)
        share = ROUNDS * len(order) // len(DOINGS)
        for number in range(share):
            doing = order[number % len(order)]
            answers = await doing(office, number)
            statuses = sorted(one.status_code for one in answers)
            assert statuses[0] in (200, 201), (doing.__name__, number, [one.text for one in answers])
            assert statuses[1] in (409, 412), (doing.__name__, number, [one.text for one in answers])
            (late,) = [one for one in answers if one.status_code >= 400]
            text = late.json()["detail"]
            assert any(name in text for name in (*NAMES, "Muhasebe")), text
            assert world.clock.now().isoformat(timespec="seconds") in text, text
            seen[doing.__name__, statuses[1]] += 1
            let_go += doing is approve_or_give_back and answers[0].status_code == 200
            world.clock.advance(timedelta(seconds=1))
    assert sum(seen.values()) >= ROUNDS - len(DOINGS)
    many = Counter(name for (name, _), count in seen.items() for _ in range(count))
    assert set(many) == {one.__name__ for one in DOINGS}
    assert len(await world.said(CampaignCancelled)) == many["cancel"]
    assert len(await world.said(InvitationRequested)) == many["resend"]
    # Nobody was asked twice: one creation for each launch, each campaign that others acted on, and each approval that won.
    asked = sum(many[name] for name in ("launch", "cancel", "resend", "phone_or_close", "approve")) + let_go
    assert len(await world.said(CampaignCreated)) == asked
    assert len(await world.said(ReconciliationClosed)) <= many["phone_or_close"]


async def test_a_list_that_two_replace_is_the_one_or_the_other(world: World) -> None:
    headers = {"Authorization": f"Bearer {await world.token()}"}
    lists = [[{"amount": "1.00"}], [{"amount": "2.00"}, {"counterparty": "320.1", "amount": "3.00"}]]
    for _ in range(6):
        both = (world.http.put(f"{API}/tolerances", headers=headers, json={"items": items}) for items in lists)
        assert [answer.status_code for answer in await asyncio.gather(*both)] == [200, 200]
        kept = (await world.http.get(f"{API}/tolerances", headers=headers)).json()["items"]
        assert [one["amount"] for one in kept] in (["1.00"], ["2.00", "3.00"])

"""First start, signing in, tokens and rights: what the door lets through, and what it does not."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.campaign.domain.credentials import sha256_hex
from services.campaign.domain.roles import Role
from services.campaign.door import Door
from services.campaign.models import companies, sessions, setup_codes, sign_in_attempts, users
from services.campaign.oidc import Identity
from services.campaign.repository.people import find_credentials
from services.campaign.use_cases.users import ChangePassword, CreateUser, change_password, create_user
from shared.auth import TokenVerifier
from shared.contracts.campaign import CompanyRegistered
from shared.errors import Conflict, TooMany, Unauthenticated
from shared.keys import TOKEN_VERIFY, read_key_file
from tests.component.campaign.world import EMAIL, PASSWORD, World, opened

FIRST = {
    "title": "Firma Ticaret A.Ş.",
    "tax_number": "4540536920",
    "administrator": {"email": EMAIL, "name": "Muhasebe", "password": PASSWORD},
}


def door_of(world: World) -> Door:
    door: Door = world.service.internal_app.state.door
    return door


async def test_the_first_start_takes_the_printed_code_once(empty_world: World) -> None:
    service, http = empty_world.service, empty_world.http
    assert service.at_start is not None
    assert service.setup_code is not None
    await service.at_start()
    code = service.setup_code()
    assert code is not None
    async with service.database.reading() as reading:
        assert code not in str(await reading.all(select(setup_codes)))

    wrong = await http.post("/campaign/api/v1/companies", json={**FIRST, "setup_code": "AAAA-BBBB-CCCC-DDDD"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "setup_code_wrong")
    weak = {**FIRST, "setup_code": code, "administrator": {**FIRST["administrator"], "password": "kısa"}}  # type: ignore[dict-item]  # a literal
    assert (await http.post("/campaign/api/v1/companies", json=weak)).json()["code"] == "password_too_short"
    made = await http.post("/campaign/api/v1/companies", json={**FIRST, "setup_code": code.lower()})
    assert made.status_code == 201, made.text
    again = await http.post("/campaign/api/v1/companies", json={**FIRST, "setup_code": code})
    assert (again.status_code, again.json()["code"]) == (409, "set_up_already")

    (registered,) = await empty_world.said(CompanyRegistered)
    assert isinstance(registered, CompanyRegistered)
    assert str(registered.company_id) == made.json()["id"]
    await service.at_start()
    assert service.setup_code() is None


async def test_two_who_register_at_once_make_one_company(empty_world: World) -> None:
    service = empty_world.service
    assert service.at_start is not None
    assert service.setup_code is not None
    codes = []
    for _ in range(2):
        await service.at_start()
        codes.append(service.setup_code())
    bodies = [
        {**FIRST, "setup_code": code, "administrator": {**FIRST["administrator"], "email": f"{n}@firma.test"}}  # type: ignore[dict-item]  # a literal
        for n, code in enumerate(codes)
    ]
    answers = await asyncio.gather(*(empty_world.http.post("/campaign/api/v1/companies", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    async with service.database.reading() as reading:
        assert len(await reading.all(select(companies.c.company_id))) == 1


async def test_no_account_exists_by_default(empty_world: World) -> None:
    async with empty_world.service.database.reading() as reading:
        assert await reading.all(select(users.c.email)) == []


@pytest.mark.parametrize(
    ("role", "scopes", "status"),
    [
        (Role.ADMINISTRATOR, {"read", "write", "approve", "audit", "admin"}, 200),
        (Role.PREPARER, {"read", "write"}, 403),
        (Role.APPROVER, {"read", "approve"}, 403),
        (Role.AUDITOR, {"read", "audit"}, 403),
        (Role.VIEWER, {"read"}, 403),
    ],
)
async def test_a_token_carries_the_rights_of_the_role(world: World, role: Role, scopes: set[str], status: int) -> None:
    password_hash = await door_of(world).passwords.new_hash(PASSWORD)
    async with world.service.database.transaction() as tx:
        await create_user(tx, CreateUser(world.company_id, "biri@firma.test", "Biri", role, password_hash))
    token = await world.token("BİRİ@firma.test")
    verifier = TokenVerifier(read_key_file(world.service.settings.keys, TOKEN_VERIFY), world.clock)
    principal = verifier.verify(token)
    assert (principal.scopes, principal.company_id) == (frozenset(scopes), world.company_id)
    listed = await world.http.get("/campaign/api/v1/users", headers={"Authorization": f"Bearer {token}"})
    assert listed.status_code == status
    world.clock.advance(timedelta(hours=1, seconds=6))
    with pytest.raises(Unauthenticated):
        verifier.verify(token)


async def test_unknown_accounts_and_wrong_passwords_look_the_same(world: World) -> None:
    answers = [
        await world.http.post("/campaign/api/v1/token", json={"email": email, "password": "yanlış bir parola"})
        for email in (EMAIL, "kimse@firma.test")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()


async def test_guessing_is_throttled_per_account_and_the_window_ends(world: World) -> None:
    door = door_of(world)

    async def guess(email: str, client: str) -> type[Exception] | None:
        try:
            await door.sign_in(email, "yanlış bir parola", client)
        except (Unauthenticated, TooMany) as refused:
            return type(refused)
        return None

    # At once, so that parallel guesses cannot share a number.
    results = await asyncio.gather(*(guess(EMAIL, f"192.0.{n}.1") for n in range(14)))
    assert sorted(result.__name__ for result in results if result) == ["TooMany"] * 4 + ["Unauthenticated"] * 10
    with pytest.raises(TooMany) as refused:
        await door.sign_in(EMAIL, PASSWORD, "198.51.100.1")
    assert 0 < refused.value.params["retry_after"] <= 901
    world.clock.advance(timedelta(minutes=15))
    assert opened(await door.sign_in(EMAIL, PASSWORD, "198.51.100.1")).session.user.email == EMAIL


async def test_guessing_is_throttled_per_network_too(world: World) -> None:
    door = door_of(world)
    for n in range(50):
        await door.count(f"kimse{n}@firma.test", f"203.0.113.{n}")
    with pytest.raises(TooMany):
        await door.sign_in(EMAIL, PASSWORD, "203.0.113.200")
    await door.sign_in(EMAIL, PASSWORD, "203.0.114.1")


async def test_behind_a_proxy_each_network_is_counted_for_itself(world: World) -> None:
    async def from_there(forwarded: str) -> int:
        answer = await world.http.post(
            "/campaign/api/v1/token",
            json={"email": EMAIL, "password": PASSWORD},
            headers={"X-Forwarded-For": forwarded},
        )
        return answer.status_code

    for n in range(50):
        await door_of(world).count(f"kimse{n}@firma.test", f"203.0.113.{n}")
    # What a client itself writes stands further left and is not believed.
    assert await from_there("203.0.113.200") == await from_there("198.51.100.1, 203.0.113.200") == 429
    assert await from_there("198.51.100.1") == 200


async def test_right_passwords_are_not_counted(world: World) -> None:
    for _ in range(12):
        await door_of(world).sign_in(EMAIL, PASSWORD, "192.0.2.1")


async def test_a_session_ends_when_idle_and_at_the_latest_after_twelve_hours(world: World) -> None:
    door = door_of(world)
    idle = opened(await door.sign_in(EMAIL, PASSWORD, "192.0.2.1")).session_id
    busy = opened(await door.sign_in(EMAIL, PASSWORD, "192.0.2.1")).session_id
    async with world.service.database.reading() as reading:
        assert busy not in str(await reading.all(select(sessions)))

    # 28 × 25 minutes = 11 h 40 min: always in use, so only the longest time ends it.
    for _ in range(28):
        world.clock.advance(timedelta(minutes=25))
        assert await door.session_of(busy) is not None
    world.clock.advance(timedelta(minutes=20))
    assert await door.session_of(busy) is None
    assert await door.session_of(idle) is None
    assert await door.session_of("no such session") is None


async def test_idle_is_thirty_minutes(world: World) -> None:
    door = door_of(world)
    session_id = opened(await door.sign_in(EMAIL, PASSWORD, "192.0.2.1")).session_id
    world.clock.advance(timedelta(minutes=29, seconds=59))
    assert await door.session_of(session_id) is not None
    world.clock.advance(timedelta(minutes=30))
    assert await door.session_of(session_id) is None


async def test_sign_out_and_a_new_password_end_sessions(world: World) -> None:
    door = door_of(world)
    first, second, third = [opened(await door.sign_in(EMAIL, PASSWORD, "192.0.2.1")).session_id for _ in range(3)]
    await door.sign_out(first)
    assert await door.session_of(first) is None
    new_hash = await door.passwords.new_hash("başka uzun bir cümle")
    keep = sha256_hex(third)
    async with world.service.database.transaction() as tx:
        await change_password(tx, ChangePassword(world.company_id, world.user_id, new_hash, keep))
    assert await door.session_of(second) is None
    assert await door.session_of(third) is not None
    with pytest.raises(Unauthenticated):
        await door.sign_in(EMAIL, PASSWORD, "192.0.2.1")


async def test_an_address_belongs_to_one_account(world: World) -> None:
    command = CreateUser(world.company_id, EMAIL.upper(), "Biri", Role.VIEWER, "x")
    with pytest.raises(Conflict):
        async with world.service.database.transaction() as tx:
            await create_user(tx, command)


async def test_hashes_are_argon2id_with_owasps_numbers(world: World) -> None:
    async with world.service.database.reading() as reading:
        found = await find_credentials(reading, EMAIL)
    assert found is not None
    assert found.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_half_a_character_in_a_password_is_no_failure(world: World) -> None:
    for email in (EMAIL, "kimse@firma.test"):
        body = json.dumps({"email": email, "password": "\ud800" + PASSWORD})
        answer = await world.http.post("/campaign/api/v1/token", content=body)
        assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("proven", [True, False])
async def test_coming_in_by_the_provider_makes_no_wrong_password_fewer(world: World, proven: bool) -> None:
    door = door_of(world)

    async def counted() -> dict[str, int]:
        async with world.service.database.reading() as reading:
            of = sign_in_attempts.c
            rows = await reading.all(select(of.scope, of.count.label("many")).where(of.count > 0))
        return {row.scope: row.many for row in rows}

    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await door.sign_in("baska@firma.test", "yanlış parola", "203.0.113.5")
    before = await counted()
    assert before == {"account": 3, "network": 3, "overall": 3}
    identity = Identity("https://giris.firma.test", "17", EMAIL)
    for _ in range(3):
        opened(await door.sign_in_by_provider(identity, "203.0.113.9", proven=proven))
    assert await counted() == before

"""Second factors at the door: each code once, few tries, recovery codes, a reset that is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select

from services.campaign.domain.credentials import sha256_hex
from services.campaign.domain.people import User
from services.campaign.domain.roles import Role
from services.campaign.domain.second_factor import Policy, Proof
from services.campaign.door import Door
from services.campaign.models import recovery_codes, second_factors
from services.campaign.repository import second_factors as factors
from services.campaign.use_cases import second_factor
from services.campaign.use_cases.second_factor import Own
from services.campaign.use_cases.signing_in import CodeNeeded, SignedIn
from services.campaign.use_cases.users import CreateUser, create_user
from shared.errors import Conflict, DomainError, TooMany, Unauthenticated, Unavailable
from shared.keys import CAMPAIGN_SECRETS, add_key
from tests.component.campaign.test_api import API
from tests.component.campaign.world import EMAIL, PASSWORD, World, opened

HERE = "198.51.100.1"


@pytest.fixture
async def strict(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """An installation that asks for second factors, with its company."""
    world = await World.open(database_url, tmp_path, second_factor=Policy.REQUIRED)
    await world.register()
    yield world
    await world.close()


def door_of(world: World) -> Door:
    door: Door = world.service.internal_app.state.door
    return door


async def session(world: World, email: str = EMAIL) -> SignedIn:
    return opened(await door_of(world).sign_in(email, PASSWORD, HERE))


async def enrol(world: World, email: str = EMAIL) -> tuple[pyotp.TOTP, list[str], User]:
    """Signed in, set up, confirmed: the phone and the recovery codes. The clock goes on to the next code."""
    signed_in, sealer = await session(world, email), door_of(world).sealer
    own = Own(signed_in.session.user, sha256_hex(signed_in.session_id))
    async with world.service.database.transaction() as tx:
        await second_factor.begin(tx, own, sealer)
    async with world.service.database.transaction() as tx:
        secret = await second_factor.pending_secret(tx, own.user.user_id, sealer)
        assert secret is not None
        phone = pyotp.TOTP(secret)
        codes = await second_factor.confirm(tx, own, phone.at(world.clock.now()), sealer)
    world.clock.advance(timedelta(seconds=30))
    return phone, codes, own.user


async def asked(world: World, email: str = EMAIL) -> CodeNeeded:
    way_in = await door_of(world).sign_in(email, PASSWORD, HERE)
    assert isinstance(way_in, CodeNeeded)
    return way_in


async def test_the_password_alone_opens_nothing_and_a_code_opens_once(strict: World) -> None:
    phone, _, _ = await enrol(strict)
    door, code = door_of(strict), phone.at(strict.clock.now())
    needed = await asked(strict)
    results = await asyncio.gather(*(door.second_step(needed, code, HERE) for _ in range(4)), return_exceptions=True)
    inside = [one for one in results if isinstance(one, SignedIn)]
    assert len(inside) == 1, "of four at once one got in"
    assert all(isinstance(one, SignedIn | Unauthenticated) for one in results)
    kept = await door.session_of(inside[0].session_id)
    assert kept is not None
    assert (kept.proof, kept.enrolled) == (Proof.CODE, True)
    with pytest.raises(Unauthenticated):
        await door.second_step(await asked(strict), phone.at(strict.clock.now() - timedelta(seconds=30)), HERE)


@pytest.mark.parametrize(("seconds", "opens"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
async def test_a_phones_clock_may_be_one_step_off(strict: World, seconds: int, opens: bool) -> None:
    phone, _, _ = await enrol(strict)
    strict.clock.advance(timedelta(minutes=5))
    code = phone.at(strict.clock.now() + timedelta(seconds=seconds))
    attempt = door_of(strict).second_step(await asked(strict), f" {code[:3]} {code[3:]} ", HERE)
    if opens:
        assert (await attempt).session.proof is Proof.CODE
    else:
        with pytest.raises(Unauthenticated):
            await attempt


async def test_guessing_codes_is_limited_like_guessing_passwords_and_by_the_day(strict: World) -> None:
    phone, codes, _ = await enrol(strict)
    door, refused, needed = door_of(strict), 0, CodeNeeded(strict.user_id, strict.company_id, EMAIL)
    for quarter in range(3):
        for n in range(10):
            with pytest.raises((Unauthenticated, TooMany)) as failed:
                await door.second_step(needed, f"{quarter}{n:05d}", f"192.0.{n}.1")
            refused += isinstance(failed.value, TooMany)
        strict.clock.advance(timedelta(minutes=15))
    assert refused == 10, "after twenty wrong codes in a day no further one is looked at"
    with pytest.raises(TooMany):
        await door.second_step(needed, phone.at(strict.clock.now()), HERE)
    assert (await door.second_step(needed, codes[0], HERE)).session.proof is Proof.RECOVERY
    strict.clock.advance(timedelta(days=1))
    assert (await door.second_step(needed, phone.at(strict.clock.now()), HERE)).session.proof is Proof.CODE


async def test_right_codes_do_not_count(strict: World) -> None:
    phone, _, _ = await enrol(strict)
    for _ in range(12):
        await door_of(strict).second_step(await asked(strict), phone.at(strict.clock.now()), HERE)
        strict.clock.advance(timedelta(seconds=30))


async def test_recovery_codes_open_once_each_and_only_their_hashes_are_kept(strict: World) -> None:
    _, codes, user = await enrol(strict)
    door = door_of(strict)
    assert len(set(codes)) == 10
    typed = codes[3].lower().replace("-", " ")
    assert (await door.second_step(await asked(strict), typed, HERE)).session.proof is Proof.RECOVERY
    with pytest.raises(Unauthenticated):
        await door.second_step(await asked(strict), codes[3], HERE)
    async with strict.service.database.reading() as reading:
        assert (await factors.status_of(reading, user.user_id)).codes_left == 9
        kept = str(await reading.all(select(recovery_codes)))
    assert not any(code in kept for code in codes)


async def test_the_secret_is_sealed_for_its_account_and_survives_a_newer_key(strict: World, tmp_path: Path) -> None:
    phone, _, user = await enrol(strict)
    async with strict.service.database.reading() as reading:
        kept = await factors.find(reading, user.user_id)
    assert kept is not None
    assert kept.secret is not None
    assert phone.secret not in kept.secret
    other = await another(strict, Role.VIEWER)
    async with strict.service.database.transaction() as tx:
        await factors.keep_pending(tx, other.user_id, kept.secret)
        with pytest.raises(Unavailable):
            await second_factor.pending_secret(tx, other.user_id, door_of(strict).sealer)
    add_key(tmp_path / "keys", CAMPAIGN_SECRETS)
    url = strict.service.database.url.render_as_string(hide_password=False)
    again = await World.open(url, tmp_path, second_factor=Policy.REQUIRED)
    again.clock.set(strict.clock.now())
    signed_in = await door_of(again).second_step(await asked(again), phone.at(again.clock.now()), HERE)
    assert signed_in.session.proof is Proof.CODE
    await again.close()


async def another(world: World, role: Role) -> User:
    password_hash = await door_of(world).passwords.new_hash(PASSWORD)
    command = CreateUser(world.company_id, f"{role.value}@firma.test", role.value, role, password_hash)
    async with world.service.database.transaction() as tx:
        return await create_user(tx, command)


async def test_setting_up_ends_all_other_sessions(strict: World) -> None:
    elsewhere = await session(strict)
    await enrol(strict)
    assert await door_of(strict).session_of(elsewhere.session_id) is None


async def test_an_administrator_resets_a_colleagues_factor_and_the_colleague_is_told(strict: World) -> None:
    colleague = await another(strict, Role.PREPARER)
    phone, codes, _ = await enrol(strict, colleague.email)
    elsewhere = await door_of(strict).second_step(
        await asked(strict, colleague.email), phone.at(strict.clock.now()), HERE
    )
    administrator = {"Authorization": f"Bearer {await own_token(strict)}"}
    path = f"{API}/users/{colleague.user_id}/second-factor/reset"
    answer = await strict.http.post(path, headers=administrator)
    assert answer.status_code == 200, answer.text
    assert await door_of(strict).session_of(elsewhere.session_id) is None
    await session(strict, colleague.email)
    async with strict.service.database.reading() as reading:
        (notice,) = await factors.notices_of(reading, colleague.user_id)
        assert (notice.what, notice.by) == ("factor_reset", "Muhasebe")
        assert await reading.all(select(second_factors).where(second_factors.c.user_id == colleague.user_id)) == []
    with pytest.raises(Unauthenticated):
        await door_of(strict).second_step(
            CodeNeeded(colleague.user_id, strict.company_id, colleague.email), codes[0], HERE
        )
    own = await strict.http.post(f"{API}/users/{strict.user_id}/second-factor/reset", headers=administrator)
    assert (own.status_code, own.json()["code"]) == (409, "own_factor")


async def own_token(world: World) -> str:
    """Of the administrator, who has set up a factor for it."""
    phone, _, _ = await enrol(world)
    body = {"email": EMAIL, "password": PASSWORD, "code": phone.at(world.clock.now())}
    answer = await world.http.post(f"{API}/token", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def test_tokens_of_people_take_the_code_too(strict: World) -> None:
    body = {"email": EMAIL, "password": PASSWORD}
    bare = await strict.http.post(f"{API}/token", json=body)
    assert (bare.status_code, bare.json()["code"]) == (403, "second_factor_required")
    phone, _, _ = await enrol(strict)
    without = await strict.http.post(f"{API}/token", json=body)
    assert (without.status_code, without.json()["code"]) == (401, "code_needed")
    code = phone.at(strict.clock.now())
    assert (await strict.http.post(f"{API}/token", json=body | {"code": code})).status_code == 200
    again = await strict.http.post(f"{API}/token", json=body | {"code": code})
    assert (again.status_code, again.json()["code"]) == (401, "wrong_code")


@pytest.mark.parametrize(
    ("policy", "role", "demanded"),
    [
        (Policy.REQUIRED, Role.ADMINISTRATOR, True),
        (Policy.REQUIRED, Role.PREPARER, True),
        (Policy.REQUIRED, Role.APPROVER, True),
        (Policy.REQUIRED, Role.AUDITOR, False),
        (Policy.REQUIRED, Role.VIEWER, False),
        (Policy.OPTIONAL, Role.ADMINISTRATOR, False),
        (Policy.OFF, Role.ADMINISTRATOR, False),
    ],
)
def test_who_needs_a_second_factor(policy: Policy, role: Role, demanded: bool) -> None:
    assert policy.demands(role) is demanded


async def test_only_what_is_not_demanded_can_be_turned_off(strict: World) -> None:
    _, _, user = await enrol(strict)
    own = Own(user, "")
    async with strict.service.database.transaction() as tx:
        with pytest.raises(DomainError) as refused:
            await second_factor.turn_off(tx, own, Policy.REQUIRED)
        assert refused.value.code == "second_factor_required"
        await second_factor.turn_off(tx, own, Policy.OPTIONAL)
        with pytest.raises(Conflict):
            await second_factor.renew_codes(tx, own)
    await session(strict)

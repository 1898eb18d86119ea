"""API keys at a service's door: what is asked, how often, and what is taken while nobody can be asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from shared.api_keys import LENGTH, ApiKeys, Patience, api_key_hash, is_well_formed, new_api_key
from shared.auth import READ, Principal, TokenIssuer, TokenVerifier
from shared.clock import ManualClock
from shared.errors import TooMany, Unauthenticated, Unavailable
from shared.keys import TOKEN_SIGN, TOKEN_VERIFY, create_keys, read_key_file

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PROGRAM = Principal(uuid4(), uuid4(), "ERP", frozenset({READ}), program=True)


@dataclass
class Campaign:
    """Answers as campaign does; `key` is the one that it knows."""

    issuer: TokenIssuer
    key: str = field(default_factory=new_api_key)
    asked: int = 0
    answers: bool = True

    async def __call__(self, key: str) -> str:
        self.asked += 1
        await asyncio.sleep(0)
        if not self.answers:
            raise Unavailable("away")
        if key != self.key:
            raise Unauthenticated("no such key")
        return self.issuer.issue(PROGRAM, timedelta(minutes=5))[0]


@dataclass
class Edge:
    clock: ManualClock
    campaign: Campaign
    keys: ApiKeys


@pytest.fixture
def edge(tmp_path: Path) -> Edge:
    create_keys(tmp_path)
    clock = ManualClock(NOW)
    campaign = Campaign(TokenIssuer(read_key_file(tmp_path, TOKEN_SIGN), clock))
    verifier = TokenVerifier(read_key_file(tmp_path, TOKEN_VERIFY), clock)
    return Edge(clock, campaign, ApiKeys(campaign, verifier, clock, per_minute=20))


def test_a_mistyped_key_is_told_by_itself() -> None:
    keys = {new_api_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(len(key) == LENGTH and is_well_formed(key) for key in keys)
    key = keys.pop()
    for place in range(4, LENGTH):
        other = "a" if key[place] != "a" else "b"
        assert not is_well_formed(key[:place] + other + key[place + 1 :])
    assert not any(map(is_well_formed, ("", "mbk_", key[:-1], key + "a", "x" + key[1:], "mbk_" + "ü" * 46)))
    assert key not in api_key_hash(key)


async def test_what_was_heard_is_taken_for_five_seconds(edge: Edge) -> None:
    first = await asyncio.gather(*(edge.keys.principal(edge.campaign.key) for _ in range(5)))
    assert first == [PROGRAM] * 5
    assert edge.campaign.asked == 1
    edge.clock.advance(timedelta(seconds=4.9))
    assert await edge.keys.principal(edge.campaign.key) == PROGRAM
    assert edge.campaign.asked == 1
    edge.clock.advance(timedelta(seconds=0.1))
    revoked, edge.campaign.key = edge.campaign.key, new_api_key()
    with pytest.raises(Unauthenticated):
        await edge.keys.principal(revoked)


async def test_what_is_refused_is_remembered_too_and_what_is_mistyped_never_asked(edge: Edge) -> None:
    wrong = new_api_key()
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await edge.keys.principal(wrong)
    assert edge.campaign.asked == 1
    with pytest.raises(Unauthenticated):
        await edge.keys.principal(wrong[:-1] + ("a" if wrong[-1] != "a" else "b"))
    assert edge.campaign.asked == 1


async def test_an_outage_is_bridged_for_a_minute_for_those_who_were_known(edge: Edge) -> None:
    await edge.keys.principal(edge.campaign.key)
    edge.campaign.answers = False
    edge.clock.advance(timedelta(seconds=59))
    assert await edge.keys.principal(edge.campaign.key) == PROGRAM
    with pytest.raises(Unavailable):
        await edge.keys.principal(new_api_key())
    edge.clock.advance(timedelta(seconds=1))
    with pytest.raises(Unavailable):
        await edge.keys.principal(edge.campaign.key)
    edge.campaign.answers = True
    assert await edge.keys.principal(edge.campaign.key) == PROGRAM


async def test_only_what_campaign_signed_lets_in(edge: Edge, tmp_path: Path) -> None:
    create_keys(tmp_path / "other")
    edge.campaign.issuer = TokenIssuer(read_key_file(tmp_path / "other", TOKEN_SIGN), edge.clock)
    with pytest.raises(Unauthenticated):
        await edge.keys.principal(edge.campaign.key)


async def test_each_key_has_its_own_pace(edge: Edge) -> None:
    for _ in range(20):
        await edge.keys.principal(edge.campaign.key)
    with pytest.raises(TooMany) as refused:
        await edge.keys.principal(edge.campaign.key)
    assert (refused.value.code, refused.value.params["retry_after"]) == ("too_many_requests", 60)
    edge.clock.advance(timedelta(minutes=1))
    assert await edge.keys.principal(edge.campaign.key) == PROGRAM


async def test_without_patience_each_request_asks(edge: Edge) -> None:
    at_once = Patience(timedelta(0), timedelta(0))
    keys = ApiKeys(edge.campaign, edge.keys._verifier, edge.clock, per_minute=20, patience=at_once)
    for _ in range(3):
        await keys.principal(edge.campaign.key)
    assert edge.campaign.asked == 3

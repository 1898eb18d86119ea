"""Every operation of every service × everybody who may come: the whole matrix, none left out (reliability-security.md §4.3)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from services.campaign.domain.roles import Role
from services.host import SERVICES
from shared.auth import SCOPES
from tests.component.authorisation.declared import FREE, declared
from tests.component.authorisation.site import Site

REFUSED = (401, 403)
UNSEEN = {
    ("GET", "/campaigns/{campaign_id}"),
    ("POST", "/campaigns/{campaign_id}/cancel-unsent"),
    ("POST", "/campaigns/{campaign_id}/pause"),
    ("POST", "/campaigns/{campaign_id}/resume"),
}
"""Of the mailer: a campaign whose mails it has not got yet is not told from one that is not there; it may be paused before."""


@pytest.fixture(params=SERVICES)
async def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    site = await Site.open(tmp_path, [request.param], monkeypatch)
    yield site
    await site.close()


async def published(site: Site, service: str) -> set[tuple[str, str]]:
    document = (await site.http.get(f"/{service}/openapi.json")).json()
    return {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, operations in document["paths"].items()
        for method in operations
    }


def filled(service: str, path: str) -> str:
    """Ids that nobody has; other parts any text."""
    text = re.sub(r"\{\w*_id\}", lambda _: str(uuid4()), path).replace("{kind}", "pdf").replace("{period}", "2026-10")
    return f"/{service}/api/v1" + re.sub(r"\{\w+\}", "x", text)


async def test_the_whole_matrix(site: Site, request: pytest.FixtureRequest) -> None:
    service = request.node.callspec.params["site"]
    rights = declared(service)
    assert await published(site, service) == set(rights), "declare the right of every operation, of no other"
    cells = 0
    for (method, path), right in sorted(rights.items()):
        if right == FREE:
            # Whoever comes: the body is looked at, not the bearer.
            for token in (None, site.tokens["viewer"], site.tokens["expired"]):
                answer = await site.ask(method, filled(service, path), token)
                assert answer.status_code == 422, (method, path, answer.text)
                cells += 1
            continue

        async def status(token: str | None, method: str = method, path: str = path) -> int:
            return (await site.ask(method, filled(service, path), token)).status_code

        where = (service, method, path)
        assert await status(None) == 401, where
        assert await status("no.token.at-all") == 401, where
        assert await status(site.tokens["expired"]) == 401, where
        assert await status(site.without(right)) == 403, where
        for role in Role:
            got = await status(site.tokens[role.value])
            if right in role.scopes:
                assert got not in REFUSED and got < 500, (*where, role, got)  # noqa: PT018  # one cell
            else:
                assert got == 403, (*where, role, got)
        if right not in SCOPES:
            # Between services: no role and no key has it, not even an administrator of anybody.
            assert await status(site.tokens["other company"]) == 403, where
            assert await status(site.token(site.administrator, site.mine, frozenset({right}))) not in REFUSED, where
            cells += 10
            continue
        # Their own books are theirs; what the path names does not exist for them.
        theirs = await status(site.tokens["other company"])
        assert theirs not in REFUSED and theirs < 500, (*where, theirs)  # noqa: PT018  # one cell
        if re.search(r"\{\w*_id\}", path):
            assert theirs in (404, 422) or (method, path) in UNSEEN, (*where, theirs)
        if service == "campaign":
            # The others check tokens without asking: there a token that was taken before ends by itself, within the hour.
            assert await status(site.tokens["switched off"]) == 401, where
        cells += 11
    assert cells >= 10 * sum(right != FREE for right in rights.values())


async def test_a_switched_off_person_gets_no_token(site: Site) -> None:
    body = {"email": "off@bizim.test", "password": "whatever it may be"}
    assert (await site.http.post("/campaign/api/v1/token", json=body)).status_code == 401

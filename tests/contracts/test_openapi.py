"""Whatever a client sends within an operation's description, or beside it, is answered and never a crash of ours."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok

from services.campaign.models import companies
from services.host import SERVICES, build_service, prepare_databases
from shared.auth import SCOPES, Principal, TokenIssuer
from shared.clock import SystemClock
from shared.database import Database
from shared.keys import TOKEN_SIGN, create_keys, read_key_file
from shared.telemetry import Metrics

EXAMPLES = 8
NEIGHBOUR_NEEDED = {"POST /api/v1/campaigns", "POST /api/v1/runs/{run_id}/samples"}
"""Read figures from the aggregator, which does not run here: 503 is then the right answer."""


async def _found_company(database: Database, company_id: UUID) -> None:
    """Nobody gets a token for a company that is not there."""
    now = database.clock.now()
    row = {"company_id": company_id, "title": "Örnek", "tax_number": "4540536920", "created_at": now, "changed_at": now}
    async with database.transaction() as tx:
        await tx.execute(companies.insert(), {**row, "changed_by": "Muhasebe"})


@pytest.mark.timeout(120)
@pytest.mark.parametrize("service", SERVICES)
def test_no_operation_answers_with_a_crash(service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUTABAKAT_DATA_DIR", str(tmp_path))
    create_keys(tmp_path / "keys")
    issuer = TokenIssuer(read_key_file(tmp_path / "keys", TOKEN_SIGN), SystemClock())
    # A program: of people `campaign` asks whether they still work there.
    somebody = Principal(uuid4(), uuid4(), "Muhasebe", frozenset(SCOPES), program=True)
    token, _ = issuer.issue(somebody, timedelta(hours=1))
    asyncio.run(_prepare(service))
    built = build_service(service, SystemClock(), Metrics())
    if service == "campaign":
        asyncio.run(_found_company(built.database, somebody.company_id))
    crashes: list[str] = []
    for found in schemathesis.openapi.from_asgi("/openapi.json", built.internal_app).get_all_operations():
        assert isinstance(found, Ok)
        crashes += _ask(found.ok(), token)
    asyncio.run(built.database.dispose())
    assert crashes == []


def _ask(operation: Any, token: str) -> list[str]:
    """Send examples of the operation; returns what answered with a crash."""
    name = f"{operation.method.upper()} {operation.path}"
    crashes: list[str] = []

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        if isinstance(wait := (case.query or {}).get("wait"), int | float):
            case.query["wait"] = min(wait, 0.1)  # nobody works on what is waited for
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        expected = answer.status_code < 500 or (answer.status_code == 503 and name in NEIGHBOUR_NEEDED)
        if not expected:
            crashes.append(f"{name}: {answer.status_code} {answer.text[:200]}")

    ask()
    return crashes


async def _prepare(name: str) -> None:
    service = build_service(name, SystemClock(), Metrics())
    await prepare_databases([service])
    await service.database.dispose()

"""The internal APIs of one service beside `campaign`, two companies, and a caller of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from services.campaign.domain.audit_log import Actor
from services.campaign.domain.company_card import CompanyCard
from services.campaign.domain.roles import Role
from services.campaign.domain.sign_up import SignUp
from services.campaign.use_cases.companies import RegisterCompany, register_company
from services.campaign.use_cases.sign_up import SignUpCompany, sign_up
from services.campaign.use_cases.users import CreateUser, Switch, create_user, switch_user
from services.host import build_service
from shared.auth import SCOPES, Principal, TokenIssuer
from shared.clock import SystemClock
from shared.keys import TOKEN_SIGN, create_keys, read_key_file
from shared.service import Service
from shared.telemetry import Metrics
from tests.fixtures.schemas import migrate

HASH = "nobody signs in with a password here"


@dataclass
class Site:
    """`tokens`: by kind of caller. `mine` and `theirs` are the two companies."""

    services: dict[str, Service]
    http: httpx.AsyncClient
    issuer: TokenIssuer
    mine: UUID = field(default_factory=uuid4)
    theirs: UUID = field(default_factory=uuid4)
    administrator: UUID = field(default_factory=uuid4)
    tokens: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def open(cls, folder: Path, names: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> Site:
        monkeypatch.setenv("MUTABAKAT_DATA_DIR", str(folder))
        create_keys(folder / "keys")
        root, services = FastAPI(), {}
        for name in dict.fromkeys(("campaign", *names)):
            service = build_service(name, SystemClock(), Metrics())
            await migrate(service.database, service.migrations)
            root.mount(f"/{name}", service.internal_app)
            services[name] = service
        http = httpx.AsyncClient(transport=httpx.ASGITransport(root), base_url="http://mutabakat.test")
        issuer = TokenIssuer(read_key_file(folder / "keys", TOKEN_SIGN), SystemClock())
        site = cls(services, http, issuer)
        await site._people()
        return site

    async def close(self) -> None:
        await self.http.aclose()
        for service in self.services.values():
            if service.at_stop is not None:
                await service.at_stop()
            await service.database.dispose()

    async def _people(self) -> None:
        campaign = self.services["campaign"]
        assert campaign.at_start is not None
        assert campaign.setup_code is not None
        await campaign.at_start()
        card = CompanyCard("Bizim Ticaret A.Ş.", "4540536920", email="biz@bizim.test")
        first = RegisterCompany(campaign.setup_code() or "", card, "Yönetici", "y@bizim.test", HASH)
        other = CompanyCard("Onların Gıda Ltd. Şti.", "4540536920", email="onlar@onlarin.test")
        async with campaign.database.transaction() as tx:
            made = await register_company(tx, first)
            self.mine, self.administrator = made.company.company_id, made.user_id
            theirs = await sign_up(tx, SignUp.OPEN, SignUpCompany("", other, "Öteki", "o@onlarin.test", HASH))
            self.theirs = theirs.company.company_id
            ids = {Role.ADMINISTRATOR: self.administrator}
            for role in Role:
                if role not in ids:
                    command = CreateUser(self.mine, f"{role}@bizim.test", role.value, role, HASH)
                    ids[role] = (await create_user(tx, command)).user_id
            off = await create_user(tx, CreateUser(self.mine, "off@bizim.test", "Off", Role.ADMINISTRATOR, HASH))
            await switch_user(tx, Switch(Actor(self.mine, self.administrator, "Yönetici"), off.user_id, active=False))
        for role, user_id in ids.items():
            self.tokens[role.value] = self.token(user_id, self.mine, role.scopes)
        everything = frozenset(SCOPES)
        self.tokens["switched off"] = self.token(off.user_id, self.mine, everything)
        self.tokens["other company"] = self.token(theirs.user_id, self.theirs, everything)
        self.tokens["expired"] = self.token(self.administrator, self.mine, everything, timedelta(minutes=-1))

    def token(self, user_id: UUID, company: UUID, scopes: frozenset[str], lasts: timedelta = timedelta(hours=1)) -> str:
        return self.issuer.issue(Principal(user_id, company, "Biri", scopes), lasts)[0]

    def without(self, scope: str) -> str:
        """A token of the administrator with every right but this one."""
        return self.token(self.administrator, self.mine, frozenset(SCOPES) - {scope})

    async def ask(self, method: str, path: str, token: str | None, body: object = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = {} if method in ("GET", "DELETE") else {"json": body if body is not None else {}}
        return await self.http.request(method, path, headers=headers, **content)  # type: ignore[arg-type]  # one of two

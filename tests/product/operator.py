"""An operator or an ERP at the product's HTTP APIs: every step of a campaign as a client takes it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.product.processes import Product

EMAIL = "yonetici@ornek.test"
PASSWORD = "bir-dizi-uzun-sozcuk"
COMPANY = {
    "title": "Örnek Ticaret A.Ş.",
    "tax_number": "4540536920",
    "tax_office": "Kadıköy",
    "email": "mutabakat@ornek.test",
    "phone": "+90 212 000 00 00",
}
PERIOD = "2026-10"
MOVEMENT_HEADINGS = "cari kodu;belge no;belge tarihi;tür;tutar\r\n"
ACCOUNT_HEADINGS = "cari kodu;ünvan;vergi no;mutabakat e-posta\r\n"


@dataclass
class Operator:
    """Signed in at one installation."""

    product: Product
    http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=120))
    token: str = ""
    refusals: list[str] = field(default_factory=list)
    """Requests that were not answered with success; a test of outages wants to see none of them."""

    async def close(self) -> None:
        await self.http.aclose()

    # -- set-up -----------------------------------------------------------------------------------------------------

    async def register(self) -> None:
        """The first start, with the code from the terminal."""
        code = await self._setup_code()
        await self.post(
            "campaign",
            "/companies",
            {
                **COMPANY,
                "setup_code": code,
                "administrator": {"email": EMAIL, "password": PASSWORD, "name": "Yönetici"},
            },
        )
        await self.sign_in()

    async def sign_in(self) -> None:
        self.token = (await self.post("campaign", "/token", {"email": EMAIL, "password": PASSWORD}))["access_token"]

    async def _setup_code(self) -> str:
        for _ in range(200):
            found = re.search(r"one-time set-up code: (\S+)", self.product.logs())
            if found:
                return found[1]
            await asyncio.sleep(0.05)
        raise AssertionError("no set-up code was printed")

    # -- the road -----------------------------------------------------------------------------------------------------

    async def import_text(self, name: str, text: str, *, skip_rejected: bool = False) -> Any:
        query = f"?skip_rejected={str(skip_rejected).lower()}"
        files = {"file": (name, text.encode("utf-8-sig"))}
        return await self.request("POST", "aggregator", f"/imports{query}", files=files)

    async def import_counterparties(self, count: int, *, documents: int = 2, domain: str = "cari.test") -> None:
        """So many counterparties with a few sales of the period each, all above the limit."""
        accounts = "".join(
            f"120.{number:05};Cari {number:05} Ltd. Şti.;;muhasebe{number:05}@{domain}\r\n" for number in range(count)
        )
        movements = "".join(
            f"120.{number:05};ABC2026{number:05}{one:04};{10 + one:02}.10.2026;satış;{6000 + one},50\r\n"
            for number in range(count)
            for one in range(documents)
        )
        await self.import_text("cariler.csv", ACCOUNT_HEADINGS + accounts)
        await self.import_text("hareketler.csv", MOVEMENT_HEADINGS + movements)

    async def make_run(self, **parameters: Any) -> Any:
        return await self.post("aggregator", "/runs", {"period": PERIOD, **parameters})

    async def launch(self, run: Any, *, key: str | None = None, **parameters: Any) -> Any:
        """Send a campaign; repeated with the same `key` it is sent once."""
        body = {
            "run_id": run["id"],
            "selection": {"all": True},
            "description": "Ekim 2026 alış–satış (BA/BS) mutabakatı",
            "valid_until": str(date.today() + timedelta(days=10)),  # noqa: DTZ011  # far enough in any zone
            "notify_contacts": False,
        }
        return await self.post("campaign", "/campaigns", body | parameters, key=key)

    async def campaign(self, campaign_id: str) -> Any:
        return await self.get("campaign", f"/campaigns/{campaign_id}")

    async def reconciliations(self, campaign_id: str) -> list[Any]:
        return await self.all("campaign", f"/campaigns/{campaign_id}/reconciliations")

    async def messages(self, campaign_id: str) -> list[Any]:
        return await self.all("mailer", f"/messages?campaign_id={campaign_id}")

    async def states(self, campaign_id: str) -> dict[str, int]:
        """How many reconciliations are in which state."""
        counted: dict[str, int] = {}
        for one in await self.reconciliations(campaign_id):
            counted[one["state"]] = counted.get(one["state"], 0) + 1
        return counted

    # -- HTTP -----------------------------------------------------------------------------------------------------------

    async def get(self, service: str, path: str) -> Any:
        return await self.request("GET", service, path)

    async def post(self, service: str, path: str, body: Any, *, key: str | None = None) -> Any:
        return await self.request("POST", service, path, key=key, json=body)

    async def all(self, service: str, path: str) -> list[Any]:
        """Every page of a list."""
        items: list[Any] = []
        cursor = None
        while True:
            query = f"limit=1000{f'&cursor={cursor}' if cursor else ''}"
            page = await self.get(service, f"{path}{'&' if '?' in path else '?'}{query}")
            items += page["items"]
            cursor = page["next"]
            if cursor is None:
                return items

    async def request(
        self, method: str, service: str, path: str, *, key: str | None = None, seen: int | None = None, **more: Any
    ) -> Any:
        """`seen`: the version that this is done to."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if method != "GET":
            headers["Idempotency-Key"] = key or uuid4().hex
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        answer = await self.http.request(method, f"{self.product.url(service)}/api/v1{path}", headers=headers, **more)
        if answer.is_error:
            self.refusals.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
            raise AssertionError(self.refusals[-1])
        return answer.json() if answer.content else None


async def eventually(
    look: Callable[[], Awaitable[Any]], good: Callable[[Any], bool], *, within: float = 60.0, every: float = 0.2
) -> Any:
    """Look again and again until what is seen is good; fails with the last thing seen."""
    deadline = asyncio.get_running_loop().time() + within
    while True:
        try:
            seen = await look()
            if good(seen):
                return seen
        except (httpx.TransportError, AssertionError) as error:
            seen = error
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not seen within {within} s; last: {seen}")
        await asyncio.sleep(every)


def link_of(text: str) -> str:
    """The personal link in a mail's text part."""
    found = re.search(r"https?://\S+/m/\S+", text)
    if found is None:
        raise AssertionError(f"no link in {text!r}")
    return found[0]


def text_of(parts: Iterable[Any]) -> str:
    """The text part of a message walked."""
    for part in parts:
        if part.get_content_type() == "text/plain":
            return str(part.get_payload(decode=True).decode())
    raise AssertionError("the mail has no text part")

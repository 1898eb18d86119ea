"""The mailer's API as the console knows it: settings without their secrets, sign-ins, and what a test found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol
from uuid import UUID, uuid4

from fastapi import Body, FastAPI, Query, Response
from fastapi.responses import JSONResponse

SECRETS = ("password", "client_secret", "refresh_token")
PROVIDERS = [
    {"provider": "microsoft", "host": "smtp.office365.com", "port": 587, "token_urls": []},
    {"provider": "google", "host": "smtp.gmail.com", "port": 587, "token_urls": []},
]


@dataclass
class SignInPage:
    """How a sign-in on the provider's page stands."""

    state: str = "waiting"
    begun: int = 0


def add_sign_in(app: FastAPI, page: SignInPage) -> None:
    @app.get("/smtp-settings/sign-in-providers")
    async def providers() -> JSONResponse:
        return JSONResponse(PROVIDERS)

    @app.post("/smtp-settings/sign-in", status_code=201)
    async def begin() -> JSONResponse:
        page.begun += 1
        return JSONResponse(
            {"address": "https://giris.test/cihaz", "user_code": "ABCD-1234", "seconds": 900, "interval": 5}
        )

    @app.post("/smtp-settings/sign-in/check")
    async def check() -> JSONResponse:
        return JSONResponse({"state": page.state, "message": f"sign-in {page.state}"})


class Pausing(Protocol):
    paused: bool


def add_pausing(app: FastAPI, told: Pausing) -> None:
    """The mails of any campaign: two sent, one that waits or is held."""

    @app.get("/campaigns/{campaign_id}")
    async def mail(campaign_id: UUID) -> dict[str, Any]:
        return {
            "campaign_id": str(campaign_id),
            "paused": told.paused,
            "withdrawn_at": None,
            "counts": {"sent": 2, "held": int(told.paused), "queued": int(not told.paused)},
            "total": 3,
            "needs_decision": 0,
            "waiting": int(not told.paused),
            "sent": 2,
            "per_minute": 58.4,
            "eta": {"at": "2026-11-24T09:05:00Z", "reason": "", "message": "", "in_time": True},
            "decisions": [
                {
                    "decision": "paused",
                    "at": "2026-11-24T09:00:00Z",
                    "by_id": str(campaign_id),
                    "by_name": "Muhasebe",
                    "messages": 1,
                }
            ]
            if told.paused
            else [],
        }

    @app.post("/campaigns/{campaign_id}/{decision}")
    async def decide(campaign_id: UUID, decision: str) -> dict[str, Any]:
        told.paused = decision == "pause"
        return {"messages": 1}


def shown_settings(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was saved, as it is told: whether there is a secret, never which."""
    shown = {name: value for name, value in kept.items() if name not in SECRETS}
    sign_in = kept.get("sign_in")
    if sign_in:
        told = {name: value for name, value in sign_in.items() if name not in SECRETS}
        shown["sign_in"] = told | {f"{name}_set": bool(sign_in.get(name)) for name in SECRETS[1:]}
    return shown | {"password_set": bool(kept.get("password"))}


def report_of_a_test(code: str, language: str) -> dict[str, Any]:
    """A passed test with advice, or one that failed at the step that the code speaks of."""
    stages = [{"stage": "dns", "passed": True, "detail": "192.0.2.25", "text": "bulundu"}]
    if code == "tls_name":
        stages.append({"stage": "tls", "passed": False, "detail": "", "text": "başka ad"})
    elif code != "ok":
        stages.append({"stage": "auth", "passed": False, "detail": "535 5.7.8", "text": "reddedildi"})
    advice = [
        {"subject": "spf", "good": False, "record": "v=spf1 -all", "message": "SPF eksik"},
        {"subject": "dkim", "good": None, "record": "", "message": "DKIM bilinmiyor"},
        {"subject": "dmarc", "good": True, "record": "v=DMARC1; p=reject", "message": "DMARC tamam"},
    ]
    return {
        "passed": code == "ok",
        "finding": code,
        "message": f"{code} ({language})",
        "stages": stages,
        "certificate_names": ["mail.hoster.test", "*.hoster.test"] if code == "tls_name" else [],
        "sender_domain": advice if code == "ok" else [],
        "active": code == "ok",
    }


@dataclass
class Outbox:
    """Messages as the mailer tells of them, and what was decided about them."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    paused: bool = False
    decided: list[tuple[str, str]] = field(default_factory=list)

    def add_to(self, app: FastAPI) -> None:
        @app.post("/written-mail/preview")
        async def written(body: Annotated[dict[str, Any], Body()]) -> JSONResponse:
            framed = f"Firma\n\n{body['text']}\n--\n{body['reference']}"
            return JSONResponse({"subject": body["subject"], "text": framed, "html": ""})

        @app.get("/messages/counts")
        async def counts() -> JSONResponse:
            found = Counter(one["state"] for one in self.messages)
            undecided = sum(one["needs_decision"] for one in self.messages)
            return JSONResponse({"total": found.total(), "counts": found, "needs_decision": undecided})

        @app.get("/messages")
        async def some(
            state: Annotated[list[str] | None, Query()] = None, address: str = "", needs_decision: bool = False
        ) -> JSONResponse:
            items = [
                one
                for one in self.messages
                if (not state or one["state"] in state)
                and (not address or one["address"] == address)
                and (not needs_decision or one["needs_decision"])
            ]
            return JSONResponse({"items": items, "next": None})

        @app.get("/messages/{message_id}/raw")
        async def raw(message_id: UUID) -> Response:
            headers = {"content-disposition": f'attachment; filename="{message_id}.eml"'}
            return Response(b"Subject: x", media_type="message/rfc822", headers=headers)

        @app.post("/messages/{message_id}/{act}")
        async def decide(message_id: UUID, act: str) -> JSONResponse:
            self.decided.append((str(message_id), act))
            return JSONResponse(next(one for one in self.messages if one["id"] == str(message_id)))

        @app.get("/lanes/current")
        async def lane() -> JSONResponse:
            state = "paused" if self.paused else "open"
            return JSONResponse({"state": state, "paused": self.paused, "waiting": 3, "message": ""})

        @app.post("/lanes/current/{act}")
        async def pause(act: str) -> JSONResponse:
            self.paused = act == "pause"
            return JSONResponse({"messages": 3})


def a_message(state: str, **more: Any) -> dict[str, Any]:
    at = "2026-11-24T09:00:00Z"
    ids = {name: str(uuid4()) for name in ("id", "campaign_id", "reconciliation_id")}
    told = {"address": "finans@c1.test", "reference": "M-2026-10-0001", "purpose": "invitation", "subject": "Mutabakat"}
    return {**ids, **told, "state": state, "state_text": state, "needs_decision": False, "created_at": at, **more}

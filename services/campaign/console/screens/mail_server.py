"""The company's own mail server: settings, a test that says at which step it fails, and back to the platform's (S-13…S-16).

New settings are kept aside until a test has passed; only then do mails leave over them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from starlette.responses import Response

from services.campaign.clients.mailer import SmtpSettings, TestResult
from services.campaign.console import wording
from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from shared.errors import DomainError
from shared.text import N_

AREA = "smtp"
SAVED = N_("The settings were saved. They are used once a test has passed.")
CANCEL = N_("Cancel the own mail server settings?")
CANCEL_TEXT = N_("The settings with the password are removed. Mails then leave over the platform’s mail server.")
CANCEL_BUTTON = N_("Cancel own settings")
CANCELLED = N_("The own settings were removed. Mails leave over the platform’s mail server.")
NO_PORT = N_("The port is a number between 1 and 65535; 587 and 465 are usual.")
NO_HOST = N_("The server’s name is missing.")
NO_SENDER = N_("The sender address is missing.")
PASSED, FAILED = N_("passed"), N_("failed")


@dataclass(frozen=True, slots=True)
class ServerForm:
    """The form as typed; the password is never shown again."""

    host: str = ""
    port: str = "587"
    security: str = "starttls"
    username: str = ""
    sender_address: str = ""
    sender_name: str = ""

    @classmethod
    def of(cls, stored: SmtpSettings) -> ServerForm:
        return cls(**{name: str(getattr(stored, name)) for name in cls.__slots__})

    def settings(self, password: str) -> dict[str, Any]:
        """As the mailer takes them; an empty password keeps the stored one."""
        given = asdict(self) | {"port": int(self.port)}
        return given | {"password": password} if password else given


@dataclass(frozen=True, slots=True)
class ShownStage:
    """One step of a test in words. `kind`: good or bad."""

    kind: str
    word: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownResult:
    """What a test found, in words."""

    ok: bool
    text: str
    stages: tuple[ShownStage, ...] = ()


async def show(visit: Visit) -> Response:
    return await _page(visit)


async def _page(
    visit: Visit,
    typed: ServerForm | None = None,
    *,
    errors: dict[str, str] | None = None,
    result: ShownResult | None = None,
    status: int = 200,
) -> Response:
    state = await visit.mailer.smtp_state()
    stored = state.newest
    if typed is None:
        typed = ServerForm.of(stored) if stored else ServerForm()
    values = {
        "page": "smtp",
        "state": state,
        "password_set": stored is not None and stored.password_set,
        "values": typed,
        "errors": errors or {},
        "result": result,
    }
    return visit.page("smtp.html", values, area=AREA, status=status)


def _typed(visit: Visit) -> tuple[ServerForm, str, dict[str, str]]:
    typed = ServerForm(**{name: visit.field(name) for name in ServerForm.__slots__})
    errors: dict[str, str] = {}
    if not typed.host:
        errors["host"] = visit.text(NO_HOST)
    port = typed.port
    if not (port.isascii() and port.isdigit() and len(port) < 6 and 1 <= int(port) <= 65535):
        errors["port"] = visit.text(NO_PORT)
    if not typed.sender_address:
        errors["sender_address"] = visit.text(NO_SENDER)
    return typed, str(visit.form.get("password", "")), errors


async def save(visit: Visit) -> Response:
    """Keep the settings for a later test."""
    typed, password, errors = _typed(visit)
    if errors:
        return await _page(visit, typed, errors=errors, status=422)
    try:
        await visit.mailer.save_smtp_settings(typed.settings(password))
    except DomainError as error:
        return await _page(visit, typed, errors=_refused(visit, error), status=422)
    return visit.say(visit.go("smtp"), "success", visit.text(SAVED))


def _refused(visit: Visit, error: DomainError) -> dict[str, str]:
    """A refusal beside its field; what is no refusal of these settings goes on as it is."""
    if error.status in (401, 403) or error.status >= 500:
        raise error
    return by_field(error, visit.console.pages.translations.get(visit.language), email="sender_address")


async def test(visit: Visit) -> Response:
    """Save and try, step by step; a passed test puts the settings to use."""
    typed, password, errors = _typed(visit)
    if errors:
        return await _page(visit, typed, errors=errors, status=422)
    send_mail = bool(visit.field("send_mail"))
    try:
        found = await visit.mailer.test_smtp_settings(typed.settings(password), send_mail=send_mail)
    except DomainError as error:
        return await _page(visit, typed, errors=_refused(visit, error), status=422)
    return await _page(visit, result=_shown(visit, found))


def _shown(visit: Visit, found: TestResult) -> ShownResult:
    stages = tuple(
        ShownStage(
            "good" if stage.passed else "bad",
            visit.text(PASSED if stage.passed else FAILED),
            visit.text(wording.STAGES.get(stage.stage, stage.stage)),
            stage.detail,
        )
        for stage in found.stages
    )
    return ShownResult(found.ok, "" if found.ok else found.message, stages)


async def ask_cancel(visit: Visit) -> Response:
    values = {
        "title": visit.text(CANCEL),
        "lines": [visit.text(CANCEL_TEXT)],
        "addresses": [],
        "hidden": [],
        "action": visit.path("smtp_cancel"),
        "button": visit.text(CANCEL_BUTTON),
        "dangerous": True,
        "back": visit.path("smtp"),
    }
    return visit.page("confirm.html", values, area=AREA)


async def cancel(visit: Visit) -> Response:
    await visit.mailer.cancel_smtp_settings()
    return visit.say(visit.go("smtp"), "success", visit.text(CANCELLED))

"""The company's own mail server: settings, a test that says at which step it fails, and back to the platform's (S-13…S-16).

New settings are kept aside until a test has passed; only then do mails leave over them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.responses import Response

from services.campaign.clients.mail_server import Advice, TestResult
from services.campaign.console import wording
from services.campaign.console.refusals import by_field
from services.campaign.console.screens.mail_server_form import ServerForm
from services.campaign.console.visit import Visit
from shared.errors import DomainError
from shared.text import N_

AREA = "smtp"
SAVED = N_("The settings were saved. They are used once a test has passed.")
CANCEL = N_("Cancel the own mail server settings?")
CANCEL_TEXT = N_("The settings with the password are removed. Mails then leave over the platform’s mail server.")
CANCEL_BUTTON = N_("Cancel own settings")
CANCELLED = N_("The own settings were removed. Mails leave over the platform’s mail server.")
TAKEN_OVER = N_("The server’s name was filled in. Enter the password again if there is one, and test.")
PASSED, FAILED = N_("passed"), N_("failed")
RIGHT, WRONG, UNKNOWN = N_("in order"), N_("to do"), N_("not known")


@dataclass(frozen=True, slots=True)
class ShownStage:
    """One step of a test in words. `kind`: good, bad or unknown; `detail` are its facts."""

    kind: str
    word: str
    label: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ShownResult:
    """What a test found, in words."""

    ok: bool
    text: str
    stages: tuple[ShownStage, ...] = ()
    names: tuple[str, ...] = ()
    advice: tuple[ShownStage, ...] = ()


async def show(visit: Visit) -> Response:
    return await _page(visit)


async def _page(
    visit: Visit,
    typed: ServerForm | None = None,
    *,
    errors: dict[str, str] | None = None,
    result: ShownResult | None = None,
    note: str = "",
    status: int = 200,
) -> Response:
    state = await visit.mailer.smtp_state()
    stored = state.newest
    if typed is None:
        typed = ServerForm.of(stored) if stored else ServerForm()
    values = {
        "page": "smtp",
        "state": state,
        "stored": stored,
        "providers": await visit.mailer.sign_in_providers(),
        "values": typed,
        "errors": errors or {},
        "result": result,
        "note": note,
    }
    return visit.page("smtp.html", values, area=AREA, status=status)


async def _typed(visit: Visit) -> tuple[ServerForm, dict[str, str]]:
    typed = ServerForm.typed(visit, await visit.mailer.sign_in_providers())
    return typed, typed.errors(visit)


async def save(visit: Visit) -> Response:
    """Keep the settings for a later test."""
    typed, errors = await _typed(visit)
    name = visit.field("use_host")
    if name:
        # One of the certificate's names was chosen: nothing is sent there before somebody has looked at it.
        return await _page(visit, replace(typed, host=name), note=visit.text(TAKEN_OVER))
    if errors:
        return await _page(visit, typed, errors=errors, status=422)
    try:
        await visit.mailer.save_smtp_settings(typed.settings(visit))
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
    typed, errors = await _typed(visit)
    if errors:
        return await _page(visit, typed, errors=errors, status=422)
    send_mail = bool(visit.field("send_mail"))
    try:
        found = await visit.mailer.test_smtp_settings(typed.settings(visit), send_mail=send_mail)
    except DomainError as error:
        return await _page(visit, typed, errors=_refused(visit, error), status=422)
    return await _page(visit, result=_shown(visit, found))


def _shown(visit: Visit, found: TestResult) -> ShownResult:
    stages = tuple(
        ShownStage(
            "good" if stage.passed else "bad",
            visit.text(PASSED if stage.passed else FAILED),
            visit.text(wording.STAGES.get(stage.stage, stage.stage)),
            # What stopped the test stands above the steps already.
            stage.text if stage.passed or stage.text != found.message else "",
            stage.detail,
        )
        for stage in found.stages
    )
    advice = tuple(_advice(visit, one) for one in found.sender_domain)
    return ShownResult(found.ok, "" if found.ok else found.message, stages, found.certificate_names, advice)


def _advice(visit: Visit, one: Advice) -> ShownStage:
    kind, word = {True: ("good", RIGHT), False: ("warning", WRONG), None: ("unknown", UNKNOWN)}[one.good]
    return ShownStage(kind, visit.text(word), one.subject.upper(), one.message, one.record)


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

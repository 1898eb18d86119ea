"""Own SMTP settings: read, save for a test, test, cancel (S-13…S-16)."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Response

from services.mailer.api.edge import InLanguage, Mailer, MailerEdge, Reader
from services.mailer.api.lane_view import lane_of, limits_view
from services.mailer.domain.findings import STAGE_WORDS, WORDS, Finding, Stage
from services.mailer.domain.presets import preset_for
from services.mailer.domain.sender_domain import WORDS as ADVICE
from services.mailer.domain.sender_domain import Advice
from services.mailer.domain.sign_in import PRESETS, Grant, Provider, SignIn
from services.mailer.letters.headers import Unsendable
from services.mailer.letters.letter import Sender
from services.mailer.letters.trial import trial_mail
from services.mailer.repository import configurations
from services.mailer.repository.configurations import ACTIVE, PENDING
from services.mailer.schemas import (
    AdviceView,
    LimitsInput,
    SignInProvider,
    SignInView,
    SmtpSettingsInput,
    SmtpSettingsState,
    SmtpSettingsView,
    SmtpTestInput,
    SmtpTestReport,
    StageView,
)
from services.mailer.smtp.trial import Report, try_out
from services.mailer.use_cases import smtp_settings as use_cases
from services.mailer.use_cases.smtp_settings import BeginTest, SaveSettings
from shared.auth import Principal
from shared.database import Reading
from shared.errors import Invalid
from shared.http.app import Edge
from shared.http.dependencies import Administrator, InReading, InTransaction, Once, edge_of
from shared.http.dependencies import Reader as Reads

router = APIRouter(prefix="/smtp-settings", tags=["smtp-settings"])


def _view(row: Any) -> SmtpSettingsView | None:
    if row is None:
        return None
    return SmtpSettingsView(
        host=row.host,
        port=row.port,
        security=row.security,
        username=row.username,
        login="token" if row.provider else "password" if row.username else "none",
        password_set=row.secret is not None,
        sign_in=_sign_in(row) if row.provider else None,
        sender_address=row.sender_address,
        sender_name=row.sender_name,
        reply_to=row.reply_to,
        preset=preset_for(row.host).key,
        limits=limits_view(configurations.limits_of(row)),
        chosen=LimitsInput(**configurations.chosen_of(row).values()),
        missing=list(use_cases.missing(row)),
        created_at=row.created_at,
        activated_at=row.activated_at,
    )


def _sign_in(row: Any) -> SignInView:
    return SignInView(
        provider=row.provider,
        grant=row.grant_type,
        client_id=row.client_id,
        tenant=row.tenant,
        client_secret_set=row.client_secret is not None,
        refresh_token_set=row.refresh_token is not None,
        token_url=row.token_url,
        scope=row.scope,
    )


async def _state(reading: Reading, principal: Any, mailer: MailerEdge, reader: Reader) -> SmtpSettingsState:
    kept = await configurations.of_company(reading, principal.company_id)
    return SmtpSettingsState(
        in_use="own" if ACTIVE in kept else "platform" if mailer.platform else "none",
        active=_view(kept.get(ACTIVE)),
        pending=_view(kept.get(PENDING)),
        platform_sender=mailer.platform.sender_address if mailer.platform else "",
        lane=await lane_of(reading, principal.company_id, mailer, reader),
    )


@router.get("", summary="Settings of the company and what is used now")
async def read(reading: InReading, principal: Reads, mailer: Mailer, reader: InLanguage) -> SmtpSettingsState:
    return await _state(reading, principal, mailer, reader)


@router.put(
    "",
    summary="Save settings for a test; those in use stay in use until it has passed",
    response_model=SmtpSettingsState,
)
async def save(
    body: SmtpSettingsInput,
    tx: InTransaction,
    principal: Administrator,
    once: Once,
    mailer: Mailer,
    reader: InLanguage,
) -> Response:
    async def work() -> SmtpSettingsState:
        await use_cases.save(tx, _command(body, principal), mailer.vault, mailer.token_urls)
        return await _state(tx, principal, mailer, reader)

    return await once.run(tx, work, status=200)


def _command(body: SmtpSettingsInput, principal: Principal) -> SaveSettings:
    sign_in = body.sign_in
    command = SaveSettings(
        company_id=principal.company_id,
        by=principal.name,
        host=body.host,
        port=body.port,
        security=body.security,
        username=body.username,
        password=body.password,
        sender_address=body.sender_address,
        sender_name=body.sender_name,
        reply_to=body.reply_to,
        limits=body.limits.chosen if body.limits is not None else None,
    )
    if sign_in is None:
        return command
    return replace(
        command,
        sign_in=SignIn(
            provider=sign_in.provider,
            grant=sign_in.grant,
            client_id=sign_in.client_id,
            tenant=sign_in.tenant,
            token_url=sign_in.token_url if sign_in.provider is Provider.OTHER else "",
            scope=sign_in.scope if sign_in.provider is Provider.OTHER else "",
        ),
        client_secret=sign_in.client_secret,
        refresh_token=sign_in.refresh_token,
    )


@router.get("/sign-in-providers", summary="Who can be signed in to with tokens, and what is usual for them")
async def sign_in_providers(_principal: Reads, mailer: Mailer) -> list[SignInProvider]:
    known = [
        SignInProvider(
            provider=provider,
            host=preset.host,
            port=preset.port,
            grants=[Grant.REFRESH_TOKEN, *([Grant.CLIENT_CREDENTIALS] if preset.own_scope else [])],
            needs_client_secret=preset.needs_client_secret,
            needs_tenant=preset.needs_tenant,
            device_sign_in=bool(preset.device_url),
            token_urls=[],
        )
        for provider, preset in PRESETS.items()
    ]
    if not mailer.token_urls:
        return known
    other = SignInProvider(
        provider=Provider.OTHER,
        host="",
        port=587,
        grants=list(Grant),
        needs_client_secret=False,
        needs_tenant=False,
        device_sign_in=False,
        token_urls=list(mailer.token_urls),
    )
    return [*known, other]


@router.delete("", summary="Cancel own settings: wipe the secret, back to the platform's server", status_code=204)
async def cancel(tx: InTransaction, principal: Administrator, once: Once) -> Response:
    async def work() -> None:
        await use_cases.cancel(tx, principal.company_id, by=principal.name)

    return await once.run(tx, work, status=204)


@router.post(
    "/test",
    summary="Test the settings on the way of real mail; a passed test puts them to use",
    description="Takes no Idempotency-Key: every call is a new test. At most one at a time, 5 a minute, 30 an hour.",
)
async def try_settings(
    principal: Administrator,
    mailer: Mailer,
    reader: InLanguage,
    edge: Annotated[Edge, Depends(edge_of)],
    body: Annotated[SmtpTestInput | None, Body()] = None,
) -> SmtpTestReport:
    # Never a network conversation inside a transaction: one before, one after.
    async with edge.database.of(principal.company_id).transaction() as tx:
        subject = await use_cases.begin_test(tx, BeginTest(principal.company_id, mailer.limits), mailer.vault)
    report, passed = Report(finding=Finding.INTERRUPTED), False
    try:
        sender = Sender(subject.server.sender_address, subject.server.sender_name)
        mail = trial_mail(
            sender,
            mailer.translations,
            reader.language,
            test_id=subject.test_id,
            domain=mailer.dialling.own_name,
            now=edge.database.clock.now(),
        )
        send = body is not None and body.send_mail
        login = mailer.sign_ins.fresh(subject.server) or subject.password
        report = await try_out(subject.server, login, mailer.dialling, mail, send=send)
        passed = report.ok
    except Unsendable as error:
        raise Invalid("The sender address cannot be used: {why}.", code="sender_address", why=str(error)) from None
    finally:
        stages = _stages(report, reader)
        async with edge.database.of(principal.company_id).transaction() as tx:
            active = await use_cases.end_test(
                tx,
                subject,
                passed=passed,
                finding=report.finding,
                stages=json.dumps([stage.model_dump(mode="json") for stage in stages]),
            )
    # Mail servers look at the sender's domain after the login was accepted; before that, its advice would only distract.
    reached = report.ok or any(stage in (Stage.AUTH, Stage.MAIL) for stage, _ in report.passed)
    domain = mail.sender.partition("@")[2]
    advice = await mailer.advisor.advise(domain, subject.server.host) if reached else ()
    return _report(report, stages, advice, active, reader)


def _stages(report: Report, reader: Reader) -> list[StageView]:
    stages = [
        StageView(stage=stage, passed=True, detail=detail, text=reader.say(STAGE_WORDS[stage]))
        for stage, detail in report.passed
    ]
    if report.failed is not None:
        stage, detail = report.failed
        stages.append(StageView(stage=stage, passed=False, detail=detail, text=reader.say(WORDS[report.finding])))
    return stages


def _report(
    report: Report, stages: list[StageView], advice: Sequence[Advice], active: bool, reader: Reader
) -> SmtpTestReport:
    return SmtpTestReport(
        finding=report.finding,
        passed=report.ok,
        message=reader.say(WORDS[report.finding]),
        stages=stages,
        certificate_names=report.certificate_names,
        sender_domain=[
            AdviceView(
                subject=one.subject,
                verdict=one.verdict,
                good=one.good,
                record=one.record,
                message=reader.say(ADVICE[one.verdict]) % one.values,
            )
            for one in advice
        ],
        active=active,
    )

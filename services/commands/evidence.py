"""`mutabakat evidence`: export what was asked and answered, and check such files and receipts with the public key alone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from services.commands.edge import common_settings, err, run_async, say
from services.host import build_service
from services.responses.domain.export_check import ExportCheck, ExportReport
from services.responses.domain.export_file import NoExport
from services.responses.repository import companies
from services.responses.use_cases.chain import verify_chain
from services.responses.use_cases.export import Scope, export
from shared.clock import SystemClock
from shared.database import Reading
from shared.errors import ConfigurationError, Invalid
from shared.evidence.embedded import record_in_pdf
from shared.evidence.receipt import read_receipt, receipt_findings
from shared.evidence.signing import SignatureVerifier, Signer
from shared.evidence.timestamps import StampCheck
from shared.keys import EVIDENCE_SIGN, EVIDENCE_VERIFY, read_key_file
from shared.settings import CommonSettings
from shared.telemetry import Metrics

app = typer.Typer(
    help="Evidence of what was asked and answered: export it, and check it offline.", no_args_is_help=True
)

LARGEST_RECEIPT = 20 * 1024 * 1024
Company = Annotated[UUID | None, typer.Option(help="Whose evidence; needed only where there are several companies.")]


@app.command("export")
def export_evidence(
    out: Annotated[Path, typer.Option(help="The file to write; it must not be there yet.")],
    company: Company = None,
    campaign: Annotated[UUID | None, typer.Option(help="Only this campaign.")] = None,
    reconciliation: Annotated[UUID | None, typer.Option(help="Only this reconciliation.")] = None,
) -> None:
    """Write a signed file with everything that was shown and answered. Of a company, a campaign or one reconciliation."""
    settings = common_settings()
    size = run_async(_export(settings, out, company, campaign, reconciliation))
    say(f"{out}: {size} bytes. Check it with: mutabakat evidence verify {out} --key {EVIDENCE_VERIFY}")


@app.command("verify")
def verify(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="Receipts (PDF or JSON) or exports.")
    ],
    key: Annotated[
        Path | None, typer.Option(help="Public keys of the installation; default: those in this one's key folder.")
    ] = None,
    tsa_certificate: Annotated[
        Path | None,
        typer.Option(help="Root certificate (PEM) of the time stamp authority: its signatures are checked too."),
    ] = None,
) -> None:
    """Check receipts and exports; neither a database nor a connection is needed. Ends with 1 when something is wrong."""
    try:
        keys = SignatureVerifier(_public_keys(key))
        stamps = StampCheck.of_pem(tsa_certificate.read_bytes()) if tsa_certificate else StampCheck()
    except (ConfigurationError, OSError) as error:
        err.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from None
    genuine = True
    for file in files:
        say(f"--- {file.name}")
        try:
            genuine &= _verify_export(file, keys, stamps) if _is_export(file) else _verify_receipt(file, keys)
        except (ValueError, OSError) as error:
            err.print(f"{file.name}: {error}", markup=False, highlight=False, soft_wrap=True)
            genuine = False
    if not genuine:
        raise typer.Exit(1)


@app.command("check")
def check(company: Company = None) -> None:
    """Open every seal in the database and compare; names each changed, removed or added row. Ends with 1 when there is one."""
    common_settings()
    if not run_async(_check(company)):
        raise typer.Exit(1)


@asynccontextmanager
async def _reading() -> AsyncIterator[Reading]:
    service = build_service("responses", SystemClock(), Metrics())
    try:
        async with service.database.reading() as reading:
            yield reading
    finally:
        await service.database.dispose()


async def _one_company(reading: Reading, wish: UUID | None) -> list[tuple[UUID, str]]:
    found = [one for one in await companies.known(reading) if wish in (None, one[0])]
    if not found:
        raise Invalid("There is no such company here.", code="company_unknown")
    return found


async def _export(
    settings: CommonSettings, out: Path, company: UUID | None, campaign: UUID | None, reconciliation: UUID | None
) -> int:
    signer = Signer(read_key_file(settings.keys, EVIDENCE_SIGN))
    async with _reading() as reading:
        found = await _one_company(reading, company)
        if len(found) > 1:
            names = ", ".join(f"{id_} ({title})" for id_, title in found)
            raise Invalid("There are several companies: {names}. Say which with --company.", code="which", names=names)
        scope = Scope(found[0][0], campaign, reconciliation)
        # Under its name only when it is whole: half a file of evidence is none.
        if out.exists():  # noqa: ASYNC240  # a command of its own: nobody waits
            raise Invalid("{file} is there already; say another name.", code="file_exists", file=out)
        half = out.with_name(f"{out.name}.part")
        with half.open("wb") as file:  # as above
            async for line in export(reading, scope, signer):
                file.write(line)
        half.rename(out)  # as above
        return out.stat().st_size  # noqa: ASYNC240  # as above


async def _check(company: UUID | None) -> bool:
    intact = True
    async with _reading() as reading:
        for id_, title in await _one_company(reading, company):
            report = await verify_chain(reading, id_)
            for problem in report.problems:
                say(f"{title}: {problem}")
            forgotten = f", {report.erased} values forgotten on purpose" if report.erased else ""
            say(f"{title}: {report.entries} answers, {len(report.findings)} findings{forgotten}")
            intact = intact and report.intact
    return intact


def _public_keys(path: Path | None) -> bytes:
    if path is not None:
        return path.read_bytes()
    return read_key_file(CommonSettings().keys, EVIDENCE_VERIFY)


def _is_export(file: Path) -> bool:
    with file.open("rb") as opened:
        first = opened.readline(65536)
    try:
        record = json.loads(first)
    except ValueError:
        return False
    return isinstance(record, dict) and "record" in record


def _verify_export(file: Path, keys: SignatureVerifier, stamps: StampCheck) -> bool:
    with file.open("rb") as lines:
        report = ExportCheck(keys, stamps.wrong).run(lines)
    for finding in report.findings:
        say(finding)
    say(_summary(report))
    say("VALID" if not report.findings else f"NOT VALID: {len(report.findings)} findings")
    return not report.findings


def _summary(report: ExportReport) -> str:
    parts = [f"{report.statements} statements", f"{report.entries} answers"]
    if report.closed:
        parts.append(f"{report.closed} answers of others, closed")
    if report.stamps:
        parts.append(f"{report.stamps} time stamps")
    if report.erased:
        parts.append(f"{report.erased} values forgotten on purpose")
    return f"export of {report.header.get('made_at', '?')}: {', '.join(parts)}"


def _verify_receipt(file: Path, keys: SignatureVerifier) -> bool:
    if file.stat().st_size > LARGEST_RECEIPT:
        raise NoExport("the file is too large to be a receipt")
    content = file.read_bytes()
    text = record_in_pdf(content) if content.startswith(b"%PDF") else content.decode("utf-8", "replace")
    findings = receipt_findings(text, keys)
    receipt = read_receipt(text)
    for finding in findings:
        say(finding)
    say(f"{receipt.company.title} asked {receipt.counterparty.title}: {receipt.request.description}")
    for column, opened in sorted(receipt.opened.items()):
        if opened.value not in (None, ""):
            say(f"  {column}: {opened.value}")
    if content.startswith(b"%PDF"):
        say("These are the signed facts; compare them with what is printed on the pages.")
    say("VALID" if not findings else f"NOT VALID: {len(findings)} findings")
    return not findings

"""`mutabakat keys`: make the key files of an installation, add newer keys, and move what they protect over to them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from services.commands.edge import common_settings, run_async, say
from services.host import build_service
from services.mailer.use_cases.rotation import Rotation, reseal
from services.mailer.vault import Vault
from shared.clock import SystemClock
from shared.errors import ConfigurationError
from shared.keys import EVIDENCE_SIGN, EVIDENCE_VERIFY, KeyRing, add_key, create_keys, renew_evidence_key
from shared.settings import CommonSettings
from shared.telemetry import Metrics

app = typer.Typer(help="Key files: made once, given only to the services that need them.", no_args_is_help=True)


@app.command("create")
def create() -> None:
    """Make every key file that is not there yet. Existing keys are never touched."""
    settings = common_settings()
    made = create_keys(settings.keys)
    for path in made:
        say(f"made {path}")
    if not made:
        say(f"all keys are in {settings.keys} already")


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The key file, such as secrets.key.")] = "secrets.key",
) -> None:
    """Put a new key before those of a file. Services read it when they start; older keys stay valid."""
    settings = common_settings()
    try:
        version = add_key(settings.keys, name)
    except ConfigurationError as error:
        say(str(error))
        raise typer.Exit(2) from None
    say(f"{settings.keys / name}: key {version} is the newest now. Restart the services that have this file.")


@app.command("renew-evidence")
def renew_evidence() -> None:
    """Sign receipts and exports with a new key from now on. What older keys signed stays verifiable."""
    settings = common_settings()
    try:
        renew_evidence_key(settings.keys)
    except ConfigurationError as error:
        say(str(error))
        raise typer.Exit(2) from None
    say(
        f"{settings.keys / EVIDENCE_SIGN} is new. Restart the responses service, and give {EVIDENCE_VERIFY} to auditors."
    )


@app.command("rotate-secrets")
def rotate_secrets() -> None:
    """Re-encrypt all kept SMTP passwords and sign-ins with the newest key of secrets.key. May be repeated at any time."""
    found = run_async(_rotate(common_settings()))
    say(f"{found.resealed} secrets re-encrypted, {found.current} had the newest key already")
    for configuration, count in found.unreadable.items():
        say(f"{count} of configuration {configuration} cannot be opened: bring the old key back, or enter them again")
    if found.unreadable:
        raise typer.Exit(1)
    say(
        "The older keys may leave secrets.key once every mailer was started after the newest one was added, and no "
        "report about mails of their time is awaited any more."
    )


async def _rotate(settings: CommonSettings) -> Rotation:
    service = build_service("mailer", SystemClock(), Metrics())
    vault, found = Vault(KeyRing.read(settings.keys, "secrets.key")), Rotation()
    try:
        after: UUID | None = None
        while True:
            async with service.database.transaction() as tx:
                after = await reseal(tx, vault, after, found)
            if after is None:
                return found
    finally:
        await service.database.dispose()

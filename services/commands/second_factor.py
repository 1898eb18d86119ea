"""`mutabakat second-factor`: for the day when nobody of a company can reset a second factor any more."""

from __future__ import annotations

from typing import Annotated

import typer

from services.campaign.repository import people
from services.campaign.use_cases.second_factor import forget_factor
from services.commands.edge import common_settings, run_async, say
from services.host import build_service
from shared.clock import SystemClock
from shared.telemetry import Metrics

app = typer.Typer(help="Second factors of people who sign in.", no_args_is_help=True)

BY = "mutabakat second-factor reset"


@app.callback()
def second_factor() -> None:
    """A group of its own, so that further commands find their place."""


@app.command("reset")
def reset(
    address: Annotated[str, typer.Argument(help="The e-mail address that the account signs in with.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take an account's second factor away, sign it out everywhere, and tell its owner at the next sign-in."""
    common_settings()
    if not yes:
        typer.confirm("Until they set up a new one, their password alone opens the account. Go on?", abort=True)
    say(run_async(_reset(address)))


async def _reset(address: str) -> str:
    service = build_service("campaign", SystemClock(), Metrics())
    try:
        async with service.database.transaction() as tx:
            account = await people.find_account(tx, address)
            if account is None:
                return "There is no such account; nothing was changed."
            removed = await forget_factor(tx, account.user_id, BY)
    finally:
        await service.database.dispose()
    return "The second factor was taken away." if removed else "The account had no second factor; it was signed out."

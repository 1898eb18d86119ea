"""`mutabakat keys`: make the key files of an installation."""

from __future__ import annotations

import typer

from services.commands.edge import common_settings, say
from shared.keys import create_keys

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


@app.callback()
def _group() -> None:
    """Keep `create` a subcommand: more of them follow."""

"""The `mutabakat` command: one way in for operators, developers and containers.

Protects the time a process takes to start: a command's module is imported when that command is asked for, so that
`mutabakat run mailer` does not wait for what only an import of ledger files uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS: Mapping[str, str] = {
    "demo": "services.commands.demo:demo",
    "up": "services.commands.run:up",
    "run": "services.commands.run:run",
    "migrate": "services.commands.migrate:migrate",
    "import": "services.commands.imports:import_files",
    "doctor": "services.commands.doctor:doctor",
    "messages": "services.commands.messages:app",
    "contracts": "services.commands.contracts:app",
    "keys": "services.commands.keys:app",
    "evidence": "services.commands.evidence:app",
    "privacy": "services.commands.privacy:app",
    "second-factor": "services.commands.second_factor:app",
}
"""Where each command is: a function, or a group of commands."""


class CommandsOnDemand(TyperGroup):
    """Knows every command's name and imports only the one that is wanted; `--help` wants them all."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        holder = typer.Typer(rich_markup_mode=None)
        holder.callback()(mutabakat)
        if isinstance(found, typer.Typer):
            holder.add_typer(found, name=cmd_name)
        else:
            holder.command(cmd_name)(found)
        return typer.main.get_group(holder).commands[cmd_name]


app = typer.Typer(
    name="mutabakat",
    cls=CommandsOnDemand,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def mutabakat() -> None:
    """Account reconciliation (e-mutabakat): asks every counterparty whether both books agree."""

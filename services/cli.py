"""The `mutabakat` command: one way in for operators, developers and containers."""

from __future__ import annotations

import typer

from services.commands import contracts, demo, doctor, evidence, imports, keys, messages, migrate, privacy, run

app = typer.Typer(
    name="mutabakat",
    help="Account reconciliation (e-mutabakat): asks every counterparty whether both books agree.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("demo")(demo.demo)
app.command("up")(run.up)
app.command("run")(run.run)
app.command("migrate")(migrate.migrate)
app.command("import")(imports.import_files)
app.command("doctor")(doctor.doctor)
app.add_typer(messages.app, name="messages")
app.add_typer(contracts.app, name="contracts")
app.add_typer(keys.app, name="keys")
app.add_typer(evidence.app, name="evidence")
app.add_typer(privacy.app, name="privacy")

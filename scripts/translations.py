"""Compile every `.po` catalogue under `services/` to the `.mo` file beside it.

Fails on a catalogue that cannot be read or whose Turkish is incomplete: Turkish comes first on the screens.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Compile all catalogues; 1 and a list of what lacks a Turkish text."""
    incomplete: list[str] = []
    for source in sorted((ROOT / "services").rglob("*.po")):
        with source.open("rb") as stream:
            catalog = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalog)
        if str(catalog.locale).startswith("tr"):
            lacking = [message.id for message in catalog if message.id and (message.fuzzy or not message.string)]
            incomplete += [f"{source.relative_to(ROOT)}: {text!r}" for text in lacking]
    for line in incomplete:
        print(f"scripts/translations.py: no Turkish text: {line}", file=sys.stderr)
    return 1 if incomplete else 0


if __name__ == "__main__":
    sys.exit(main())

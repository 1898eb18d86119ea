"""Write THIRD_PARTY.md: what the product is shipped with, and under which licence.

Names, versions and licences come from the installed packages themselves: the closure of requirements/runtime.txt
and what scripts/vendor.py serves to browsers. `--check` compares instead of writing.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "THIRD_PARTY.md"
SERVED = ["htmx.org", "@tabler/core"]

HEAD = """# Third-party software

Mutabakat itself is under the Apache License 2.0 (`LICENSE`). It runs on the packages below, which set-up installs
from their registries; none of them is part of this repository. Written by `make third-party`.
"""


def licence(about: PackageMetadata) -> str:
    """The licence in the words of the package: the SPDX expression, else the classifier, else the free text."""
    if "License-Expression" in about:
        return about["License-Expression"]
    classifiers = [
        value.rsplit("::", 1)[1].strip()
        for value in about.get_all("Classifier") or []
        if value.startswith("License ::") and not value.endswith("OSI Approved")
    ]
    free_text = about["License"].strip().split("\n")[0] if "License" in about else ""
    return " / ".join(classifiers) or free_text


def python_rows() -> list[tuple[str, str, str]]:
    """Name, version and licence of every pinned runtime package that this platform installs."""
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements" / "runtime.txt").read_text(), re.MULTILINE)
    rows = []
    for name in pinned:
        try:
            about = metadata(name)
        except PackageNotFoundError:  # of another platform
            continue
        rows.append((about["Name"], about["Version"], licence(about)))
    return rows


def front_end_rows() -> list[tuple[str, str, str]]:
    """The same for the packages of which the console serves a file."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    found = [(name, packages[f"node_modules/{name}"]) for name in SERVED]
    return [(name, about["version"], about["license"]) for name, about in found]


def table(rows: list[tuple[str, str, str]]) -> str:
    """A Markdown table of packages."""
    lines = ["| package | version | licence |", "|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows]) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check; 1 when a licence is unknown or the file is not up to date."""
    python, front_end = python_rows(), front_end_rows()
    unknown = [name for name, _, words in [*python, *front_end] if not words]
    if unknown:
        print(f"scripts/third_party.py: no licence named by {', '.join(unknown)}", file=sys.stderr)
        return 1
    text = f"{HEAD}\n## Python packages\n\n{table(python)}\n## In the browser\n\n{table(front_end)}"
    if "--check" not in arguments:
        TARGET.write_text(text)
        return 0
    if TARGET.read_text() != text:
        print("scripts/third_party.py: THIRD_PARTY.md is not up to date: run `make third-party`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

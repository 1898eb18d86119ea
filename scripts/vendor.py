"""Copy the front-end files that the console serves out of node_modules, with their licences and `.gz` twins.

The files are not committed: `npm ci` checks them against the hashes in package-lock.json, and this script
takes exactly what a page loads, so that nothing else of the packages is ever served.
"""

from __future__ import annotations

import gzip
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "services" / "campaign" / "console" / "static" / "vendor"

# served name → where set-up finds it
SERVED = {
    "htmx.min.js": MODULES / "htmx.org" / "dist" / "htmx.min.js",
    "tabler.min.css": MODULES / "@tabler" / "core" / "dist" / "css" / "tabler.min.css",
}
LICENCES = {
    "htmx.LICENSE.txt": MODULES / "htmx.org" / "LICENSE",
    # Tabler's package names its licence (MIT) and ships no text of it.
    "tabler.LICENSE.txt": ROOT / "scripts" / "licences" / "tabler.LICENSE.txt",
}


def compress(path: Path) -> None:
    """Write `path`.gz beside it, the same bytes for the same input on every machine (no time stamp)."""
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), compresslevel=9, mtime=0))


def main() -> int:
    """Refill the vendor folder; 1 and a message when `npm ci` did not bring what is expected."""
    wanted = {**SERVED, **LICENCES}
    missing = [str(source.relative_to(ROOT)) for source in wanted.values() if not source.is_file()]
    if missing:
        print(f"scripts/vendor.py: there is no {', '.join(missing)}. Run `npm ci` first.", file=sys.stderr)
        return 1
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for name, source in wanted.items():
        shutil.copyfile(source, TARGET / name)
    for name in SERVED:
        compress(TARGET / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())

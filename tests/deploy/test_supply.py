"""What is installed is pinned by hash, names no registry's address, and is shipped with its licences."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = {"starlette": (1, 3, 1), "python-multipart": (0, 0, 34), "faststream": (0, 7, 8), "aiosmtplib": (5, 1, 3)}


def pinned(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))


def test_every_requirement_is_hashed_and_no_address_is_named() -> None:
    files = sorted((ROOT / "requirements").glob("*.txt"))
    assert [file.stem for file in files] == ["bench", "build", "dev", "node", "runtime"]
    for file in files:
        text = file.read_text()
        assert "://" not in text, file.name
        for entry in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]:
            assert "--hash=sha256:" in entry, f"{file.name}: {entry.splitlines()[0]}"


def test_development_uses_the_versions_that_are_shipped() -> None:
    runtime = pinned((ROOT / "requirements" / "runtime.txt").read_text())
    development = pinned((ROOT / "requirements" / "dev.txt").read_text())
    assert runtime.items() <= development.items()
    for name, floor in FLOORS.items():
        assert tuple(int(part) for part in runtime[name].split(".")) >= floor, name


def test_the_front_end_lock_has_hashes_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name: about for name, about in packages.items() if name}
    assert {"node_modules/htmx.org", "node_modules/@tabler/core", "node_modules/axe-core"} <= set(fetched)
    for name, about in fetched.items():
        assert about["integrity"].startswith("sha512-"), name
        assert "resolved" not in about, name


def test_third_party_page_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "third_party.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stderr


def test_the_wheel_carries_the_front_end_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("mutabakat-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    vendor = "services/campaign/console/static/vendor"
    for file in ("htmx.min.js", "htmx.min.js.gz", "tabler.min.css", "tabler.min.css.gz", "tabler.LICENSE.txt"):
        assert f"{vendor}/{file}" in names
    assert not [name for name in names if name.startswith(("tests/", "scripts/", "node_modules/"))]

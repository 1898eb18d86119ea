"""A set of secrets made by `deploy/make_secrets.py` itself, as an operator would make it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "deploy" / "make_secrets.py"


@dataclass(frozen=True)
class Secrets:
    """The folder the script wrote."""

    folder: Path

    def variables(self, name: str) -> dict[str, str]:
        """The variables of one env file."""
        lines = (self.folder / f"{name}.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def transport_url(self, name: str) -> str:
        """The broker URL in one env file."""
        return self.variables(name)["MUTABAKAT_TRANSPORT_URL"]


def make_secrets(folder: Path, rabbit_host: str = "rabbitmq:5672") -> Secrets:
    """Run the script; it must succeed."""
    env = {**os.environ, "MUTABAKAT_RABBIT_HOST": rabbit_host}
    subprocess.run([sys.executable, str(SCRIPT), str(folder)], env=env, check=True, capture_output=True, timeout=30)
    return Secrets(folder)

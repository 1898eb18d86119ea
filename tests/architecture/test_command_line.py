"""Starting one process of the product does not import what only other commands need."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from services.cli import COMMANDS


@pytest.mark.parametrize(("command", "place"), COMMANDS.items())
def test_every_command_is_where_the_list_says(command: str, place: str) -> None:
    module, _, name = place.partition(":")
    assert callable(getattr(import_module(module), name)), command


def test_a_command_imports_no_other() -> None:
    program = (
        "import sys; from services.cli import app; app(['keys', 'create', '--help'], standalone_mode=False);"
        "print([name for name in sys.modules if name.startswith('services.commands.')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "['services.commands.edge', 'services.commands.keys']"


def test_one_process_loads_no_client_of_a_broker() -> None:
    program = "import sys, services.commands.run; print([n for n in ('faststream', 'aio_pika') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"

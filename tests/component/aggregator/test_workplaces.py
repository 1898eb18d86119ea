"""Folders that killed processes left behind go after a day; those of the living are never touched."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from services.aggregator.loops import LEFT_BEHIND_SECONDS, WORKPLACE, clear_old_workplaces


def test_old_ones_go_and_one_that_vanishes_meanwhile_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, young, gone = (tmp_path / f"{WORKPLACE}{name}" for name in ("old", "young", "gone"))
    old.mkdir()
    young.mkdir()
    # A name that leads nowhere: it is listed, and not there when it is looked at.
    gone.symlink_to(tmp_path / "nowhere")
    long_ago = time.time() - LEFT_BEHIND_SECONDS - 60
    os.utime(old, (long_ago, long_ago))
    clear_old_workplaces()
    assert (old.exists(), young.exists()) == (False, True)

"""The limited child: what comes back, what stops it, and what it never gets."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from shared.files.confined import ConfinedLimits, run_confined
from shared.files.limits import MIB
from shared.files.problems import DamagedXml, MixedDateColumn, ReadingFailed, TooLargeToRead, TooLong

CHILD = "tests.unit.shared.files.confined_functions"


async def run(name: str, argument: object = None, **limits: Any) -> Any:
    return await run_confined(f"{CHILD}:{name}", argument, ConfinedLimits(**limits))


async def test_the_result_and_the_progress_come_back_in_order() -> None:
    seen: list[Mapping[str, Any]] = []
    result = await run_confined(f"{CHILD}:count", (3, "ş"), on_progress=seen.append)
    assert result == {"counted": 3, "word": "ş"}
    assert seen == [{"done": number, "total": 3} for number in (1, 2, 3)]


async def test_the_argument_may_be_made_while_the_child_starts() -> None:
    async def made() -> tuple[int, str]:
        await asyncio.sleep(0.05)
        return 2, "ş" * 200_000

    assert (await run("count", made())) == {"counted": 2, "word": "ş" * 200_000}


async def test_an_argument_that_cannot_be_made_ends_the_child(tmp_path: Path) -> None:
    async def not_made() -> None:
        raise LookupError(str(tmp_path))

    await run("count", (1, "ş"))  # what a first child opens for good is open now
    before = _children(), _open_files()
    with pytest.raises(LookupError):
        await run("count", not_made())
    assert (_children(), _open_files()) == before


async def test_a_child_that_ends_before_it_was_told_anything_is_a_failure() -> None:
    with pytest.raises(ReadingFailed, match="ModuleNotFoundError"):
        await run_confined("tests.unit.shared.files.no_such_module:count", "ş" * 1_000_000)


async def test_a_problem_of_a_file_is_the_same_problem_here() -> None:
    with pytest.raises(DamagedXml) as raised:
        await run("damaged")
    assert (raised.value.code, dict(raised.value.params)) == ("damaged_xml", {"line": 7})
    with pytest.raises(MixedDateColumn, match=r"31/12/2026"):
        await run("mixed")


async def test_an_unexpected_error_tells_its_class_and_nothing_of_the_file() -> None:
    with pytest.raises(ReadingFailed) as raised:
        await run("fail", "gizli hücre")
    assert raised.value.params == {"reason": "KeyError"}
    assert "gizli" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("name", ["fill_memory", "abort", "kill_itself"])
async def test_lack_of_memory_is_a_file_that_is_too_large(name: str) -> None:
    with pytest.raises(TooLargeToRead):
        await run(name)


async def test_a_broken_native_reader_is_a_failure() -> None:
    with pytest.raises(ReadingFailed, match="SIGSEGV"):
        await run("crash")


async def test_too_much_processor_time_is_too_long() -> None:
    with pytest.raises(TooLong):
        await run("spin", cpu_seconds=1)


async def test_too_much_time_is_too_long_and_the_child_is_gone(tmp_path: Path) -> None:
    with pytest.raises(TooLong):
        await run("rest", str(tmp_path / "pid"), wall_seconds=0.6)
    assert await _is_gone(int((tmp_path / "pid").read_text()))


async def test_cancelling_kills_the_child_with_the_children_it_made(tmp_path: Path) -> None:
    ready = asyncio.Event()
    task = asyncio.create_task(
        run_confined(f"{CHILD}:rest_with_a_child", str(tmp_path), on_progress=lambda _: ready.set())
    )
    await asyncio.wait_for(ready.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for name in ("pid", "child"):
        assert await _is_gone(int((tmp_path / name).read_text()))


async def test_the_child_knows_nothing_of_us(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MUTABAKAT_AGGREGATOR_DATABASE_URL", "postgresql://canary@127.0.0.1/x")
    secret = tmp_path / "secret"
    secret.write_text("canary")
    with secret.open() as _, socket.socket():
        told = await run("surroundings")
    assert "canary" not in str(told)
    assert not any(name.startswith("MUTABAKAT_") for name in told["environment"])
    assert told["input"] == ""
    assert len(told["files"]) <= 4
    assert told["session"] == told["pid"] != os.getsid(0)


async def test_the_child_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        reached = await run("connect", server.getsockname()[1])
    if reached == "reached" and os.geteuid() != 0:
        pytest.skip("this kernel lets nobody but root take the network away")
    assert reached == "OSError"


async def test_a_taken_over_child_cannot_hand_us_objects_or_break_us() -> None:
    for name in ("write_nonsense", "write_unknown_problem", "write_wrong_parameters"):
        with pytest.raises(ReadingFailed):
            await run(name)


async def test_limits_of_memory_and_written_files_are_set() -> None:
    told = await run("limits", memory=512 * MIB, written=MIB)
    assert told == {"memory": 512 * MIB, "written": MIB, "core": 0}


async def _is_gone(pid: int) -> bool:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if _state(pid) in ("", "Z"):
            return True
        await asyncio.sleep(0.02)
    return False


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _children() -> str:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))

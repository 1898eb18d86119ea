"""What every command does first and last: settings, logging, and errors that a person can act on."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console

from services.host import RESTART_ME
from shared.errors import ConfigurationError, DomainError
from shared.logging import set_up_logging
from shared.messaging.transport import ConsumerLost
from shared.settings import CommonSettings

T = TypeVar("T")

out = Console()
err = Console(stderr=True)


def say(text: str) -> None:
    """A line for the person at the terminal, exactly as it is: nothing wrapped, nothing coloured by what it contains."""
    out.print(text, markup=False, highlight=False, soft_wrap=True)


def common_settings() -> CommonSettings:
    """The settings of this installation, or an explanation of what is wrong with them."""
    try:
        settings = CommonSettings()
    except ValidationError as error:
        for problem in error.errors(include_input=False):
            name = "MUTABAKAT_" + "_".join(str(part).upper() for part in problem["loc"])
            err.print(f"{name}: {problem['msg']}", markup=False)
        raise typer.Exit(2) from None
    set_up_logging(settings.log_level, json=settings.log_json)
    return settings


def default_environment(**values: str) -> None:
    """Set variables that the environment does not say; services read their settings from there."""
    for name, value in values.items():
        os.environ.setdefault(f"MUTABAKAT_{name}", value)


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine; an expected failure becomes one clear line and an exit code."""
    try:
        return uvloop.run(work)
    except* (ConfigurationError, DomainError) as group:
        _explain(group)
        raise typer.Exit(2) from None
    except* ConsumerLost as group:
        _explain(group)
        raise typer.Exit(RESTART_ME) from None
    except* OSError as group:
        _explain(group)
        raise typer.Exit(1) from None
    except* (KeyboardInterrupt, asyncio.CancelledError):
        raise typer.Exit(130) from None


def _explain(group: BaseExceptionGroup[BaseException]) -> None:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            _explain(error)
        else:
            err.print(str(error), markup=False, highlight=False, style="red")

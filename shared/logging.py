"""Structured logs that never carry a secret: what looks like a link, an address or a tax number is masked on the way out.

Set up once by the command line; libraries only log. Event names are stable `noun.verb` strings, data goes into fields.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

NOISY = ("uvicorn.access", "httpx", "httpcore", "aiosqlite", "asyncio", "aio_pika", "aiormq", "mail.log", "alembic")
"""Loggers of libraries that write down what they carry; only their warnings are kept, at whatever level."""

_LINK = re.compile(r"(/m/|\b)([A-Za-z0-9_-]{22})\.\d{1,3}-[A-Za-z0-9_-]{22}")
_EMAIL = re.compile(r"([A-Za-z0-9._%+\-çğıöşüÇĞİÖŞÜ])[^\s@,;:<>\"'()\[\]]*@([A-Za-z0-9])[^\s,;:<>\"'()\[\]]*")
# Ten or eleven digits standing alone: VKN and TCKN. Longer runs (times, document numbers) are left.
_TAX_NUMBER = re.compile(r"(?<![\w.-])(\d{7,8})(\d{3})(?![\w-]|\.\d)")
_BEARER = re.compile(r"(?i)(bearer\s+|authorization['\"]?\s*[:=]\s*['\"]?)[A-Za-z0-9._~+/=-]+")
_API_KEY = re.compile(r"\b(mbk_)[0-9A-Za-z]{6,}")
_URL_PASSWORD = re.compile(r"(\w+://[^\s:/@]+:)[^\s@/]+@")
_SECRET_FIELD = re.compile(r"(?i)password|secret|token|authorization|cookie|api_key")


def mask(text: str) -> str:
    """The text without anything that opens a door or names a person."""
    text = _URL_PASSWORD.sub(r"\1***@", text)
    text = _BEARER.sub(r"\1***", text)
    text = _API_KEY.sub(r"\1***", text)
    text = _LINK.sub(r"\1***", text)
    text = _EMAIL.sub(r"\1***@\2***", text)
    return _TAX_NUMBER.sub(lambda found: "*" * len(found[1]) + found[2], text)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {key: _field(str(key), item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return mask(str(value))


def _field(name: str, value: Any) -> Any:
    return "***" if _SECRET_FIELD.search(name) and value not in (None, "", True, False) else _masked(value)


def mask_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The last processor before rendering; works on the rendered traceback too."""
    return {key: _field(key, value) for key, value in event.items()}


def set_up_logging(level: str = "INFO", *, json: bool | None = None) -> None:
    """Route structlog and the standard library's loggers to standard error, masked."""
    as_json = (not sys.stderr.isatty()) if json is None else json
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_event,
    ]
    render: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Access lines hold paths, and paths hold links; our own middleware logs the route instead.
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)

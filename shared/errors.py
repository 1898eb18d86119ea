"""Errors that are part of the product: nouns with a stable code, a status and a text that says what to do.

A `DomainError` is an answer, not a bug: HTTP renders it as problem+json (RFC 9457), the CLI prints it, a consumer keeps it
as the reason. Anything else that is raised is a bug or an outage and is treated as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal with a reason.

    `code` is stable snake_case for programs. `detail` says in English what happened, what it means and what to do;
    `params` are the values inside it, so that a screen can say the same in another language.
    """

    code: str = "refused"
    status: ClassVar[int] = 422

    def __init__(self, detail: str, /, *, code: str | None = None, **params: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.params: Mapping[str, Any] = params
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return self.detail.format_map(self.params) if self.params else self.detail


class Invalid(DomainError):
    """What was asked is not well formed or not allowed."""

    code, status = "invalid", 422


class Unauthenticated(DomainError):
    """Nobody, or nobody we can believe, is asking."""

    code, status = "unauthenticated", 401


class Forbidden(DomainError):
    """We know who asks, and they may not."""

    code, status = "forbidden", 403


class NotFound(DomainError):
    """There is no such thing, or it belongs to somebody else: both look the same."""

    code, status = "not_found", 404


class Conflict(DomainError):
    """It was possible a moment ago; the state has moved on."""

    code, status = "conflict", 409


class TooLarge(DomainError):
    """More than we take in one piece."""

    code, status = "too_large", 413


class TooMany(DomainError):
    """Asked too often; `retry_after` seconds are in the params."""

    code, status = "too_many", 429


class Unavailable(DomainError):
    """Something we need does not answer; nothing was changed, the same call may be repeated."""

    code, status = "unavailable", 503


class ConfigurationError(Exception):
    """The process cannot start as configured; the text names the setting and the fix."""


class Permanent(Exception):
    """Raised by an event handler: this event can never be applied; bury it at once with this reason."""


class NotYet(Exception):
    """Raised by an event handler: something this event needs has not arrived; try again later, keep the reason."""

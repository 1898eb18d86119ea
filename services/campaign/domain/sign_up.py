"""Who may open a further company in this installation."""

from __future__ import annotations

from enum import StrEnum


class SignUp(StrEnum):
    """An installation's own choice."""

    CLOSED = "closed"
    BY_INVITATION = "by_invitation"
    OPEN = "open"

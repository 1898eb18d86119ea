"""Roles of an operator and what each may do."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from shared.auth import ADMIN, READ, WRITE


class Role(StrEnum):
    """`viewer` looks, `operator` also imports and sends, `administrator` also edits company, people and mail server."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    VIEWER = "viewer"

    @property
    def scopes(self) -> frozenset[str]:
        return _SCOPES[self]


_SCOPES = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset({READ, WRITE, ADMIN}),
        Role.OPERATOR: frozenset({READ, WRITE}),
        Role.VIEWER: frozenset({READ}),
    }
)

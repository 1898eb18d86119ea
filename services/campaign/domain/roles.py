"""The five roles of a company's people and what each may do.

Whoever prepares does not approve and whoever approves does not prepare: four eyes are two people (reliability-security.md §4.2).
An administrator may do everything, because in a small firm there is often one person.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from shared.auth import APPROVE, AUDIT, READ, SCOPES, WRITE


class Role(StrEnum):
    """From the one who may do most to the one who only looks."""

    ADMINISTRATOR = "administrator"
    PREPARER = "preparer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    VIEWER = "viewer"

    @property
    def scopes(self) -> frozenset[str]:
        return _SCOPES[self]

    def may(self, scope: str) -> bool:
        return scope in _SCOPES[self]


_SCOPES = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset(SCOPES),
        Role.PREPARER: frozenset({READ, WRITE}),
        Role.APPROVER: frozenset({READ, APPROVE}),
        Role.AUDITOR: frozenset({READ, AUDIT}),
        Role.VIEWER: frozenset({READ}),
    }
)

"""How the operations of `responses` are asked, as the published description shows it. Held to the schemas by a test."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.described import Example

EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        "POST /api/v1/evidence/package-seals": Example(
            {
                "campaign_id": "9b3f0f5e-7f0e-4a43-9a55-5f3a1c0d9b10",
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "files": 42,
                "made_at": "2026-11-30T12:00:00Z",
            }
        ),
        "POST /api/v1/persons/erase": Example({"address": "finans@celik.example"}),
        "POST /api/v1/persons/export": Example({"address": "finans@celik.example"}),
    }
)

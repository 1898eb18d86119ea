"""The signed statement that a package's list of files is the one that this installation put together.

A hash alone protects nobody from whoever can change a file and its hash: the list's own hash is signed here.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.contracts.values import Value
from shared.evidence.canonical import canonical
from shared.evidence.leaves import plain
from shared.evidence.signing import Signer

FORMAT = "mutabakat.package/1"
"""In the signed text, so that no signature under a receipt or an export can be taken for one under a package."""


class PackageSeal(Value):
    company_id: UUID
    campaign_id: UUID
    sha256: str
    """Of the file SHA256SUMS."""
    files: int
    made_at: datetime
    made_by: str
    sealed_at: datetime


def sealed(seal: PackageSeal, signer: Signer) -> str:
    """The statement as canonical JSON with its signature."""
    content = {"format": FORMAT, **{name: plain(getattr(seal, name)) for name in PackageSeal.model_fields}}
    return canonical(signer.sign(content))

"""Makes ordered auditor's packages: with the rights of who ordered them, and the service's own to have them sealed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from services.campaign.audit.package import PackageOrder, Packager
from services.campaign.clients.neighbours import Neighbours
from services.campaign.domain.made_files import MadeFile
from services.campaign.repository import samples
from shared.auth import AUDIT, READ, SEAL, Principal, TokenIssuer
from shared.database import Database

TOKEN_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PackageMaker:
    database: Database
    neighbours: Neighbours
    issuer: TokenIssuer

    async def __call__(self, file: MadeFile, folder: Path, progress: Callable[[int, int], Awaitable[None]]) -> Path:
        scopes = frozenset({READ, AUDIT, SEAL})
        principal = Principal(file.made_by, file.company_id, file.made_by_name, scopes)
        token, _ = self.issuer.issue(principal, TOKEN_LIFETIME)
        packager = Packager(
            self.database,
            self.neighbours.connection("responses", token, file.language),
            self.neighbours.connection("mailer", token, file.language),
            folder,
        )
        campaign_id, sample_id = UUID(file.about["campaign_id"]), file.about.get("sample_id")
        members: frozenset[UUID] | None = None
        method: dict[str, Any] = {}
        if sample_id is not None:
            async with self.database.reading() as reading:
                sample = await samples.get(reading, file.company_id, UUID(sample_id))
                found = await samples.ids_of(reading, file.company_id, campaign_id, sample.keys)
            members, method = frozenset(found.values()), sample.written()
        order = PackageOrder(
            company_id=file.company_id,
            campaign_id=campaign_id,
            made_by=file.made_by_name,
            language=file.language,
            sample=members,
            method=method,
        )
        return await packager.make(order, progress)

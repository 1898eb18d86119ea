"""Makes ordered auditor's packages: with the rights of who ordered them, and the service's own to have them sealed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from services.campaign.audit.package import PackageOrder, Packager
from services.campaign.clients.neighbours import Neighbours
from services.campaign.domain.made_files import MadeFile
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
        order = PackageOrder(
            company_id=file.company_id,
            campaign_id=UUID(file.about["campaign_id"]),
            made_by=file.made_by_name,
            language=file.language,
        )
        return await packager.make(order, progress)

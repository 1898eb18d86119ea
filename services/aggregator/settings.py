"""Settings of the aggregator. Environment prefix: `MUTABAKAT_AGGREGATOR_`."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from services.aggregator.domain.declaration import LAST_LEGAL_PERIOD
from shared.settings import ServiceSettings


class AggregatorSettings(ServiceSettings):
    """What is special to the service that keeps the books' copy."""

    service: ClassVar[str] = "aggregator"

    import_limit_mb: int = Field(default=512, ge=1, description="Largest file that POST /imports takes, in MiB.")
    batch_limit_mb: int = Field(default=16, ge=1, description="Largest body that POST /movements takes, in MiB.")
    import_memory_mb: int = Field(
        default=1024, ge=128, description="Memory that the process reading a file may take, in MiB."
    )
    import_seconds: int = Field(default=1800, ge=10, description="Longest time that reading a file may take.")
    import_cpu_seconds: int = Field(default=600, ge=10, description="Most processor time that reading a file may take.")
    last_legal_period: str = Field(
        default=str(LAST_LEGAL_PERIOD),
        pattern=r"^\d{4}-(0[1-9]|1[0-2])$",
        description="Last month for which the forms Ba and Bs had to be filed; no filing is spoken of for later ones.",
    )

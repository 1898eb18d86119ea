"""Settings of the aggregator. Environment prefix: `MUTABAKAT_AGGREGATOR_`."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shared.settings import ServiceSettings


class AggregatorSettings(ServiceSettings):
    """What is special to the service that keeps the books' copy."""

    service: ClassVar[str] = "aggregator"

    import_limit_mb: int = Field(default=512, ge=1, description="Largest file that POST /imports takes, in MiB.")
    batch_limit_mb: int = Field(default=16, ge=1, description="Largest body that POST /movements takes, in MiB.")

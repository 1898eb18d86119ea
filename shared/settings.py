"""Settings every service shares: where it keeps its data, how it reaches the others.

Two URLs decide how the product runs (design §3): the transport and the database. Everything else has a default that is
right for one machine. Classes are frozen, made once at the edge and passed down; there is no global settings object.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict


def _networks(value: Any) -> Any:
    parts = [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
    if not isinstance(parts, Iterable):
        return parts
    return tuple(ip_network(part) if isinstance(part, str) else part for part in parts)


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_networks)]
"""Networks such as `10.0.0.0/8,fd00::/8`."""


class CommonSettings(BaseSettings):
    """What is the same for all services of one installation. Environment prefix: `MUTABAKAT_`."""

    model_config = SettingsConfigDict(env_prefix="MUTABAKAT_", frozen=True, extra="ignore")

    data_dir: Path = Field(default=Path("data"), description="Folder for databases, keys and journals of this machine.")
    keys_dir: Path | None = Field(
        default=None, description="Folder of the key files; default: `keys` in the data folder."
    )
    transport_url: SecretStr = Field(
        default=SecretStr("local://"),
        description="`local://` for all services in one process, `amqp://user:password@host/vhost` for RabbitMQ.",
    )
    broker_namespace: str = Field(default="mutabakat", description="Prefix of exchange and queue names on the broker.")
    broker_declare: bool = Field(
        default=True,
        description="Declare exchange and queues at start. Off where the broker user may not: `mutabakat migrate` does it then.",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8401",
        description="Address under which counterparties reach the public page.",
    )
    internal_url: str = Field(
        default="http://127.0.0.1:8400",
        description="Address under which the services' internal HTTP APIs are reached, without the service's name.",
    )
    key_requests_per_minute: int = Field(
        default=600,
        ge=1,
        description="Requests of one API key that each process of a service lets through in a minute.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Networks of reverse proxies whose X-Forwarded-For is believed, such as `10.0.0.0/8,fd00::/8`; "
        "empty: nobody's.",
    )
    broker_pack: int = Field(
        default=100, ge=1, description="Most events of one type that share a row and a message; 1: each on its own."
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool | None = Field(
        default=None, description="JSON lines; default: yes, unless the output is a terminal."
    )
    lease_seconds: float = Field(default=30.0, gt=0, description="How long a claimed message belongs to one worker.")
    poll_seconds: float = Field(default=1.0, gt=0, description="How often the outbox and inbox look for work unasked.")
    bury_after: int = Field(default=10, ge=1, description="Attempts, crashes counted, before an event is buried.")
    backoff_first_seconds: float = Field(default=1.0, gt=0, description="Wait after the first failed attempt.")
    backoff_longest_seconds: float = Field(default=3600.0, gt=0, description="Longest wait between two attempts.")
    outbox_alarm_seconds: float = Field(
        default=60.0,
        gt=0,
        description="Age of the oldest unsent event from which the service says it is not ready.",
    )

    @property
    def keys(self) -> Path:
        return self.keys_dir or self.data_dir / "keys"


class ServiceSettings(CommonSettings):
    """Base of each service's settings.

    A field is read from `MUTABAKAT_<SERVICE>_<FIELD>` first and from `MUTABAKAT_<FIELD>` else, so that what is the same
    everywhere is said once.
    """

    service: ClassVar[str]

    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="SQLAlchemy URL of this service's own database; default: SQLite in the data folder.",
    )
    campaign_url: str = Field(
        default="",
        description="Address of campaign, which checks API keys for the others, where it is not behind the internal one.",
    )
    database_pool: int = Field(
        default=16,
        ge=1,
        description="Most connections of this process to its PostgreSQL database; opened when they are needed, then kept.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        own = EnvSettingsSource(settings_cls, env_prefix=f"MUTABAKAT_{cls.service.upper()}_")
        return (init_settings, own, env_settings)

    @model_validator(mode="after")
    def _default_database(self) -> Self:
        if not self.database_url.get_secret_value():
            path = (self.data_dir / f"{self.service}.db").absolute()
            object.__setattr__(self, "database_url", SecretStr(f"sqlite+aiosqlite:///{path}"))
        return self

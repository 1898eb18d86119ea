"""What an operator may set for the public page and the answers."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings


class ResponsesSettings(ServiceSettings):
    """Environment prefix `MUTABAKAT_RESPONSES_`."""

    service: ClassVar[str] = "responses"

    page_database_url: SecretStr = Field(
        default=SecretStr(""),
        description="SQLAlchemy URL by which the public page reaches the same database, as a role with the rights of "
        "`services/responses/page_role.py` only; default: as the service itself.",
    )
    public_hosts: str = Field(
        default="",
        description="Further host names of the public page besides that of the public URL, separated by commas; "
        "requests for any other are refused.",
    )
    form_oldest_seconds: int = Field(
        default=24 * 3600, ge=60, description="How long a filled-in check page may wait before it is sent."
    )
    form_youngest_seconds: float = Field(
        default=3.0, ge=0, description="A check page that is sent faster than this was not read by a person."
    )
    opening_flush_seconds: float = Field(
        default=1.0, gt=0, description="How long an opened page waits in memory before it is counted."
    )
    opening_report_seconds: float = Field(
        default=3600.0, ge=0, description="At most one `PageOpened` per link in this time; every opening is counted."
    )
    pass_seconds: int = Field(
        default=1800,
        ge=60,
        description="How long a page stays open after the digits or the code were right; each shown page begins it anew.",
    )
    link_requests_per_minute: int = Field(default=60, ge=1, description="Requests for one link in a minute.")
    network_requests_per_minute: int = Field(
        default=1200, ge=1, description="Requests from one network (/24, /48) for genuine links in a minute."
    )
    requests_per_minute: int = Field(
        default=24_000, ge=1, description="Requests for genuine links in a minute, from everywhere together."
    )
    receipt_seconds: float = Field(
        default=2.0,
        gt=0,
        description="How often answers without a receipt are looked for; those of the same process are known at once.",
    )
    copy_seconds: float = Field(
        default=3.0, gt=0, description="How often answers are looked at of which auditors ordered copies."
    )
    link_request_seconds: float = Field(
        default=2.0, gt=0, description="How often wishes for a fresh link are looked at."
    )
    rate_share_seconds: float = Field(
        default=1.0, gt=0, description="How often replicas tell each other how many requests they have seen."
    )
    trace_months: int = Field(
        default=24,
        ge=0,
        description="Months after a reconciliation closed until IP addresses and browsers are forgotten; 0 = never.",
    )
    person_months: int = Field(
        default=120,
        ge=0,
        description="The same for names and e-mail addresses: ten years, as TTK art. 82 keeps correspondence; 0 = never.",
    )
    tsa_url: str = Field(
        default="",
        description="Time stamp authority (RFC 3161), by HTTP; empty: none. It gets hashes of hashes and nothing else.",
    )
    tsa_every_seconds: float = Field(
        default=600.0, gt=0, description="How often the end of each chain that has grown is stamped."
    )
    receipts_to_sender: bool = Field(
        default=True, description="Mail the asking company a copy of every receipt, to the campaign's reply address."
    )

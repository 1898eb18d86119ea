"""What lists stand on besides their rows: sums kept up to date, what counterparties are found by, and views that people keep."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from services.campaign.models.base import metadata
from shared.database import BigId, UtcDateTime

tallies = Table(
    # How many reconciliations are in a state, their sums and their mails. A change adds a row with what it changes, and nobody
    # waits for anybody; rows of one campaign are added up now and then (`repository/tallies.py`).
    "tallies",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reconciliations", Integer, nullable=False),
    Column("purchases_minor", BigInteger, nullable=False),
    Column("sales_minor", BigInteger, nullable=False),
    Column("receivable_minor", BigInteger, nullable=False),
    Column("payable_minor", BigInteger, nullable=False),
    # Of how many addresses they ask, and what became of the latest mail to each.
    Column("addresses", Integer, nullable=False, server_default="0"),
    Column("reached", Integer, nullable=False, server_default="0"),
    Column("undelivered", Integer, nullable=False, server_default="0"),
    Column("uncertain", Integer, nullable=False, server_default="0"),
    # When the first and the last of those came into the state: a list of what changed lately passes by a campaign of last year.
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Index("ix_tallies_company_id_campaign_id", "company_id", "campaign_id"),
)

counterparty_texts = Table(
    # Everything that a counterparty of reconciliations was called, folded: titles, tax number, account codes, addresses.
    "counterparty_texts",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("figure_key", String(120), primary_key=True),
    Column("text", Text, nullable=False),
)

saved_views = Table(
    # A list as somebody wants to see it again: the query of its address, under a name.
    "saved_views",
    metadata,
    Column("view_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("user_id", Uuid, ForeignKey("users.user_id"), nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("list", String(20), nullable=False),
    Column("name", String(80), nullable=False),
    Column("query", String(2000), nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Index("ix_saved_views_company_id_list", "company_id", "list"),
)

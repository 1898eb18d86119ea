"""How fast and when mail leaves: permits given, who holds a lane, what a person paused, what a company wants."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Uuid

from services.mailer.models.base import metadata
from shared.database import BigId, UtcDateTime

lane_days = Table(
    # Permits of the day per mail account; its row is the lock under which permits are given.
    "lane_days",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("day", Date, nullable=False),
    Column("mails", Integer, nullable=False),
)

lane_permits = Table(
    # Permits of the last hour per mail account, as many rows as there were commits that gave some.
    "lane_permits",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("account_id", Uuid, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("mails", Integer, nullable=False),
    Index("ix_lane_permits_account_id_at", "account_id", "at"),
)

lane_holders = Table(
    # Which process drives a company's own lane: one at a time, so that its connections are counted once.
    "lane_holders",
    metadata,
    Column("lane_id", Uuid, primary_key=True),
    Column("holder", Uuid, nullable=False),
    Column("held_until", UtcDateTime, nullable=False),
)

company_days = Table(
    # What each company has sent by the platform's server on its latest day; only kept where a cap is set.
    "company_days",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("day", Date, nullable=False),
    Column("mails", Integer, nullable=False),
)

gates = Table(
    # What a person stopped, one row per campaign: also what adding messages and withdrawing them wait for each other with.
    # The zero campaign stands for all mail of the company.
    "gates",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, primary_key=True),
    Column("paused", Boolean, nullable=False),
    # Everything unsent that was asked for up to here was withdrawn, and of first invitations all that is still on its way.
    Column("withdrawn_at", UtcDateTime, nullable=True),
)

decisions = Table(
    # Who paused, resumed or withdrew what, when, and how many messages it moved.
    "decisions",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("decision", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by_id", Uuid, nullable=False),
    Column("by_name", String(200), nullable=False),
    Column("messages", Integer, nullable=False),
    Index("ix_decisions_subject", "company_id", "campaign_id", "id"),
)

mail_policies = Table(
    # Without a row mail leaves at any time, and an uncertain one is tried once more.
    "mail_policies",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    # Days of the week as digits, 1 = Monday; hours as HH:MM in Istanbul.
    Column("days", String(7), nullable=False),
    Column("opens", String(5), nullable=False),
    Column("closes", String(5), nullable=False),
    Column("hold_uncertain", Boolean, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(200), nullable=False),
)

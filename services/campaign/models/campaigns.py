"""Campaigns, and their reconciliations with everything that is known of them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    Uuid,
    false,
    text,
)
from sqlalchemy.types import TypeEngine

from services.campaign.models.base import metadata
from shared.database import UtcDateTime

campaigns = Table(
    "campaigns",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("company_id", Uuid, ForeignKey("companies.company_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("period", String(7), nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("description", String(150), nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),
    Column("notify_contacts", Boolean, nullable=False),
    Column("first_answer_final", Boolean, nullable=False),
    Column("accept_late_answers", Boolean, nullable=False, server_default=false()),
    Column("reply_to", String(254), nullable=False),
    Column("sender_contact", String(200), nullable=False),
    Column("limit_minor", BigInteger, nullable=False),
    # The day of the balances, and how they are asked about; see `shared.contracts.values.Confirmation`.
    Column("as_of", Date, nullable=True),
    Column("confirmation", String(10), nullable=False, server_default="positive"),
    # What opens a page besides its link (`LinkLevel`).
    Column("level", String(20), nullable=False, server_default="link"),
    # Working days before the last day on which reminders go by themselves, and the day on which some last did.
    Column("remind_days", JSON, nullable=True),
    Column("reminded_on", Date, nullable=True),
    Column("asked", Integer, nullable=False),
    # Purchases, sales and balances without their signs: what the approval limit looks at.
    Column("total_minor", BigInteger, nullable=False, server_default="0"),
    # Which figures of which run: whoever prepares the same selection again is told so.
    Column("selection_sha256", String(64), nullable=False, server_default=""),
    Column("state", String(20), nullable=False, server_default="running"),
    # When and by whom it was sent; of one that was not sent yet, prepared.
    Column("sent_at", UtcDateTime, nullable=False),
    Column("sent_by", Uuid, nullable=False),
    Column("sent_by_name", String(200), nullable=False),
    Column("approved_at", UtcDateTime, nullable=True),
    Column("approved_by_name", String(200), nullable=False, server_default=""),
    Column("rejected_at", UtcDateTime, nullable=True),
    Column("rejected_by_name", String(200), nullable=False, server_default=""),
    Column("rejected_reason", Text, nullable=False, server_default=""),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_by_name", String(200), nullable=False, server_default=""),
    # Grows with every change of the row; `changed_by_name` is empty where no person did it.
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_at", UtcDateTime, nullable=True),
    Column("changed_by_name", String(200), nullable=False, server_default=""),
    UniqueConstraint("company_id", "number"),
    Index("ix_campaigns_company_id_sent_at", "company_id", "sent_at"),
    Index("ix_campaigns_company_id_run_id", "company_id", "run_id"),
    Index("ix_campaigns_state_closes_at", "state", "closes_at"),
)


def _bytewise(length: int) -> TypeEngine[str]:
    """Text that both databases sort alike, by its bytes."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


# What lists are filtered by, sorted by and add up: in one index, so that what fits is found without looking at a row. It begins
# with what most filters come down to. Numbers stand before texts, and the text that is seldom asked for last: who looks through
# all of it reads each entry as far as the filter goes.
PLACE = ("company_id", "campaign_id", "state")
ADDED_UP = ("purchases_minor", "sales_minor", "balance_minor")
FILTERED_BY = (
    "difference_minor",
    "state_at",
    "answered_at",
    "undelivered",
    "answer_conflict",
    "answer_late",
    "notice",
    "unread_messages",
    "outdated_at",
    "figure_key",
)
LISTED = (*PLACE, *ADDED_UP, *FILTERED_BY, "reference", "title_order")

# What few reconciliations have: found by an index of those few, which costs the others nothing.
_BY_TITLE = ("title_order", "reference")
RARE = (
    ("difference", ("difference_minor", "reference"), text("difference_minor > 0")),
    ("answered", ("answered_at",), text("answered_at IS NOT NULL")),
    ("undelivered", _BY_TITLE, text("undelivered > 0")),
    ("outdated", _BY_TITLE, text("outdated_at IS NOT NULL")),
    ("conflict", _BY_TITLE, text("answer_conflict")),
    ("late", _BY_TITLE, text("answer_late")),
    ("notice", _BY_TITLE, text("notice <> ''")),
    ("unread", _BY_TITLE, text("unread_messages > 0")),
)


def _rare(name: str, first: tuple[str, ...], those: TextClause) -> Index:
    columns = dict.fromkeys(("company_id", *first, *LISTED))
    return Index(f"ix_reconciliations_{name}", *columns, postgresql_where=those, sqlite_where=those)


def _side(name: str) -> list[Column[object]]:
    return [
        Column(f"{name}_minor", BigInteger, nullable=False),
        Column(f"{name}_documents", Integer, nullable=False),
        Column(f"{name}_returns_minor", BigInteger, nullable=False),
        Column(f"{name}_returns_documents", Integer, nullable=False),
        Column(f"{name}_below_limit", Boolean, nullable=False),
    ]


reconciliations = Table(
    "reconciliations",
    metadata,
    Column("reconciliation_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("campaign_id", Uuid, ForeignKey("campaigns.campaign_id"), nullable=False),
    Column("reference", _bytewise(30), nullable=False),
    Column("figure_key", String(120), nullable=False),
    Column("title", String(300), nullable=False),
    Column("title_folded", String(300), nullable=False),
    # What a list by title is sorted by: the order of the Turkish alphabet, byte by byte on both databases.
    Column("title_order", _bytewise(300), nullable=False, server_default=""),
    Column("tax_number", String(40), nullable=False),
    Column("language", String(8), nullable=False),
    Column("account_codes", JSON, nullable=False),
    Column("recipients", JSON, nullable=False),
    Column("addresses", Integer, nullable=False),
    *_side("purchases"),
    *_side("sales"),
    # Per currency as it was sent, signed from our view (+ they owe us), and their sum in TRY.
    Column("balances", JSON, nullable=True),
    Column("balance_minor", BigInteger, nullable=False, server_default="0"),
    Column("confirmation", String(10), nullable=False, server_default="positive"),
    Column("state", String(12), nullable=False),
    Column("state_at", UtcDateTime, nullable=False),
    Column("finished", Boolean, nullable=False),
    # At how many addresses the latest mail was lost, arrived, or may be either.
    Column("undelivered", Integer, nullable=False, server_default="0"),
    Column("reached", Integer, nullable=False, server_default="0"),
    Column("uncertain", Integer, nullable=False, server_default="0"),
    Column("send_number", Integer, nullable=False, server_default="1"),
    Column("statement_id", Uuid, nullable=True),
    Column("prepared_at", UtcDateTime, nullable=True),
    Column("refused_code", String(60), nullable=False, server_default=""),
    Column("refused_reason", Text, nullable=False, server_default=""),
    Column("refused_at", UtcDateTime, nullable=True),
    Column("outdated_at", UtcDateTime, nullable=True),
    Column("opened_at", UtcDateTime, nullable=True),
    Column("machine_opened_at", UtcDateTime, nullable=True),
    Column("answer", String(10), nullable=False, server_default=""),
    Column("answer_version", Integer, nullable=False, server_default="0"),
    Column("answer_explanation", Text, nullable=False, server_default=""),
    # What the counterparty's own books say, signed as ours are.
    Column("own_balances", JSON, nullable=True),
    # How far their figures lie from ours, over all that was asked; 0 where they are the same or were not given.
    Column("difference_minor", BigInteger, nullable=False, server_default="0"),
    Column("answered_at", UtcDateTime, nullable=True),
    Column("answered_by", String(200), nullable=False, server_default=""),
    Column("answered_from", String(320), nullable=False, server_default=""),
    Column("answer_late", Boolean, nullable=False, server_default=false()),
    # Two recipients stand by different answers.
    Column("answer_conflict", Boolean, nullable=False, server_default=false()),
    # Own figures per side, ticked causes and documents; see `domain.said.AnswerDetails`.
    Column("answer_details", JSON, nullable=True),
    # The newest word short of an answer, the day it announced, colleagues who were named, and who is not the right person.
    Column("notice", String(20), nullable=False, server_default=""),
    Column("notice_at", UtcDateTime, nullable=True),
    Column("notice_by", String(200), nullable=False, server_default=""),
    Column("answer_by", Date, nullable=True),
    Column("forwarded", JSON, nullable=True),
    Column("wrong_addresses", JSON, nullable=True),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("reminded_at", UtcDateTime, nullable=True),
    Column("closed_reason", String(12), nullable=False, server_default=""),
    Column("closed_at", UtcDateTime, nullable=True),
    # An answer that a person of ours was told by telephone, who said it when, and who noted it. Never evidence of theirs.
    Column("phone_answer", String(10), nullable=False, server_default=""),
    Column("phone_said_by", String(200), nullable=False, server_default=""),
    Column("phone_said_at", UtcDateTime, nullable=True),
    Column("phone_explanation", Text, nullable=False, server_default=""),
    Column("phone_noted_by", String(200), nullable=False, server_default=""),
    Column("phone_noted_at", UtcDateTime, nullable=True),
    # What the counterparty wrote and nobody of ours has read yet.
    Column("unread_messages", Integer, nullable=False, server_default="0"),
    # What a disagreement came down to: the code of a usual cause, in whose words and when.
    Column("resolution", String(40), nullable=False, server_default=""),
    Column("resolution_text", Text, nullable=False, server_default=""),
    Column("resolved_by", String(200), nullable=False, server_default=""),
    Column("resolved_at", UtcDateTime, nullable=True),
    # The request whose figures these correct, and the one that corrects these.
    Column("supersedes", Uuid, nullable=True),
    Column("superseded_by", Uuid, nullable=True),
    # Grows with what operators do; facts that arrive leave it alone.
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_at", UtcDateTime, nullable=True),
    Column("changed_by_name", String(200), nullable=False, server_default=""),
    UniqueConstraint("company_id", "reference"),
    Index("ix_reconciliations_listed", *LISTED),
    Index("ix_reconciliations_by_counterparty", *dict.fromkeys(("company_id", "figure_key", *LISTED))),
    # One for each order in which all of a company's are listed: 50 rows are found without looking at the 200,000 others.
    Index("ix_reconciliations_by_title", "company_id", "title_order", "reference"),
    Index("ix_reconciliations_by_state_at", "company_id", "state_at", "reference"),
    Index("ix_reconciliations_by_purchases", "company_id", "purchases_minor", "reference"),
    Index("ix_reconciliations_by_sales", "company_id", "sales_minor", "reference"),
    Index("ix_reconciliations_by_balance", "company_id", "balance_minor", "reference"),
    *(_rare(*one) for one in RARE),
)

unreminded = Table(
    # Counterparties that are not to be reminded, of this request or any later one.
    "unreminded",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("figure_key", String(120), primary_key=True),
    Column("set_by", String(200), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
)

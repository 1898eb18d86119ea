"""How the mails of a campaign are doing, as the mailer tells it, and the two decisions about them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.campaign.clients.connection import Connection
from services.campaign.clients.mail_server import MailerAnswer


class Eta(MailerAnswer):
    """When the last waiting mail will have left; `message` says why nobody can know."""

    at: datetime | None = None
    message: str = ""
    in_time: bool | None = None


class MailDecision(MailerAnswer):
    """Who paused, resumed or withdrew, and how many mails that moved."""

    decision: str
    at: datetime
    by_name: str = ""
    messages: int = 0


class CampaignMail(MailerAnswer):
    """`paused`: this campaign, or all mail of the company."""

    paused: bool = False
    counts: dict[str, int] = {}  # noqa: RUF012  # pydantic copies defaults
    total: int = 0
    waiting: int = 0
    sent: int = 0
    per_minute: float = 0.0
    eta: Eta = Eta()
    decisions: tuple[MailDecision, ...] = ()


class CampaignMailClient:
    """In the name of one user: make a new one per request."""

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    async def of(self, campaign_id: UUID) -> CampaignMail:
        return await self._at.get(CampaignMail, f"/campaigns/{campaign_id}")

    async def pause(self, campaign_id: UUID) -> None:
        """Once this has returned, no mail of the campaign begins to be transmitted."""
        await self._at.call("POST", f"/campaigns/{campaign_id}/pause", seconds=60.0)

    async def resume(self, campaign_id: UUID) -> None:
        await self._at.call("POST", f"/campaigns/{campaign_id}/resume", seconds=60.0)

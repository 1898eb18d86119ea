"""The campaign service decides who is asked, until when, and what came of it; it also houses the operators' console."""

from services.campaign.build import build
from services.campaign.settings import CampaignSettings

__all__ = ["CampaignSettings", "build"]

"""Getting in and out, and one's own preferences."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import entrance, preferences

SCREENS = (
    Screen("GET", "/setup", "setup", entrance.show_setup, None),
    Screen("POST", "/setup", "setup", entrance.set_up, None),
    Screen("GET", "/sign-in", "sign_in", entrance.show_sign_in, None),
    Screen("POST", "/sign-in", "sign_in", entrance.sign_in, None),
    Screen("POST", "/sign-out", "sign_out", entrance.sign_out, None),
    Screen("POST", "/preferences", "preferences", preferences.keep, None),
)

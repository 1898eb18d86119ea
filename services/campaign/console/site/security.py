"""The second factor: proving it at the door, and looking after one's own."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import factor_reset, provider_sign_in, second_step, security
from shared.auth import ADMIN, READ

SCREENS = (
    Screen("GET", "/sign-in/code", "sign_in_code", second_step.show, None),
    Screen("POST", "/sign-in/code", "sign_in_code", second_step.prove, None),
    Screen("GET", "/sign-in/provider", "provider_sign_in", provider_sign_in.begin, None),
    Screen("GET", "/sign-in/provider/return", "provider_return", provider_sign_in.come_back, None),
    Screen("GET", "/settings/security", "security", security.show, READ),
    Screen("POST", "/settings/security/begin", "security_begin", security.begin, READ),
    Screen("POST", "/settings/security/confirm", "security_confirm", security.confirm, READ),
    Screen("POST", "/settings/security/give-up", "security_give_up", security.give_up, READ),
    Screen("POST", "/settings/security/codes", "security_codes", security.renew_codes, READ),
    Screen("POST", "/settings/security/off", "security_off", security.turn_off, READ),
    Screen("POST", "/settings/security/noted", "security_noted", security.noted, READ),
    Screen("GET", "/settings/users/{user_id:uuid}/second-factor", "factor_reset", factor_reset.ask, ADMIN),
    Screen("POST", "/settings/users/{user_id:uuid}/second-factor", "factor_reset", factor_reset.reset, ADMIN),
)

OPEN_BEFORE_ENROLLING = frozenset(
    {"security", "security_begin", "security_confirm", "security_give_up", "security_noted", "sign_out", "preferences"}
)
"""Where somebody may go who has to set up a second factor first."""

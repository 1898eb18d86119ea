"""People: choosing a company, one's own account, invitations, and opening a further company."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import accept_invitation, choose_company, new_company, own_account, people, user
from shared.auth import ADMIN, READ

SCREENS = (
    Screen("GET", "/companies", "companies", choose_company.show, READ),
    Screen("POST", "/companies", "companies", choose_company.find, READ),
    Screen("GET", "/companies/new", "new_company", new_company.show, READ),
    Screen("POST", "/companies/new", "new_company", new_company.save, READ),
    Screen("GET", "/companies/{company_id:uuid}/open", "open_company", choose_company.ask, READ),
    Screen("POST", "/companies/{company_id:uuid}/open", "open_company", choose_company.open_it, READ),
    Screen("GET", "/me", "me", own_account.show, READ),
    Screen("POST", "/me/password", "my_password", own_account.change_password, READ),
    Screen("POST", "/me/sessions/end", "end_sessions", own_account.end_others, READ),
    Screen("POST", "/me/sessions/{session_id:uuid}/end", "end_session", own_account.end_one, READ),
    Screen("POST", "/settings/invitations", "invite", people.invite_somebody, ADMIN),
    Screen("POST", "/settings/invitations/{invitation_id:uuid}/revoke", "revoke_invitation", people.take_back, ADMIN),
    Screen("GET", "/settings/users/{user_id:uuid}", "user", user.show, ADMIN),
    Screen("POST", "/settings/users/{user_id:uuid}/role", "user_role", user.change_role_of, ADMIN),
    Screen("POST", "/settings/users/{user_id:uuid}/switch", "user_switch", user.switch, ADMIN),
    Screen("POST", "/settings/users/{user_id:uuid}/sign-out", "user_sign_out", user.sign_out, ADMIN),
    Screen("GET", "/invitation/{token}", "invitation", accept_invitation.show, None),
    Screen("POST", "/invitation/{token}", "invitation", accept_invitation.accept, None),
    Screen("GET", "/sign-up", "sign_up", new_company.show_sign_up, None),
    Screen("POST", "/sign-up", "sign_up", new_company.sign_up_company, None),
    Screen("GET", "/sign-up/{token}", "sign_up_invited", new_company.show_sign_up, None),
    Screen("POST", "/sign-up/{token}", "sign_up_invited", new_company.sign_up_company, None),
)

"""Why a server refused a login, where its words tell more than "wrong password".

Microsoft and Google switch passwords off for programs; whoever then types the password again and again is sent the wrong way.
"""

from __future__ import annotations

from services.mailer.domain.findings import Finding
from services.mailer.domain.replies import Reply

_SMTP_OFF = "smtpclientauthentication is disabled"
_BASIC_OFF = "basic authentication"
_WRONG_PASSWORD = "credentials were incorrect"  # noqa: S105  # Microsoft's words


def refused_login(reply: Reply, *, by_token: bool) -> Finding:
    """The finding of a reply to AUTH that is no yes."""
    if 400 <= reply.code < 500:
        return Finding.BUSY
    words = reply.text.casefold()
    if _SMTP_OFF in words:
        return Finding.SMTP_LOGIN_OFF
    if by_token:
        return Finding.TOKEN_LOGIN_REFUSED
    if _BASIC_OFF in words or reply.enhanced == "5.7.30":
        return Finding.PASSWORD_LOGIN_OFF
    if reply.enhanced == "5.7.139" and _WRONG_PASSWORD not in words:
        return Finding.PASSWORD_LOGIN_OFF
    if reply.code == 534 and reply.enhanced in ("5.7.9", "5.7.14"):
        return Finding.APP_PASSWORD
    return Finding.LOGIN_REFUSED

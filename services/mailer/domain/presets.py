"""What is known about the allowances of mail providers, by the name of the server (mailer.md §1.2).

`limits` is what we start with, `most` what the provider publishes: asking for more would only get the account blocked. Where
nothing is published, `most` is open and the start is careful, as shared hosting needs it.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.mailer.domain.limits import COUNTED, NO_LIMIT, Chosen, Limits
from services.mailer.domain.servers import Security
from shared.errors import Invalid
from shared.text import N_

MOST_CONNECTIONS = 10
MOST_MAILS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One provider. `hosts`: names of its servers."""

    key: str
    name: str
    hosts: tuple[str, ...]
    port: int
    security: Security
    limits: Limits
    most: Limits
    hints: tuple[str, ...]

    def check(self, chosen: Chosen) -> None:
        """Refuse limits under which nothing would leave, and such as the provider is known not to grant."""
        for name, value in chosen.values().items():
            if value is None:
                continue
            most = getattr(self.most, name)
            counted = name in COUNTED
            if value < (NO_LIMIT if counted else 1) or value > (most or MOST_MAILS) or (counted and not value and most):
                raise Invalid(
                    "{field} of {provider} can be {least} to {most}, or empty for our suggestion.",
                    code="limit_out_of_range",
                    field=name,
                    provider=self.name or "this server",
                    least=1 if most or not counted else 0,
                    most=most or MOST_MAILS,
                )


def _most(**known: int) -> Limits:
    return Limits(**{"connections": MOST_CONNECTIONS, "per_connection": MOST_MAILS, **known})


UNKNOWN = Preset(
    key="unknown",
    name="",
    hosts=(),
    port=587,
    security=Security.STARTTLS,
    limits=Limits(connections=2, per_connection=50, per_minute=30, per_hour=200),
    most=_most(),
    hints=(
        N_("We know no limits of this server, so mail goes out slowly: 30 a minute, 200 an hour."),
        N_("Ask your provider how many mails an hour the account may send, and enter that."),
    ),
)

PRESETS = (
    Preset(
        key="microsoft365",
        name="Microsoft 365",
        hosts=("smtp.office365.com", "outlook.office365.com"),
        port=587,
        security=Security.STARTTLS,
        limits=Limits(connections=2, per_connection=100, per_minute=30, per_day=10_000),
        most=_most(connections=3, per_minute=30, per_day=10_000),
        hints=(
            N_(
                "Microsoft takes at most 3 connections, 30 mails a minute and 10,000 recipients a day from one mailbox."
            ),
            N_("Every mail is also stored in the mailbox's sent items; a full mailbox stops the sending."),
            N_(
                "Microsoft switches logins with a password off by the end of December 2026 unless an administrator "
                "allows them again; sign in with Microsoft instead."
            ),
        ),
    ),
    Preset(
        key="gmail",
        name="Gmail, Google Workspace",
        hosts=("smtp.gmail.com", "smtp.googlemail.com"),
        port=587,
        security=Security.STARTTLS,
        limits=Limits(connections=2, per_connection=100, per_minute=30, per_day=500),
        most=_most(per_day=2_000),
        hints=(
            N_(
                "A personal Gmail account may send 500 mails a day, Google Workspace 2,000: enter 2,000 if you have it."
            ),
            N_("Google takes no plain password: use an app password, or sign in with Google."),
        ),
    ),
    Preset(
        key="google_relay",
        name="Google Workspace SMTP relay",
        hosts=("smtp-relay.gmail.com",),
        port=587,
        security=Security.STARTTLS,
        limits=Limits(connections=2, per_connection=100, per_minute=60, per_day=10_000),
        most=_most(per_day=10_000),
        hints=(N_("The relay takes 10,000 recipients a day from one user; an administrator has to switch it on."),),
    ),
    Preset(
        key="yandex",
        name="Yandex",
        hosts=("smtp.yandex.com", "smtp.yandex.com.tr", "smtp.yandex.ru"),
        port=465,
        security=Security.TLS,
        limits=Limits(connections=2, per_connection=50, per_minute=30, per_day=500),
        most=_most(per_day=3_000),
        hints=(
            N_("A personal Yandex mailbox may send 500 mails a day, one of Yandex 360 3,000."),
            N_("Yandex wants an app password for programs that send mail."),
        ),
    ),
)

_BY_HOST = {host: preset for preset in PRESETS for host in preset.hosts}


def preset_for(host: str) -> Preset:
    """The preset of a server's name; the careful one where we know none."""
    return _BY_HOST.get(host.strip().rstrip(".").lower(), UNKNOWN)

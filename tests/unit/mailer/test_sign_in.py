"""Where tokens come from, what a refused login means, and what is lacking before a sign-in can be used."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from uuid import uuid4

import pytest

from services.mailer.domain.findings import CannotConnect, Finding
from services.mailer.domain.logins import refused_login
from services.mailer.domain.replies import Meaning, Reply, judge
from services.mailer.domain.servers import Security, Server
from services.mailer.domain.sign_in import Grant, Provider, SignIn, valid_tenant
from services.mailer.domain.states import Phase
from services.mailer.oauth.client import granted
from services.mailer.settings import MailerSettings
from services.mailer.smtp.login import without


def test_each_provider_has_its_own_endpoint_and_scope() -> None:
    microsoft = SignIn(provider=Provider.MICROSOFT, client_id="a", tenant="firma.com.tr")
    assert microsoft.endpoint == "https://login.microsoftonline.com/firma.com.tr/oauth2/v2.0/token"
    assert microsoft.scopes == "https://outlook.office.com/SMTP.Send offline_access"
    assert microsoft.device_endpoint.endswith("/firma.com.tr/oauth2/v2.0/devicecode")
    own = SignIn(provider=Provider.MICROSOFT, grant=Grant.CLIENT_CREDENTIALS, client_id="a", tenant="firma.com.tr")
    assert own.scopes == "https://outlook.office365.com/.default"
    assert own.device_endpoint == ""
    google = SignIn(provider=Provider.GOOGLE, client_id="a")
    assert (google.endpoint, google.scopes) == ("https://oauth2.googleapis.com/token", "https://mail.google.com/")
    other = SignIn(provider=Provider.OTHER, client_id="a", token_url="https://giris.test/token", scope="posta")
    assert (other.endpoint, other.scopes) == ("https://giris.test/token", "posta")


def test_what_is_lacking_is_named() -> None:
    assert SignIn(provider=Provider.MICROSOFT).missing == ("client_id",)
    by_itself = SignIn(provider=Provider.MICROSOFT, grant=Grant.CLIENT_CREDENTIALS, client_id="a")
    assert (by_itself.missing, by_itself.needed_secrets) == (("tenant",), ("client_secret",))
    assert SignIn(provider=Provider.MICROSOFT, client_id="a").needed_secrets == ("refresh_token",)
    assert SignIn(provider=Provider.GOOGLE, client_id="a").needed_secrets == ("client_secret", "refresh_token")
    assert SignIn(provider=Provider.OTHER, client_id="a").missing == ("token_url",)


@pytest.mark.parametrize(
    ("tenant", "good"),
    [
        ("organizations", True),
        ("firma.onmicrosoft.com", True),
        ("11111111-2222-3333-4444-555555555555", True),
        ("firma.com.tr/../x", False),
        ("firma.com.tr@saldirgan.test", False),
        ("a?b", False),
        ("a#b", False),
        (".", False),
        ("..", False),
        ("", False),
        ("a b", False),
        ("firma.com\n", False),
        ("x" * 254, False),
    ],
)
def test_a_tenant_cannot_lead_elsewhere(tenant: str, good: bool) -> None:
    assert valid_tenant(tenant) is good


def test_secrets_serve_one_account_and_one_way_of_signing_in() -> None:
    sign_in = SignIn(provider=Provider.GOOGLE, client_id="a")
    server = Server(
        id=uuid4(),
        company_id=uuid4(),
        host="smtp.gmail.com",
        port=587,
        security=Security.STARTTLS,
        username="a@firma.test",
        sender_address="a@firma.test",
        sign_in=sign_in,
    )
    others: list[SignIn | None] = [
        None,
        SignIn(provider=Provider.GOOGLE, client_id="b"),
        SignIn(provider=Provider.MICROSOFT, client_id="a"),
        SignIn(provider=Provider.MICROSOFT, client_id="a", tenant="x"),
        SignIn(provider=Provider.OTHER, client_id="a", token_url="https://giris.test/token"),
    ]
    assert server.same_account(replace(server, id=uuid4(), sender_name="Başka", reply_to="b@firma.test"))
    for other in others:
        assert not server.same_account(replace(server, sign_in=other))


@pytest.mark.parametrize(
    ("reply", "by_token", "finding"),
    [
        ("535 5.7.8 Error: authentication failed", False, Finding.LOGIN_REFUSED),
        ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", False, Finding.PASSWORD_LOGIN_OFF),
        ("535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.", False, Finding.LOGIN_REFUSED),
        ("550 5.7.30 Basic authentication is not supported for Client Submission.", False, Finding.PASSWORD_LOGIN_OFF),
        ("535 5.7.139 SmtpClientAuthentication is disabled for the Tenant.", False, Finding.SMTP_LOGIN_OFF),
        ("535 5.7.139 SmtpClientAuthentication is disabled for the Mailbox.", True, Finding.SMTP_LOGIN_OFF),
        ("535 5.7.3 Authentication unsuccessful", True, Finding.TOKEN_LOGIN_REFUSED),
        ("534 5.7.9 Application-specific password required.", False, Finding.APP_PASSWORD),
        ("535 5.7.8 Username and Password not accepted.", False, Finding.LOGIN_REFUSED),
        ("454 4.7.0 Temporary authentication failure", True, Finding.BUSY),
        ("421 4.3.2 Service not available", False, Finding.BUSY),
    ],
)  # fmt: skip
def test_why_a_login_was_refused(reply: str, by_token: bool, finding: Finding) -> None:
    code, _, words = reply.partition(" ")
    assert refused_login(Reply.of(int(code), words), by_token=by_token) is finding


def test_microsoft_says_it_after_the_login_too() -> None:
    words = "5.7.30 Basic authentication is not supported for Client Submission."
    judgement = judge(Phase.MAIL, Reply.of(550, words))
    assert (judgement.meaning, judgement.reason) == (Meaning.LANE, Finding.PASSWORD_LOGIN_OFF)


def test_a_life_is_bounded_and_an_answer_without_a_token_is_none() -> None:
    lives = {0: 60, 3599: 3599, "3600": 3600, "x": 300, None: 300, float("inf"): 300, 10**9: 86400}
    for said, kept in lives.items():
        assert granted({"access_token": "t", "expires_in": said}).seconds == kept
    assert granted({"access_token": "t"}).seconds == 300
    for answer in ({}, {"access_token": ""}, {"access_token": 1}, {"access_token": "a\r\nb"}, {"access_token": "ş"}):
        with pytest.raises(CannotConnect) as caught:
            granted(answer)
        assert caught.value.finding is Finding.TOKEN_UNREACHABLE


def test_an_echoed_secret_is_taken_out() -> None:
    secret, sent = "gizli", "\0firma\0gizli"
    said = f"535 you said {b64encode(sent.encode()).decode()} / {b64encode(b'gizli').decode()} / {secret}"
    assert without(said, secret, sent) == "535 you said *** / *** / ***"


@pytest.mark.parametrize(
    "url", ["http://giris.test/token", "giris.test", "https://a:b@giris.test/x", "https://giris.test/?x=1"]
)
def test_only_plain_https_addresses_are_allowed_as_endpoints(url: str) -> None:
    with pytest.raises(ValueError, match="OAUTH_TOKEN_URLS"):
        MailerSettings(oauth_token_urls=url)  # type: ignore[arg-type]  # as the environment gives it


def test_name_servers_are_addresses() -> None:
    assert MailerSettings(dns_servers="192.0.2.53,[2001:db8::53]:5353").dns_servers[1] == "[2001:db8::53]:5353"  # type: ignore[arg-type]  # as the environment gives it
    with pytest.raises(ValueError, match="DNS_SERVERS"):
        MailerSettings(dns_servers="ns.firma.test")  # type: ignore[arg-type]  # as the environment gives it

"""Passwords open only where they belong; waits grow and end in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from pydantic import SecretStr

from services.mailer.domain.schedule import Steps, give_up_at, tomorrow
from services.mailer.domain.servers import Security
from services.mailer.settings import MailerSettings
from services.mailer.vault import SecretUnreadable, Vault
from shared.keys import KeyRing

OLD, NEW = b"o" * 32, b"n" * 32
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_secret_opens_only_in_its_own_row() -> None:
    vault, company, config = Vault(KeyRing({1: OLD})), uuid4(), uuid4()
    sealed = vault.seal(SecretStr("gizli"), company_id=company, config_id=config)
    assert vault.open(sealed, company_id=company, config_id=config).get_secret_value() == "gizli"
    for other_company, other_config in ((uuid4(), config), (company, uuid4())):
        with pytest.raises(SecretUnreadable):
            vault.open(sealed, company_id=other_company, config_id=other_config)
    with pytest.raises(SecretUnreadable):
        vault.open(sealed, company_id=company, config_id=config, field="token")
    for broken in ("", "x", sealed[:-2] + "AA", sealed.replace("v1.1.", "v1.9.")):
        with pytest.raises(SecretUnreadable) as caught:
            vault.open(broken, company_id=company, config_id=config)
        assert "gizli" not in str(caught.value)


def test_an_old_key_still_opens_and_the_new_one_seals() -> None:
    company, config = uuid4(), uuid4()
    sealed = Vault(KeyRing({1: OLD})).seal(SecretStr("gizli"), company_id=company, config_id=config)
    both = Vault(KeyRing({2: NEW, 1: OLD}))
    assert both.open(sealed, company_id=company, config_id=config).get_secret_value() == "gizli"
    assert both.seal(SecretStr("gizli"), company_id=company, config_id=config).startswith("v1.2.")


def test_waits_grow_and_the_last_one_repeats() -> None:
    steps = Steps((1, 5, 15))
    assert [steps.after(failures).total_seconds() / 60 for failures in (1, 2, 3, 4, 9)] == [1, 5, 15, 15, 15]
    assert all(timedelta(minutes=4) <= steps.spread(2) <= timedelta(minutes=6) for _ in range(50))


def test_a_mail_is_given_up_after_48_hours_or_with_its_day() -> None:
    assert give_up_at(NOW, date(2026, 12, 30)) == NOW + timedelta(hours=48)
    assert give_up_at(NOW, date(2026, 11, 24)) == datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    assert tomorrow(NOW) == datetime(2026, 11, 24, 21, 5, tzinfo=UTC)


def test_a_login_in_the_clear_and_a_server_without_sender_are_refused_at_start() -> None:
    with pytest.raises(ValueError, match="only for servers without login"):
        MailerSettings(platform_security=Security.NONE, platform_user="x", platform_sender_address="a@b.test")
    with pytest.raises(ValueError, match="PLATFORM_SENDER_ADDRESS"):
        MailerSettings(platform_host="mail.test")


def test_lists_of_settings_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUTABAKAT_MAILER_ALLOW_NETS", "127.0.0.0/8, fd00::/8")
    monkeypatch.setenv("MUTABAKAT_MAILER_ALLOWED_PORTS", "25,2525")
    settings = MailerSettings(public_url="http://127.0.0.1:8401")
    assert [str(network) for network in settings.allow_nets] == ["127.0.0.0/8", "fd00::/8"]
    assert settings.allowed_ports == (25, 2525)
    assert settings.own_name == "[127.0.0.1]"

"""How the company works: its mail server, its card, its texts, its people."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import (
    api_keys,
    approval_rule,
    audit_log,
    company,
    information,
    mail_server,
    mail_sign_in,
    people,
    system,
    tolerances,
    webhook,
    webhooks,
)
from services.campaign.domain.audit_log import Deed
from shared.auth import ADMIN, AUDIT, READ

_MESSAGE = "/settings/system/messages/{service}/{box}/{event_id:uuid}"

SCREENS = (
    Screen("GET", "/settings/smtp", "smtp", mail_server.show, READ),
    Screen("POST", "/settings/smtp", "smtp", mail_server.save, ADMIN, Deed.MAIL_SERVER_CHANGED),
    Screen("POST", "/settings/smtp/test", "smtp_test", mail_server.test, ADMIN),
    Screen("POST", "/settings/smtp/sign-in", "smtp_sign_in", mail_sign_in.begin, ADMIN),
    Screen(
        "POST",
        "/settings/smtp/sign-in/check",
        "smtp_sign_in_check",
        mail_sign_in.check,
        ADMIN,
        Deed.MAIL_SERVER_CHANGED,
    ),
    Screen("GET", "/settings/smtp/cancel", "smtp_cancel", mail_server.ask_cancel, ADMIN),
    Screen("POST", "/settings/smtp/cancel", "smtp_cancel", mail_server.cancel, ADMIN, Deed.MAIL_SERVER_CANCELLED),
    Screen("GET", "/settings/company", "company", company.show, READ),
    Screen("POST", "/settings/company", "company", company.save, ADMIN),
    Screen("GET", "/settings/information", "information", information.show, READ),
    Screen("POST", "/settings/information", "information", information.save, ADMIN),
    Screen("GET", "/settings/tolerances", "tolerances", tolerances.show, READ),
    Screen("POST", "/settings/tolerances", "tolerances", tolerances.save, ADMIN),
    Screen("GET", "/settings/api-keys", "api_keys", api_keys.show, ADMIN),
    Screen("POST", "/settings/api-keys", "api_keys", api_keys.make, ADMIN),
    Screen("GET", "/settings/api-keys/{key_id:uuid}/revoke", "api_key_revoke", api_keys.ask_revoke, ADMIN),
    Screen("POST", "/settings/api-keys/{key_id:uuid}/revoke", "api_key_revoke", api_keys.revoke, ADMIN),
    Screen("GET", "/settings/webhooks", "webhooks", webhooks.show, ADMIN),
    Screen("POST", "/settings/webhooks", "webhooks", webhooks.add, ADMIN),
    Screen("GET", "/settings/webhooks/{webhook_id:uuid}", "webhook", webhook.show, ADMIN),
    Screen("POST", "/settings/webhooks/{webhook_id:uuid}", "webhook", webhook.save, ADMIN),
    Screen(
        "GET",
        "/settings/webhooks/{webhook_id:uuid}/list.{kind}",
        "webhook_file",
        webhook.export,
        ADMIN,
        Deed.DATA_EXPORTED,
    ),
    Screen("POST", "/settings/webhooks/{webhook_id:uuid}/switch", "webhook_switch", webhook.switch, ADMIN),
    Screen("POST", "/settings/webhooks/{webhook_id:uuid}/test", "webhook_test", webhook.test, ADMIN),
    Screen("POST", "/settings/webhooks/{webhook_id:uuid}/again", "webhook_again", webhook.again, ADMIN),
    Screen("GET", "/settings/webhooks/{webhook_id:uuid}/secret", "webhook_secret", webhook.ask_renew, ADMIN),
    Screen("POST", "/settings/webhooks/{webhook_id:uuid}/secret", "webhook_secret", webhook.renew, ADMIN),
    Screen("GET", "/settings/webhooks/{webhook_id:uuid}/delete", "webhook_delete", webhook.ask_delete, ADMIN),
    Screen("POST", "/settings/webhooks/{webhook_id:uuid}/delete", "webhook_delete", webhook.delete, ADMIN),
    Screen("GET", "/settings/system", "system", system.show, ADMIN),
    Screen("GET", "/settings/system/buried.{kind}", "system_file", system.export, ADMIN, Deed.DATA_EXPORTED),
    Screen("POST", "/settings/system/retry", "system_retry", system.retry, ADMIN),
    Screen("GET", _MESSAGE, "system_message", system.message, ADMIN),
    Screen("POST", f"{_MESSAGE}/discard", "system_discard", system.discard, ADMIN),
    Screen("GET", "/settings/approval", "approval_rule", approval_rule.show, READ),
    Screen("POST", "/settings/approval", "approval_rule", approval_rule.save, ADMIN),
    Screen("GET", "/settings/users", "users", people.show, READ),
    Screen("POST", "/settings/users", "users", people.add, ADMIN),
    Screen("GET", "/settings/audit-log", "audit_log", audit_log.show, AUDIT),
    Screen("GET", "/settings/audit-log/export.{kind}", "audit_log_export", audit_log.export, AUDIT),
)

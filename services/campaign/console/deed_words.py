"""What the log's deeds are called on the screen."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.campaign import cause_words
from services.campaign.console import scope_words, wording
from services.campaign.domain.audit_log import Deed
from shared.text import N_

DEEDS = MappingProxyType(
    {
        Deed.SIGNED_IN: N_("Signed in"),
        Deed.SIGNED_OUT: N_("Signed out"),
        Deed.TOKEN_TAKEN: N_("Took an access token"),
        Deed.COMPANY_CHOSEN: N_("Changed to this company"),
        Deed.SESSION_ENDED: N_("Ended own sessions"),
        Deed.PASSWORD_CHANGED: N_("Changed the own password"),
        Deed.COMPANY_REGISTERED: N_("Opened the company"),
        Deed.COMPANY_CHANGED: N_("Changed the company card"),
        Deed.USER_ADDED: N_("Added a user"),
        Deed.USER_INVITED: N_("Invited somebody"),
        Deed.INVITATION_REVOKED: N_("Took an invitation back"),
        Deed.INVITATION_ACCEPTED: N_("Accepted an invitation"),
        Deed.ROLE_CHANGED: N_("Changed a role"),
        Deed.USER_SWITCHED_OFF: N_("Switched a user off"),
        Deed.USER_SWITCHED_ON: N_("Switched a user on again"),
        Deed.USER_SIGNED_OUT: N_("Signed a user out"),
        Deed.SECOND_FACTOR_SET_UP: N_("Set up the own second factor"),
        Deed.SECOND_FACTOR_TURNED_OFF: N_("Turned the own second factor off"),
        Deed.SECOND_FACTOR_RESET: N_("Reset a user’s second factor"),
        Deed.RECOVERY_CODES_RENEWED: N_("Made new recovery codes"),
        Deed.API_KEY_MADE: N_("Made an API key"),
        Deed.API_KEY_REVOKED: N_("Revoked an API key"),
        Deed.WEBHOOK_ADDED: N_("Added a webhook"),
        Deed.WEBHOOK_CHANGED: N_("Changed a webhook"),
        Deed.WEBHOOK_SWITCHED_OFF: N_("Switched a webhook off"),
        Deed.WEBHOOK_SWITCHED_ON: N_("Switched a webhook on"),
        Deed.WEBHOOK_SECRET_RENEWED: N_("Made a new secret for a webhook"),
        Deed.WEBHOOK_REMOVED: N_("Deleted a webhook"),
        Deed.TOLERANCES_CHANGED: N_("Changed the tolerances"),
        Deed.INFORMATION_PUBLISHED: N_("Published a privacy notice"),
        Deed.MAIL_SERVER_CHANGED: N_("Changed the mail server"),
        Deed.MAIL_SERVER_CANCELLED: N_("Cancelled the own mail server"),
        Deed.LEDGER_IMPORTED: N_("Imported into the books"),
        Deed.IMPORT_CANCELLED: N_("Cancelled an import"),
        Deed.ACCOUNT_CHANGED: N_("Changed account cards"),
        Deed.RUN_MADE: N_("Made a list of figures"),
        Deed.CAMPAIGN_SENT: N_("Sent a reconciliation"),
        Deed.CAMPAIGN_DRAFTED: N_("Prepared a draft"),
        Deed.CAMPAIGN_EDITED: N_("Edited a reconciliation before sending"),
        Deed.CAMPAIGN_SUBMITTED: N_("Handed a reconciliation in for approval"),
        Deed.CAMPAIGN_APPROVED: N_("Approved a reconciliation"),
        Deed.CAMPAIGN_REJECTED: N_("Gave a reconciliation back"),
        Deed.APPROVAL_RULE_CHANGED: N_("Changed the approval rule"),
        Deed.SENDING_PAUSED: N_("Paused the sending"),
        Deed.SENDING_RESUMED: N_("Resumed the sending"),
        Deed.ANSWER_NOTED: N_("Noted an answer by telephone"),
        Deed.REQUEST_CLOSED: N_("Closed a request by hand"),
        Deed.ACCOUNT_GIVEN: N_("Gave an account to a colleague"),
        Deed.CAMPAIGN_EXTENDED: N_("Gave a reconciliation more time"),
        Deed.CAMPAIGN_CANCELLED: N_("Cancelled a reconciliation"),
        Deed.REMINDERS_CHANGED: N_("Changed reminders"),
        Deed.REMINDED: N_("Sent reminders"),
        Deed.MAILED_AGAIN: N_("Sent mails again"),
        Deed.MAIL_WRITTEN: N_("Wrote an e-mail to a counterparty"),
        Deed.MESSAGE_WRITTEN: N_("Wrote a message to a counterparty"),
        Deed.DISAGREEMENT_RESOLVED: N_("Said what a disagreement came down to"),
        Deed.LINK_REPLACED: N_("Replaced a link"),
        Deed.DATA_EXPORTED: N_("Downloaded data"),
        Deed.EVIDENCE_TAKEN: N_("Downloaded evidence"),
        Deed.LOG_EXPORTED: N_("Downloaded this log"),
        Deed.PACKAGE_ORDERED: N_("Ordered an auditor’s package"),
        Deed.SAMPLE_DRAWN: N_("Drew a sample"),
        Deed.COPIES_ORDERED: N_("Had answers copied to an auditor"),
        Deed.COPIES_ENDED: N_("Ended copies of answers"),
    }
)
_DETAILS = MappingProxyType(
    {
        "network": N_("network"),
        "proof": N_("second factor"),
        "role": N_("role"),
        "scopes": N_("rights"),
        "before": N_("before"),
        "after": N_("now"),
        "fields": N_("fields"),
        "days": N_("working days before"),
        "others": N_("all others"),
        "founds": N_("opens a company of their own"),
        "count": N_("accounts"),
        "mails": N_("e-mails"),
        "number": N_("number of the reconciliation"),
        "campaign": N_("number of the reconciliation"),
        "sample": N_("sample"),
        "method": N_("method"),
        "drawn": N_("drawn"),
        "seed": N_("seed"),
        "to": N_("given to"),
        "answer": N_("answer"),
        "mode": N_("what is approved"),
        "limit": N_("limit"),
        "resolution": N_("cause"),
    }
)
_PROOFS = MappingProxyType(
    {"code": N_("code of the device"), "recovery": N_("recovery code"), "provider": N_("sign-in of the provider")}
)
_VALUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "role": wording.ROLES,
        "before": wording.ROLES,
        "after": wording.ROLES,
        "scopes": scope_words.WORDS,
        "method": wording.SAMPLE_METHODS,
        "mode": wording.APPROVAL_MODES,
        "answer": wording.PHONE_ANSWERS,
        "proof": _PROOFS,
        "resolution": cause_words.RESOLUTIONS,
    }
)
"""Where a detail is one of our own words, what it is called."""


def details(values: Mapping[str, Any], catalogue: gettext.NullTranslations) -> str:
    """`role: Onaylayan · network: 192.0.2.0/24`; what is false or empty is not said."""
    said = []
    for name, value in values.items():
        if value in (False, None, "", []):
            continue
        label = catalogue.gettext(_DETAILS[name]) if name in _DETAILS else name
        if value is True:
            said.append(label)
            continue
        words = _VALUES.get(name, {})
        texts = [str(one) for one in (value if isinstance(value, list) else [value])]
        said.append(f"{label}: {', '.join(catalogue.gettext(words[one]) if one in words else one for one in texts)}")
    return " · ".join(said)

"""Which right every operation and every screen needs: written down once more, by hand, so that a slip in the code shows.

A new operation without a line here fails `test_operations.py`; that is the moment to think about who may do it.
"""

from __future__ import annotations

FREE = "free"
"""Open to everybody; says itself whom it believes."""

OPERATIONS: dict[str, dict[str, str]] = {
    "campaign": {
        FREE: """
            POST /token
            POST /companies
            POST /sign-up
            POST /invitations/accept
        """,
        "read": """
            GET /companies
            GET /companies/{company_id}
            GET /my/companies
            POST /my/companies
            GET /my/sessions
            DELETE /my/sessions
            DELETE /my/sessions/{session_id}
            PUT /my/password
            GET /campaigns
            GET /campaigns/{campaign_id}
            GET /campaigns/{campaign_id}/reconciliations
            GET /campaigns/{campaign_id}/remind
            GET /campaigns/{campaign_id}/results
            GET /files
            GET /files/{file_id}
            GET /files/{file_id}/content
            GET /information-text
            GET /reconciliations/{reconciliation_id}
            GET /reconciliations/{reconciliation_id}/mail-history
            GET /reconciliations/{reconciliation_id}/recipients
            GET /reconciliations/{reconciliation_id}/status-history
            GET /reports/months
            GET /reports/months/{period}
            GET /reports/scores
            GET /tolerances
            GET /webhook-events
            GET /approval-rule
            GET /assigned
            GET /campaigns/{campaign_id}/history
            GET /reconciliations/{reconciliation_id}/assignee
            GET /reconciliations/{reconciliation_id}/notes
        """,
        "write": """
            POST /campaigns
            POST /campaigns/{campaign_id}/cancel
            POST /campaigns/{campaign_id}/extend
            POST /campaigns/{campaign_id}/remind
            PUT /campaigns/{campaign_id}/reminders
            POST /campaigns/{campaign_id}/resend
            PUT /reconciliations/{reconciliation_id}/reminding
            POST /reconciliations/{reconciliation_id}/resend
            PUT /campaigns/{campaign_id}/draft
            POST /campaigns/{campaign_id}/submit
            POST /campaigns/{campaign_id}/corrections
            POST /reconciliations/{reconciliation_id}/close
            PUT /reconciliations/{reconciliation_id}/phone-answer
            PUT /reconciliations/{reconciliation_id}/assignee
            POST /reconciliations/{reconciliation_id}/notes
            POST /reconciliations/{reconciliation_id}/mails
            POST /reconciliations/{reconciliation_id}/messages
            POST /reconciliations/{reconciliation_id}/messages/read
            PUT /reconciliations/{reconciliation_id}/resolution
        """,
        "approve": """
            POST /campaigns/{campaign_id}/approve
            POST /campaigns/{campaign_id}/reject
        """,
        "audit": """
            GET /audit-log
            POST /campaigns/{campaign_id}/package
            GET /campaigns/{campaign_id}/answer-copies
            POST /campaigns/{campaign_id}/answer-copies
            POST /campaigns/{campaign_id}/answer-copies/{order_id}/end
            GET /campaigns/{campaign_id}/samples
            POST /campaigns/{campaign_id}/samples
            GET /samples/{sample_id}
            POST /runs/{run_id}/samples
        """,
        "admin": """
            GET /system
            GET /system/messages
            GET /system/messages/{event_id}
            POST /system/messages/retry
            POST /system/messages/{event_id}/discard
            GET /webhooks
            POST /webhooks
            GET /webhooks/{webhook_id}
            PUT /webhooks/{webhook_id}
            DELETE /webhooks/{webhook_id}
            GET /webhooks/{webhook_id}/deliveries
            GET /webhooks/{webhook_id}/deliveries/{delivery_id}
            POST /webhooks/{webhook_id}/deliveries/{delivery_id}/replay
            POST /webhooks/{webhook_id}/replay
            POST /webhooks/{webhook_id}/secret
            POST /webhooks/{webhook_id}/test
            PUT /companies/{company_id}
            GET /api-keys
            POST /api-keys
            POST /api-keys/{key_id}/revoke
            POST /information-text
            GET /invitations
            POST /invitations
            DELETE /invitations/{invitation_id}
            PUT /tolerances
            PUT /approval-rule
            GET /users
            POST /users
            PATCH /users/{user_id}
            POST /users/{user_id}/sign-out
            POST /users/{user_id}/second-factor/reset
        """,
    },
    "aggregator": {
        "read": """
            GET /account-export
            GET /account-totals
            GET /accounts
            GET /accounts/{code}
            GET /counterparties/{key}
            GET /counterparties/{key}/months
            GET /deferred-series
            GET /imports
            GET /imports/{import_id}
            GET /imports/{import_id}/report.xlsx
            GET /movements
            GET /runs
            GET /runs/{run_id}
            GET /runs/{run_id}/figures
            GET /runs/{run_id}/figures/keys
            GET /runs/{run_id}/figures/totals
            GET /runs/{run_id}/figures/{key}
            GET /runs/{run_id}/figures/{key}/documents
            GET /runs/{run_id}/figures/{key}/movements
            GET /runs/{run_id}/figures/{key}/open-items
            GET /runs/{run_id}/report
        """,
        "write": """
            PATCH /accounts
            PATCH /accounts/{code}
            PUT /accounts/{code}
            POST /accounts/{code}/contacts
            DELETE /accounts/{code}/contacts/{contact_id}
            PATCH /accounts/{code}/contacts/{contact_id}
            PUT /deferred-series
            POST /imports
            POST /imports/{import_id}/cancel
            POST /imports/{import_id}/confirm
            POST /movements
            POST /runs
        """,
        "admin": """
            GET /system
            GET /system/messages
            GET /system/messages/{event_id}
            POST /system/messages/retry
            POST /system/messages/{event_id}/discard
        """,
    },
    "mailer": {
        "read": """
            GET /campaigns/{campaign_id}
            GET /lanes/current
            GET /letter-texts
            GET /letter-texts/logo
            POST /letter-texts/preview
            GET /letter-texts/preview.html
            GET /letter-texts/preview.pdf
            GET /mail-policy
            GET /messages
            GET /messages/attempts
            GET /messages/counts
            GET /messages/{message_id}
            GET /messages/{message_id}/reports
            GET /replies
            GET /smtp-settings
            GET /smtp-settings/presets
            GET /smtp-settings/sign-in-providers
            GET /suppressions
        """,
        "write": """
            POST /campaigns/{campaign_id}/cancel-unsent
            POST /campaigns/{campaign_id}/pause
            POST /campaigns/{campaign_id}/resume
            POST /lanes/current/pause
            POST /lanes/current/resume
            GET /messages/{message_id}/raw
            POST /messages/{message_id}/retry
            POST /messages/{message_id}/send-anyway
            POST /messages/{message_id}/settle
            POST /replies/{reply_id}/handled
            POST /suppressions
            POST /written-mail/preview
            DELETE /suppressions/{suppression_id}
        """,
        "admin": """
            GET /system
            GET /system/messages
            GET /system/messages/{event_id}
            POST /system/messages/retry
            POST /system/messages/{event_id}/discard
            DELETE /letter-texts
            PUT /letter-texts
            DELETE /letter-texts/logo
            PUT /letter-texts/logo
            PUT /mail-policy
            DELETE /smtp-settings
            PUT /smtp-settings
            PUT /smtp-settings/limits
            POST /smtp-settings/sign-in
            POST /smtp-settings/sign-in/check
            POST /smtp-settings/test
        """,
    },
    "responses": {
        "read": """
            GET /evidence/export
            GET /evidence/keys
            GET /evidence/report
            GET /ledgers
            GET /ledgers/{ledger_id}
            GET /ledgers/{ledger_id}/file
            GET /ledgers/{ledger_id}/findings
            GET /messages
            GET /responses
            GET /responses/{response_id}
            GET /responses/{response_id}/receipt.{kind}
        """,
        "audit": """
            GET /evidence/ledgers
            GET /evidence/receipts
        """,
        "seal": """
            POST /evidence/package-seals
        """,
        "admin": """
            GET /system
            GET /system/messages
            GET /system/messages/{event_id}
            POST /system/messages/retry
            POST /system/messages/{event_id}/discard
            POST /persons/erase
            POST /persons/export
        """,
    },
}


def declared(service: str) -> dict[tuple[str, str], str]:
    """`(method, path) → right` of a service; nothing may be declared twice."""
    found: dict[tuple[str, str], str] = {}
    for right, lines in OPERATIONS[service].items():
        for line in lines.split("\n"):
            if not line.strip():
                continue
            method, path = line.split()
            assert (method, path) not in found, line
            found[method, path] = right
    return found

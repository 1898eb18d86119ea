"""Tables without a company's column, and what a request of one company may do with them (`shared/isolation.py`).

Accounts belong to people, who may work for several companies: whatever proves who somebody is stays out of reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.isolation import Other

OTHER_TABLES: Mapping[str, Other] = MappingProxyType(
    {
        "users": Other(
            "The people of the company are shown; memberships are under their own policy, so no others are found here.",
            "EXISTS (SELECT FROM memberships WHERE memberships.user_id = users.user_id)",
            ("SELECT",),
        ),
        "identities": Other("How somebody signs in by a provider: the door's."),
        "second_factors": Other("The door's, and its owner's."),
        "recovery_codes": Other("The door's, and its owner's."),
        "account_notices": Other("Told to the owner of the account, not to a company."),
        "sign_in_attempts": Other("Counted at the door, before anybody is known."),
        "setup_codes": Other("Before there is a company."),
    }
)

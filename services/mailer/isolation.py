"""Tables without a company's column, and what a request of one company may do with them (`shared/isolation.py`).

Mail accounts may be the platform's, which all companies share: what they have used is read across companies.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.isolation import Other

OTHER_TABLES: Mapping[str, Other] = MappingProxyType(
    {
        "installation": Other("One row that names this database; the journals of the dispatcher are compared with it."),
        "lane_days": Other("What a mail account has sent today, whoever's mails they were."),
        "lane_permits": Other("What a mail account was allowed in the last hour."),
        "lane_holders": Other("Which process serves a lane."),
    }
)

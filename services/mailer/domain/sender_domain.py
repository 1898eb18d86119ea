"""What the sender's domain tells the world about who may send in its name: SPF, DKIM, DMARC, read as advice in words.

Only advice: whether mail arrives is decided by others, and much of it cannot be seen from here. What cannot be known is called
unknown, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from shared.text import N_

SHOWN_CHARACTERS = 300


class Subject(StrEnum):
    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"


class Verdict(StrEnum):
    SPF_GOOD = "spf_good"
    SPF_MISSING = "spf_missing"
    SPF_OTHER = "spf_other"
    """The provider that we know by its server's name is not in it."""
    SPF_UNCLEAR = "spf_unclear"
    """The server's address is not in it; the provider may send from another one."""
    SPF_SEVERAL = "spf_several"
    SPF_BROKEN = "spf_broken"
    SPF_TOO_DEEP = "spf_too_deep"
    DKIM_FOUND = "dkim_found"
    DKIM_MISSING = "dkim_missing"
    """Not under the names that this provider uses."""
    DKIM_UNKNOWN = "dkim_unknown"
    """Not under the usual names; the server may sign with another one."""
    DMARC_REJECT = "dmarc_reject"
    DMARC_QUARANTINE = "dmarc_quarantine"
    DMARC_NONE = "dmarc_none"
    DMARC_MISSING = "dmarc_missing"
    DMARC_BROKEN = "dmarc_broken"
    DMARC_AT_RISK = "dmarc_at_risk"
    """A policy is enforced, and neither SPF nor a key of the domain is known to carry our mail."""
    NOT_LOOKED_UP = "not_looked_up"


GOOD: Mapping[Verdict, bool | None] = MappingProxyType(
    {
        Verdict.SPF_GOOD: True,
        Verdict.SPF_UNCLEAR: None,
        Verdict.DKIM_FOUND: True,
        Verdict.DKIM_UNKNOWN: None,
        Verdict.DMARC_REJECT: True,
        Verdict.DMARC_QUARANTINE: True,
        Verdict.NOT_LOOKED_UP: None,
    }
)
"""Verdicts that are no reason to do something; all others are."""

WORDS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.SPF_GOOD: N_("SPF: %(domain)s says that mail may come from %(sender)s."),
        Verdict.SPF_MISSING: N_(
            "SPF: %(domain)s does not say who may send in its name, so many recipients distrust the mail. Whoever manages "
            "the domain's DNS adds the TXT record %(example)s."
        ),
        Verdict.SPF_OTHER: N_(
            "SPF: the record of %(domain)s does not name %(sender)s. Whoever manages the domain's DNS adds %(example)s to "
            "the record that is there, before its “all”."
        ),
        Verdict.SPF_UNCLEAR: N_(
            "SPF: the record of %(domain)s does not name the address of %(sender)s. That is right if the provider sends "
            "from other addresses; ask the provider what the record has to say."
        ),
        Verdict.SPF_SEVERAL: N_(
            "SPF: %(domain)s has more than one SPF record, which counts as none. They have to become one."
        ),
        Verdict.SPF_BROKEN: N_(
            "SPF: the record of %(domain)s cannot be read to its end: %(why)s. It has to be mended."
        ),
        Verdict.SPF_TOO_DEEP: N_(
            "SPF: the record of %(domain)s needs more than ten look-ups, which counts as broken. Parts that are not used "
            "any more have to leave it."
        ),
        Verdict.DKIM_FOUND: N_(
            "DKIM: %(domain)s publishes the key “%(selector)s”. Whether the server signs with it stands in the header of a "
            "received mail: “dkim=pass” with this domain."
        ),
        Verdict.DKIM_MISSING: N_(
            "DKIM: %(domain)s publishes no key under the names that %(sender)s uses (%(selectors)s). Switch signing on "
            "at the provider and publish the keys that it shows."
        ),
        Verdict.DKIM_UNKNOWN: N_(
            "DKIM: no key was found under the usual names. Which name the server signs with cannot be seen from here: send "
            "a test mail to another provider and look for “dkim=pass” in its header."
        ),
        Verdict.DMARC_REJECT: N_(
            "DMARC: %(domain)s asks recipients to refuse mail that passes neither SPF nor DKIM. Sender address and "
            "envelope have the same domain, so a passed SPF check counts."
        ),
        Verdict.DMARC_QUARANTINE: N_(
            "DMARC: %(domain)s asks recipients to treat mail that passes neither SPF nor DKIM as suspicious. Sender address "
            "and envelope have the same domain, so a passed SPF check counts."
        ),
        Verdict.DMARC_NONE: N_(
            "DMARC: %(domain)s only asks for reports (p=none), so anybody can send in its name. Once SPF and DKIM are "
            "right, “quarantine” and later “reject” protect it."
        ),
        Verdict.DMARC_MISSING: N_(
            "DMARC: %(domain)s has no record. Large providers ask for one; whoever manages the domain's DNS adds the TXT "
            "record _dmarc.%(domain)s: %(example)s."
        ),
        Verdict.DMARC_BROKEN: N_("DMARC: the record of %(domain)s cannot be read, so it counts as none: %(why)s."),
        Verdict.DMARC_AT_RISK: N_(
            "DMARC: %(domain)s asks for %(policy)s of mail that passes neither SPF nor DKIM, and it is not sure that this "
            "mail passes one of them. Put SPF or DKIM right first."
        ),
        Verdict.NOT_LOOKED_UP: N_(
            "The records of %(domain)s could not be looked up from here. The settings are not affected by that."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Advice:
    """One verdict, the record it was read from, and the values of its words."""

    subject: Subject
    verdict: Verdict
    record: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool | None:
        return GOOD.get(self.verdict, False)


@dataclass(frozen=True, slots=True)
class MailProvider:
    """A provider that is known by its server's name. `spf`: what stands in the SPF records of its customers."""

    name: str
    hosts: tuple[str, ...]
    spf: str
    selectors: tuple[str, ...]
    """The names under which its customers publish keys."""


# Only those that send with the customer's own domain in the envelope: elsewhere the customer's SPF record says nothing.
PROVIDERS = (
    MailProvider(
        "Microsoft 365",
        ("smtp.office365.com", "outlook.office365.com", "mail.protection.outlook.com"),
        "spf.protection.outlook.com",
        ("selector1", "selector2"),
    ),
    MailProvider("Google", ("smtp.gmail.com", "smtp-relay.gmail.com"), "_spf.google.com", ("google",)),
    MailProvider("Yandex", ("smtp.yandex.com", "smtp.yandex.com.tr", "smtp.yandex.ru"), "_spf.yandex.net", ("mail",)),
)
USUAL_SELECTORS = ("default", "mail", "dkim", "selector1", "selector2", "google", "k1", "s1")


def provider_of(host: str) -> MailProvider | None:
    """The provider behind a mail server's name."""
    name = host.rstrip(".").lower()
    for provider in PROVIDERS:
        if any(name == known or name.endswith(f".{known}") for known in provider.hosts):
            return provider
    return None

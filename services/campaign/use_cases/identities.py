"""From somebody whom the identity provider vouches for to one of our accounts. Nobody gets an account by signing in there."""

from __future__ import annotations

from services.campaign.domain.people import User
from services.campaign.oidc import Identity
from services.campaign.repository import identities, people
from shared.database import Transaction
from shared.errors import Unauthenticated


async def person_of(tx: Transaction, identity: Identity) -> User:
    """By what it was linked to, else by the verified address, which links it. Errors: `no_account`, `identity_taken`."""
    linked = await identities.address_of(tx, identity.issuer, identity.subject)
    found = await people.find_credentials(tx, linked or identity.email)
    if found is None or not found.user.active:
        raise Unauthenticated(
            "You are known there, but nobody has given you an account here. Ask an administrator of your company to invite you.",
            code="no_account",
        )
    if linked is None and not await identities.link(
        tx, identity.issuer, identity.subject, found.user.user_id, tx.clock.now()
    ):
        raise Unauthenticated(
            "The account with your address belongs to somebody else at the firm's sign-in page: the address was perhaps given "
            "anew. An administrator of your company can reset the second factor, which undoes the link too.",
            code="identity_taken",
        )
    return found.user

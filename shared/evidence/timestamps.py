"""Time stamps of an independent authority (RFC 3161): that a hash existed at a time, said by somebody else.

Optional. One stamp over the newest entry of a chain covers every entry before it, since each holds the hash of the one before.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.tsp import PKIStatus

from shared.errors import ConfigurationError

CONTENT_TYPE = "application/timestamp-query"
LARGEST_ANSWER = 64 * 1024


class NoStamp(Exception):
    """The authority's answer is no stamp of what was asked."""


def request_for(entry_sha256: str) -> bytes:
    """What is posted to the authority, as DER. It learns a hash of the hash and nothing else."""
    builder = TimestampRequestBuilder().data(entry_sha256.encode()).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes()


def read_answer(answer: bytes, entry_sha256: str) -> tuple[str, datetime]:
    """The stamp as text that is kept, and its time. Raises `NoStamp`."""
    try:
        response = decode_timestamp_response(answer)
    except ValueError as error:
        raise NoStamp(f"the answer is no time stamp: {error}") from None
    if PKIStatus(response.status) not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
        raise NoStamp(f"the authority refused: {', '.join(response.status_string) or response.status}")
    if response.tst_info.message_imprint.message != sha256(entry_sha256.encode()).digest():
        raise NoStamp("the stamp is about something else")
    return b64encode(answer).decode(), response.tst_info.gen_time.astimezone(UTC)


class StampCheck:
    """Checks kept stamps. Without root certificates only what a stamp is about is checked, not who gave it."""

    def __init__(self, roots: Sequence[Certificate] = ()) -> None:
        self._roots = roots

    @classmethod
    def of_pem(cls, pem: bytes) -> StampCheck:
        try:
            return cls(load_pem_x509_certificates(pem))
        except ValueError:
            raise ConfigurationError("The file of the time stamp authority holds no certificate in PEM.") from None

    def wrong(self, token: str, entry_sha256: str) -> str:
        """What is wrong with a stamp over this hash; empty when nothing is."""
        try:
            answer = b64decode(token, validate=True)
            read_answer(answer, entry_sha256)
            if self._roots:
                verifier = VerifierBuilder(roots=list(self._roots)).build()
                verifier.verify_message(decode_timestamp_response(answer), entry_sha256.encode())
        except (NoStamp, ValueError, VerificationError) as error:
            return str(error) or "the stamp does not fit"
        return ""

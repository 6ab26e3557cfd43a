"""Time-stamps of single hashes by the authority of this installation (RFC 3161): what proves that something was there at a moment.

Never in the event loop: asking takes a network, checking takes CPU.
"""

import asyncio
from datetime import datetime
from typing import Any

from django.conf import settings

from mediation.papers.errors import PaperError
from mediation.papers.signing.roots import time_roots

DIGEST = "sha256"


class BadStamp(ValueError):
    """The token is no time-stamp of this hash by an authority that is trusted here."""


def stamp_of(digest: bytes) -> bytes:
    """Have the authority of TSA_URL stamp a SHA-256, and return the token (DER) after checking it; PaperError when it does not answer, BadStamp when it answers with something else."""
    from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError  # slow to load

    try:
        token = asyncio.run(HTTPTimeStamper(settings.TSA_URL).async_timestamp(digest, DIGEST)).dump()
    except (OSError, TimestampRequestError) as fault:
        raise PaperError(code="no-time-stamp", kind=type(fault).__name__) from fault
    stamped_at(token, digest)
    return bytes(token)


def stamped_at(token: bytes, digest: bytes) -> datetime:
    """The moment that a token proves for a SHA-256; BadStamp when it proves nothing. Its certificates are judged as of that moment: they end long before the proof does."""
    from asn1crypto import cms
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus

    try:
        signed: Any = cms.ContentInfo.load(token, strict=True)["content"]
        moment = signed["encap_content_info"]["content"].parsed["gen_time"].native
        found = TimestampSignatureStatus(**asyncio.run(validate_tst_signed_data(signed, _context(moment), lambda algorithm: digest if algorithm == DIGEST else b"")))
    except Exception as fault:  # whatever a foreign token makes its readers stumble over, it proves nothing
        raise BadStamp from fault
    if not (found.intact and found.valid and found.trusted):
        raise BadStamp
    return found.timestamp


def _context(moment: datetime) -> Any:
    from asn1crypto import x509
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=[x509.Certificate.load(root) for root in time_roots()], moment=moment, allow_fetching=False)

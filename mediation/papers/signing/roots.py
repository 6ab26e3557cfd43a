"""Whom this installation trusts to say what time it is."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings


def time_roots() -> tuple[bytes, ...]:
    """The roots of time-stamping authorities in the file TSA_ROOTS, as DER; none without it. Raises OSError or ValueError for a file that cannot be read."""
    if not settings.TSA_ROOTS:
        return ()
    return tuple(root.public_bytes(Encoding.DER) for root in x509.load_pem_x509_certificates(Path(settings.TSA_ROOTS).read_bytes()))

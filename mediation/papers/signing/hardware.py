"""Seals whose keys lie in hardware, or with a licensed authority that is reached through PKCS#11; PAPER_SIGNER names it.

The token holds for each seal a private key and its certificate, both under the name of the centre or court (CKA_LABEL). The acts of people
keep their one-day certificates of the own authority: nobody here holds a token.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from mediation.papers.errors import PaperError
from mediation.papers.signing.own_ca import OwnAuthority
from mediation.papers.signing.port import Trust

_turn = Lock()  # a token knows one login for a whole process


class KeyInHardware(OwnAuthority):
    """The seal's signature is made inside the token; its key never leaves it."""

    @contextmanager
    def holding(self, seal: str) -> Iterator[Any]:
        """The seal of a centre; PaperError when the token does not answer or does not know it."""
        from pkcs11.exceptions import PKCS11Error
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        pin = Path(settings.PKCS11_PIN_FILE).read_text(encoding="utf-8").strip()
        try:
            with _turn, open_pkcs11_session(settings.PKCS11_MODULE, token_criteria=TokenCriteria(label=settings.PKCS11_TOKEN), user_pin=pin) as session:
                # The hash is made here and signed there: every token knows that, few know both in one.
                yield PKCS11Signer(session, cert_label=seal, key_label=seal, embed_roots=False, use_raw_mechanism=True)
        except PKCS11Error as fault:
            raise PaperError(code="seal-not-at-hand", kind=type(fault).__name__) from fault

    def trust(self) -> Trust:
        """Trust the own root for the acts, and for the seals whoever issued the certificates in the token."""
        own = super().trust()
        roots = x509.load_pem_x509_certificates(Path(settings.PKCS11_ROOTS).read_bytes())
        crls = (Path(settings.PKCS11_CRL).read_bytes(),) if settings.PKCS11_CRL else ()
        return Trust(own.roots + tuple(root.public_bytes(Encoding.DER) for root in roots), own.time_roots, own.crls + crls)

"""Signing with the authority of this installation: nobody needs a certificate of their own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from mediation.papers.printed import SEAL, Printed
from mediation.papers.signing import authority
from mediation.papers.signing.port import Act, Trust, place_of
from mediation.papers.signing.roots import time_roots

SEALED = "加盖调解专用章"


class OwnAuthority:
    """A one-day key for each act, destroyed after it; the seal's key stays in the authority's folder."""

    def sign(self, paper: Printed, acts: Sequence[Act], seal: str) -> bytes:
        """Sign in the order of the acts and seal; with a time-stamp on the seal when there is an authority of time."""
        from mediation.papers.signing import pades  # slow to load, and only papers that are signed need it

        names = [place_of(number) for number, _act in enumerate(acts, start=1)] + [SEAL]
        pdf = pades.with_fields(paper.pdf, [(name, paper.places[name]) for name in names])
        for number, (name, act) in enumerate(zip(names, acts, strict=False)):
            who = f"{act.name} {act.reference}"
            pdf = pades.signed(pdf, name, pades.signer_of(authority.for_act(who, act.role)), name=who, words=act.words, first=number == 0)
        trust = self.trust()
        proof = pades.Proof(settings.TSA_URL, trust.roots + trust.time_roots, trust.crls) if settings.TSA_URL else None
        with self.holding(seal) as signer:
            return pades.signed(pdf, SEAL, signer, name=seal, words=SEALED, first=not acts, proof=proof)

    @contextmanager
    def holding(self, seal: str) -> Iterator[Any]:
        """The seal of a centre, as pyHanko signs with it."""
        from mediation.papers.signing import pades

        yield pades.signer_of(authority.seal_of(seal))

    def trust(self) -> Trust:
        """Trust the own root, what it has not declared void, and the chosen authorities of time."""
        return Trust((authority.root().public_bytes(Encoding.DER),), time_roots(), (authority.crl(),))

"""What signs papers: our own authority, a licensed one or a key in hardware; the setting PAPER_SIGNER says which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from mediation.papers.errors import PaperError
from mediation.papers.printed import HAND, Printed


@dataclass(frozen=True, slots=True)
class Act:
    """One signing act, as it was done: on a phone or at a desk, before the paper was printed."""

    name: str  # as others may see it
    role: str
    reference: str  # of the signer in the case
    at: datetime
    document_sha256: str  # of the text that was read and signed
    consent: str  # version of the sentence above the signature
    proof: str  # how it was known who signs
    drawing: str | None = None  # PNG as a data address; the paper shows it

    @property
    def words(self) -> str:
        """The act in one sentence, which the signature covers."""
        day = timezone.localtime(self.at)
        return f"{self.role}于{day:%Y-%m-%d %H:%M}签署；身份确认：{self.proof}；同意文本{self.consent}；正文摘要SHA-256:{self.document_sha256}"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signatures count, all as DER."""

    roots: tuple[bytes, ...]
    time_roots: tuple[bytes, ...] = ()  # of authorities that say what time it is
    crls: tuple[bytes, ...] = ()  # which certificates are void


class SigningBackend(Protocol):
    """Puts signatures into a paper, and says by what they are known."""

    def sign(self, paper: Printed, acts: Sequence[Act], seal: str) -> bytes:
        """Return the paper with a signature for each act, in their order at `sign-1`, `sign-2`, …, and the seal of the centre named `seal`; raises PaperError."""
        ...

    def trust(self) -> Trust:
        """Return what its signatures are checked against."""
        ...


def place_of(number: int) -> str:
    """The id of the place where act `number`, counted from 1, is signed."""
    return f"{HAND}{number}"


def sign_paper(paper: Printed, acts: Sequence[Act], *, seal: str) -> bytes:
    """Sign with the backend of this installation; raises PaperError, and then nothing was signed. Takes CPU and perhaps a network: never in the event loop."""
    try:
        return _backend().sign(paper, acts, seal)
    except PaperError:
        raise
    except Exception as fault:  # whatever a signing library stumbles over, people get one sentence
        raise PaperError(code="paper-not-signed", kind=type(fault).__name__) from fault


def trusted_here() -> Trust:
    """What papers of this installation are checked against."""
    return _backend().trust()


def _backend() -> SigningBackend:
    return import_string(settings.PAPER_SIGNER)()  # type: ignore[no-any-return]

"""One document of a package, before it is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from courtlink.kinds import DocumentKind, Role
from mediation.papers.printed import Printed
from mediation.vault.kinds import SUFFIX_OF
from mediation.vault.models import StoredFile
from mediation.vault.reads import open_original

LEADING = (DocumentKind.COMPLAINT, DocumentKind.APPLICATION, DocumentKind.ENFORCEMENT)


@dataclass(frozen=True, slots=True)
class Part:
    """A paper that was printed for this filing, or a file that lies here already."""

    kind: str
    title: str
    content: bytes
    file: StoredFile | None = None
    made_of: Mapping[str, Any] = field(default_factory=dict)  # form, edition and wording; empty for what somebody handed in

    @classmethod
    def printed(cls, kind: str, title: str, paper: Printed) -> Self:
        """What has just left the press."""
        return cls(kind, title, paper.pdf, made_of=paper.made_of)

    @classmethod
    def kept(cls, kind: str, title: str, file: StoredFile, made_of: Mapping[str, Any] | None = None) -> Self:
        """What lies in the vault: it goes to the court as it is."""
        return cls(kind, title, open_original(file).read(), file, made_of or {})

    @property
    def suffix(self) -> str:
        """The ending of its name in the package."""
        return f".{SUFFIX_OF[self.file.media_type]}" if self.file else ".pdf"

    @property
    def media(self) -> str:
        """What it is by content."""
        return self.file.media_type if self.file else "application/pdf"

    @property
    def role(self) -> Role:
        """Does it ask something of the court, or support what does?"""
        return Role.LEAD if self.kind in LEADING else Role.CONNECTED

    @property
    def folder(self) -> str:
        """Where in the package it lies: exhibits apart from papers."""
        return "evidence" if self.kind == DocumentKind.EVIDENCE else "documents"

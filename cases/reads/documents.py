"""Exhibits and papers of a case, for one reader, in one query."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import CharField, Value

from cases.models import Case, Evidence, Paper
from cases.models.paper import PaperKind

EXHIBIT = "exhibit"


class Document(NamedTuple):
    """A file of the case; `number` is the exhibit's number or the paper's version."""

    pk: int
    kind: str
    number: int
    sha256: str
    media_type: str
    at: datetime

    @property
    def is_exhibit(self) -> bool:
        """Shown by a party, rather than made here?"""
        return self.kind == EXHIBIT

    @property
    def is_picture(self) -> bool:
        """An exhibit that can be looked at?"""
        return self.is_exhibit and self.media_type.startswith("image/")

    @property
    def title(self) -> str:
        """What it is, in words."""
        return f"E{self.number}" if self.is_exhibit else f"{PaperKind(self.kind).label} v{self.number}"


def documents_of(case: Case, audiences: frozenset[str]) -> list[Document]:
    """What these audiences may see, exhibits first, in their order."""
    exhibits = Evidence.objects.filter(case=case, audience__in=audiences).order_by()
    papers = Paper.objects.filter(case=case, audience__in=audiences).order_by()
    rows = exhibits.values_list("pk", Value(EXHIBIT, CharField()), "number", "file__sha256", "file__media_type", "added_at").union(
        papers.values_list("pk", "kind", "version", "sha256", "file__media_type", "made_at"), all=True
    )
    return sorted((Document(*row) for row in rows), key=lambda d: (not d.is_exhibit, d.number if d.is_exhibit else d.pk))

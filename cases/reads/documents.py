"""Exhibits and papers of a case, for one reader, in one query."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Value

from cases.models import Case, Evidence, Paper
from cases.models.evidence import label_of
from cases.models.paper import PaperKind
from mediation.vault.models import DrawnPage, StoredFile

EXHIBIT = "exhibit"


class Document(NamedTuple):
    """A file of the case; `number` is the exhibit's number or the paper's version."""

    pk: int
    kind: str
    number: int
    sha256: str
    media_type: str
    at: datetime
    audience: str

    @property
    def is_exhibit(self) -> bool:
        """Shown by a party, rather than made here?"""
        return self.kind == EXHIBIT

    @property
    def is_picture(self) -> bool:
        """An exhibit that can be looked at?"""
        return self.is_exhibit and self.media_type.startswith("image/")

    @property
    def is_sound(self) -> bool:
        """An exhibit that can be heard?"""
        return self.is_exhibit and self.media_type.startswith("audio/")

    @property
    def title(self) -> str:
        """What it is, in words."""
        return label_of(self.audience, self.number) if self.is_exhibit else f"{PaperKind(self.kind).label} v{self.number}"


def documents_of(case: Case, audiences: frozenset[str]) -> list[Document]:
    """What these audiences may see, exhibits first, in their order."""
    exhibits = Evidence.objects.on_the_table().filter(case=case, audience__in=audiences).order_by()
    papers = Paper.objects.filter(case=case, audience__in=audiences).order_by()
    rows = exhibits.values_list("pk", Value(EXHIBIT, CharField()), "number", "file__sha256", "file__media_type", "added_at", "audience").union(
        papers.values_list("pk", "kind", "version", "sha256", "file__media_type", "made_at", "audience"), all=True
    )
    return sorted((Document(*row) for row in rows), key=lambda d: (not d.is_exhibit, d.audience, d.number) if d.is_exhibit else (True, "", d.pk))


def versions_of(user: Any, exhibit: Evidence, audiences: frozenset[str]) -> list[Evidence]:
    """Every version under the exhibit's number that this reader may see, the newest first."""
    seen = Evidence.objects.for_reader(user, audiences).filter(case=exhibit.case_id, number=exhibit.number, audience=exhibit.audience)
    return list(seen.select_related("file").order_by("-version"))


def drawn_pages(file: StoredFile) -> list[DrawnPage]:
    """The pictures of a paper's pages, once a job has made them."""
    return list(DrawnPage.objects.filter(sha256=file.sha256)) if file.pages else []

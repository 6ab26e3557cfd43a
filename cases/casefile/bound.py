"""The file as one: every paper in the order of the table of contents, page numbers through all of it.

Cover, table of contents and back have no number. Exhibits and papers that came from outside lie beside the file: the contents count them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from cases.casefile.sheet import Form, Sheet
from cases.casefile.whole import ITEMS, PLACE_OF_PAPER
from cases.models import Case
from cases.models.paper import PaperKind
from mediation.papers.binding import bind, pages_in
from mediation.papers.printed import Printed
from mediation.papers.render import paper_html, print_paper
from mediation.vault.reads import open_original

BACK = 13
KEPT_FOR = 24 * 3600  # seconds; how many pages a paper has depends on its words alone


@dataclass(frozen=True, slots=True)
class Leaf:
    """One paper of the file. `mark` tells its words apart from all others."""

    place: int
    readers: frozenset[str] | None  # None: whoever reads the file
    mark: str
    made: Callable[[], bytes]

    def pages(self) -> int:
        """How many pages it has."""
        known: int | None = cache.get(f"pages:{self.mark}")
        if known is None:
            known = pages_in(self.made())
            cache.set(f"pages:{self.mark}", known, KEPT_FOR)
        return known


def print_sheet(form: Form, sheet: Sheet, case: Case) -> Printed:
    """One paper as it leaves the press, unsealed: same case, same bytes."""
    made_of = {"case": case.number, "key": sheet.key}
    return print_paper(form.code, sheet.told(), title=title_of(form, case), identifier=f"{case.number}:{form.code}:{sheet.key}", made_at=sheet.at, attachment=made_of)


def title_of(form: Form, case: Case) -> str:
    """What a paper of the file is called."""
    return f"{form.title} {case.number}"


def with_pages(case: Case, forms: list[Form], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The rows of the table of contents with the numbers of their pages."""
    ranges: dict[int, tuple[int, int]] = {}
    for leaf, first, pages in _numbered(case, forms):
        ranges[leaf.place] = (ranges.get(leaf.place, (first, 0))[0], first + pages - 1)
    return {"rows": [row | {"pages": _range(*ranges[row["place"]]) if row["place"] in ranges else ""} for row in rows]}


def pages_of(case: Case, forms: list[Form]) -> int:
    """How many numbered pages the file has."""
    return sum(pages for _leaf, _first, pages in _numbered(case, forms))


def bound(case: Case, forms: list[Form], role: str) -> bytes:
    """The whole file for one reader; the pages of a paper that is not for this reader are left out, and their numbers with them."""
    plain = [form for form in forms if form.place == 0]
    parts = [(print_sheet(form, sheet, case).pdf, 0) for form in plain for sheet in form.sheets(case)]
    parts += [(leaf.made(), first) for leaf, first, _pages in _numbered(case, forms) if leaf.readers is None or role in leaf.readers]
    parts += [(leaf.made(), 0) for leaf in _leaves(case, forms, BACK)]
    return bind(parts)


def _numbered(case: Case, forms: list[Form]) -> Iterator[tuple[Leaf, int, int]]:
    """Every leaf that has numbers, with the first of them and how many there are."""
    number = 1
    for item in ITEMS:
        for leaf in _leaves(case, forms, item.place) if item.place != BACK else ():
            pages = leaf.pages()
            yield leaf, number, pages
            number += pages


def _leaves(case: Case, forms: list[Form], place: int) -> Iterator[Leaf]:
    """The papers under one line of the contents: those that the case makes, then the agreements that were kept."""
    for form in forms:
        for sheet in form.sheets(case) if form.place == place else ():
            yield _of_sheet(form, sheet, case)
    for paper in case.papers.filter(kind=PaperKind.AGREEMENT).select_related("file") if PLACE_OF_PAPER[PaperKind.AGREEMENT] == place else ():
        yield Leaf(place, None, paper.sha256, lambda paper=paper: open_original(paper.file).read())  # type: ignore[misc]


def _of_sheet(form: Form, sheet: Sheet, case: Case) -> Leaf:
    words = paper_html(form.code, sheet.facts, title=title_of(form, case), made_at=sheet.at)
    return Leaf(form.place, form.readers, sha256(words.encode()).hexdigest(), lambda: print_sheet(form, sheet, case).pdf)


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}—{last}"

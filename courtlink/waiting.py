"""What waits at a court: in lanes, the most urgent first by the court's own clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.kinds import Colour, Stage, Turn
from cases.models import Case, Deadline
from courtlink.flow import AT_COURT
from courtlink.kind_table import KIND_TABLE, row_of
from courtlink.kinds import FilingKind, FilingState
from courtlink.models import Filing, FilingQuerySet
from mediation.people.roles import Role

SHORT, LONG = 12, 60  # rows of a lane beside others, and alone
WAITING = (FilingState.SUBMITTED, *AT_COURT)
BLUE = "blue"  # the lane of disputes to be directed; the others are kinds of filings
WHOSE = {"all": _("All"), "mine": _("In my hands"), "free": _("In nobody's hands")}
COURT_ROLES = (Role.CLERK, Role.JUDGE)
URGENCY = (F("due_at").asc(nulls_last=True), F("submitted_at").asc(), F("pk").asc())


@dataclass(frozen=True, slots=True)
class Asked:
    """What a clerk wants to see."""

    lane: str = ""
    whose: str = "all"
    words: str = ""  # a number of a case, of a filing or of the court
    page: int = 0


class Lane(NamedTuple):
    """One column of the desk."""

    code: str
    label: Promise | str
    colour: str
    rows: list[Any]
    total: int


def courts_of(user: Any) -> list[int]:
    """The courts where this person works."""
    return [post.centre_id for post in user.posts if post.role in COURT_ROLES]


def lanes(user: Any, asked: Asked) -> list[Lane]:
    """Disputes to be directed, then every kind of filing. One question for all kinds, whatever waits."""
    found = [_blue(user, asked)] if asked.lane in ("", BLUE) else []
    kinds = [kind for kind in KIND_TABLE if asked.lane in ("", kind)]
    rows = _shown(user, kinds, asked) if kinds else []
    for kind in kinds:
        mine = [row for row in rows if row.kind == kind]
        found.append(Lane(kind, kind.label, KIND_TABLE[kind].colour, mine, mine[0].total if mine else 0))  # type: ignore[attr-defined]
    return found


def next_of(user: Any, filing: Filing) -> Filing | None:
    """The most urgent other one of the same kind that this person could take."""
    rows = _waiting(user, [FilingKind(filing.kind)]).filter(Q(reviewer=None) | Q(reviewer=user)).exclude(pk=filing.pk)
    return rows.with_due().order_by(*URGENCY).first()


def with_missing(filings: Iterable[Filing]) -> list[Filing]:
    """Note at each filing what of its materials is there (`present`, `expected`, `missing`)."""
    rows = list(filings)
    for row in rows:
        there, materials = {document.kind for document in row.documents.all()}, row_of(row.kind).materials
        row.missing = [str(kind.label) for kind in materials if kind not in there]  # type: ignore[attr-defined]
        row.expected, row.present = len(materials), len(materials) - len(row.missing)  # type: ignore[attr-defined]
    return rows


def _blue(user: Any, asked: Asked) -> Lane:
    due = Subquery(Deadline.objects.filter(case=OuterRef("pk"), closed_at=None, turn=Turn.CLERK).order_by("due_at").values("due_at")[:1])
    cases = Case.objects.filter(court__in=courts_of(user), stage=Stage.COURT_REGISTRATION).annotate(due_at=due, total=Window(Count("pk"))).select_related("area", "dispute_type")
    if asked.words:
        cases = cases.filter(Q(number__icontains=asked.words) | Q(court_number__icontains=asked.words))
    rows = list(cases.order_by(F("due_at").asc(nulls_last=True), "reached_court_at", "pk")[_window(asked)])
    return Lane(BLUE, _("Directed mediation"), Colour.BLUE, rows, rows[0].total if rows else 0)  # type: ignore[attr-defined]


def _shown(user: Any, kinds: list[FilingKind], asked: Asked) -> list[Filing]:
    """The part of every kind that is shown, each row with the number of all of its kind."""
    rows = _waiting(user, kinds)
    if asked.whose != "all":
        rows = rows.filter(reviewer=user if asked.whose == "mine" else None)
    if asked.words:
        rows = rows.filter(Q(case__number__icontains=asked.words) | Q(ref__iexact=asked.words) | Q(docket_number__icontains=asked.words))
    counted = rows.with_due().annotate(total=Window(Count("pk"), partition_by="kind"), place=Window(RowNumber(), partition_by="kind", order_by=URGENCY))
    window = _window(asked)
    shown = counted.filter(place__gt=window.start or 0, place__lte=window.stop).order_by("place")
    return with_missing(shown.select_related("case__dispute_type", "reviewer").prefetch_related("documents"))


def _waiting(user: Any, kinds: list[FilingKind]) -> FilingQuerySet:
    elsewhere = [kind for kind in kinds if not KIND_TABLE[kind].decided_here]
    rows = Filing.objects.filter(case__court__in=courts_of(user), kind__in=kinds, state__in=WAITING)
    return rows.exclude(kind__in=elsewhere, state=FilingState.ACCEPTED)


def _window(asked: Asked) -> slice:
    return slice(asked.page * LONG, (asked.page + 1) * LONG) if asked.lane else slice(SHORT)

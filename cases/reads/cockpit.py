"""What the people see who watch an area: how many cases stand where, what happens by day, and where somebody is late. One area a call.

Figures are sums of tallies, never a count over cases. Names and stories are no figures: a case is named by its number, and opens only for whoever may know of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.kinds import Colour, Turn
from cases.models import Case, DayTally, Deadline, Happening, Step, Tally
from cases.reads.charts import Column, Piece, band, columns
from mediation.people.models import Area, Centre
from mediation.people.roles import CentreKind, Level, Role
from mediation.refusals import NotFound

WATCHERS = (Role.MANAGER, Role.SUPERVISOR, Role.AUDITOR)
CHASERS = (Role.MANAGER, Role.SUPERVISOR)
OURS = (Turn.DISPATCHER, Turn.MEDIATOR)  # whose delays those who watch a centre can do something about
LATE = Q(closed_at=None, paused_at=None, turn__in=OURS)
DAYS = 30
LATE_SHOWN, CASES_SHOWN = 20, 25
WIDTH = {Level.CITY: 6, Level.DISTRICT: 9, Level.STREET: 12, Level.COMMUNITY: 12}  # of the codes one level below


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its figures: one row of the cockpit."""

    area: Area
    colours: dict[str, int] = field(default_factory=dict)
    late: int = 0

    @property
    def bands(self) -> list[tuple[str, str, int]]:
        """Each colour with its word and number, also those that have none."""
        return [(colour.value, str(colour.label), self.colours.get(colour, 0)) for colour in Colour]

    @property
    def band(self) -> list[Piece]:
        """The same as a band of colours."""
        return band((colour, number) for colour, _word, number in self.bands)

    @property
    def cases(self) -> int:
        """How many there are in all."""
        return sum(self.colours.values())


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day."""

    day: date
    new: int
    settled: int
    failed: int


@dataclass(frozen=True, slots=True)
class Late:
    """A case in which the centre or the mediator is late, and since when."""

    deadline: Deadline
    opens: bool  # may the reader know of the case itself?
    chased_at: datetime | None  # today, about this clock

    @property
    def case(self) -> Case:
        """Which case."""
        return self.deadline.case


def watched_by(user: Any, roles: Iterable[str] = WATCHERS) -> list[Area]:
    """The areas this person watches by their posts at mediation centres, the widest first."""
    places = [post.centre_id for post in getattr(user, "posts", ()) if post.role in roles and post.centre_kind == CentreKind.MEDIATION]
    if not places:
        return []
    areas = {centre.area_id: centre.area for centre in Centre.objects.filter(pk__in=places).select_related("area")}
    return sorted(areas.values(), key=lambda area: (len(area.code), area.code))


def may_chase(user: Any, area: Area) -> bool:
    """May this person chase up whoever is late in this area? Auditors only look."""
    return any(own.covers(area) for own in watched_by(user, CHASERS))


def watched_area(user: Any, code: str) -> tuple[Area, list[Area]]:
    """The area of this code and the path to it from the widest that the reader watches; NotFound when it lies in none of theirs."""
    area = Area.objects.select_related("parent__parent__parent").filter(code=code, valid_to=None).first()
    roots = [own for own in watched_by(user) if area is not None and own.covers(area)]
    if area is None or not roots:
        raise NotFound(_("There is nothing here for you."))
    path: list[Area] = []
    above = area.parent
    while above is not None and roots[0].covers(above):
        path.insert(0, above)
        above = above.parent
    return area, path


def figures(area: Area, *, at: datetime) -> tuple[Place, list[Place]]:
    """The area and the places one level below, each with its figures; the sums below are those above."""
    width, below = WIDTH[Level(area.level)], area.children.filter(valid_to=None) if area.level != Level.COMMUNITY else ()
    places = {child.code: Place(child) for child in below}
    whole = Place(area)
    for code, colour, cases in Tally.objects.filter(within("area", area)).values_list(Left("area__code", width), "colour").annotate(Sum("cases")):
        whole.colours[colour] = whole.colours.get(colour, 0) + cases
        if code in places:
            places[code].colours[colour] = cases
    late = dict(_late(area, at=at).values_list(Left("case__area__code", width)).annotate(Count("case", distinct=True)))
    rows = [Place(place.area, place.colours, late.get(code, 0)) for code, place in places.items()]
    return Place(area, whole.colours, sum(late.values())), sorted(rows, key=lambda place: (-place.late, -place.cases, place.area.code))


def days_of(area: Area, *, today: date) -> list[Day]:
    """The last thirty days, today last."""
    first = today - timedelta(days=DAYS - 1)
    found = DayTally.objects.filter(within("area", area), day__gte=first).values_list("day", "happening").annotate(Sum("cases"))
    counted = {(day, happening): cases for day, happening, cases in found}
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return [Day(day, *(counted.get((day, what), 0) for what in (Happening.NEW, Happening.SETTLED, Happening.FAILED))) for day in days]


def late_in(area: Area, *, user: Any, at: datetime) -> list[Late]:
    """Where the centre or a mediator is late, the longest first; one line a case."""
    rows = _late(area, at=at).select_related("case__area", "case__dispute_type", "case__centre", "period", "holder").order_by("due_at")
    first: dict[int, Deadline] = {}
    for row in rows[: LATE_SHOWN * 3]:
        first.setdefault(row.case_id, row)
    shown = list(first.values())[:LATE_SHOWN]
    opens = set(Case.objects.visible_to(user).filter(pk__in=[row.case_id for row in shown]).values_list("pk", flat=True))
    chased = chased_today([row.case_id for row in shown], at=at)
    return [Late(row, row.case_id in opens, chased.get((row.case_id, row.period.code))) for row in shown]


def late_clock(case: Case, *, at: datetime) -> Deadline | None:
    """The clock of this case that ran out first while the centre or its mediator has the turn."""
    return Deadline.objects.filter(LATE, case=case, due_at__lt=at).select_related("period", "holder").order_by("due_at").first()


def chased_today(cases: Iterable[int], *, at: datetime) -> dict[tuple[int, str], datetime]:
    """When somebody was pressed today, by case and clock."""
    since = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Step.objects.filter(case__in=list(cases), name="chased", at__gte=since).order_by("at").values_list("case_id", "facts__clock", "at")
    return {(case, clock): moment for case, clock, moment in rows}


def cases_in(area: Area, *, colour: str, before: int = 0) -> list[Case]:
    """The newest cases of an area, of one colour or of all, and one more than a page shows; `before` is the last one of the page before."""
    areas = Area.objects.filter(within("", area)).values("pk")
    rows = Case.objects.filter(area__in=areas).select_related("area", "centre", "dispute_type").order_by("-pk")
    if colour in Colour.values:
        rows = rows.filter(colour=colour)
    return list((rows.filter(pk__lt=before) if before else rows)[: CASES_SHOWN + 1])


def drawn(days: list[Day]) -> list[Column]:
    """What began beside what ended, day by day."""
    return columns([(((str(Happening.NEW), day.new),), ((str(Happening.SETTLED), day.settled), (str(Happening.FAILED), day.failed))) for day in days])


def within(path: str, area: Area) -> Q:
    """Keep what lies in this area: codes are nested."""
    prefix = area.code.removesuffix("00") if area.level == Level.CITY else area.code
    return Q(**{f"{path}__code__startswith" if path else "code__startswith": prefix})


def _late(area: Area, *, at: datetime) -> Any:
    return Deadline.objects.filter(LATE, within("case__area", area), due_at__lt=at)

"""What the people see who watch an area: how many cases stand where, what happens by day, and where somebody is late. One area a call.

Figures are sums of tallies, never a count over cases. Names and stories are no figures: a case is named by its number, and opens only for whoever may know of it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.kinds import Colour, Turn
from cases.models import Case, DayTally, Deadline, Happening, Step, Tally
from cases.reads.charts import Column, Piece, band, columns
from mediation.people.models import Area, Centre
from mediation.people.roles import CentreKind, Level, Role
from mediation.refusals import NotFound

Inside = dict[int, str]  # the places in an area and their codes
WATCHERS = (Role.MANAGER, Role.SUPERVISOR, Role.AUDITOR)
CHASERS = (Role.MANAGER, Role.SUPERVISOR)
OURS = (Turn.DISPATCHER, Turn.MEDIATOR)  # whose delays those who watch a centre can do something about
LATE = Q(closed_at=None, paused_at=None, turn__in=OURS)
DAYS = 30
LATE_SHOWN, CASES_SHOWN = 20, 25
SHOWN_OF_LATE = (
    *("due_at", "holder__name", "period__code", "period__name_zh", "period__name_en"),
    *(f"case__{name}" for name in ("number", "stage", "colour", "area__name", "centre__short_name", "dispute_type__name_zh", "dispute_type__name_en")),
)
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


@dataclass(frozen=True, slots=True)
class Watch:
    """An area as somebody watches it."""

    area: Area
    path: list[Area]  # to it, from the widest that they watch
    chases: bool  # may they chase somebody up here? Auditors only look
    inside: Inside


def posts_of(user: Any) -> list[tuple[Area, str]]:
    """The areas this person watches by their posts at mediation centres, and as what; the widest first."""
    held = [post for post in getattr(user, "posts", ()) if post.role in WATCHERS and post.centre_kind == CentreKind.MEDIATION]
    if not held:
        return []
    areas = {centre.pk: centre.area for centre in Centre.objects.filter(pk__in=[post.centre_id for post in held]).select_related("area")}
    return sorted(((areas[post.centre_id], post.role) for post in held), key=lambda one: (len(one[0].code), one[0].code))


def chaser_as(user: Any, area: Area) -> str:
    """As what this person may chase up whoever is late in this area, or nothing."""
    return next((role for own, role in posts_of(user) if own.covers(area) and role in CHASERS), "")


def watch(user: Any, code: str) -> Watch:
    """The area of this code as this person watches it, also one that is no more; NotFound when it lies in none of theirs."""
    area = Area.objects.select_related("parent__parent__parent").filter(code=code).first()
    posts = [(own, role) for own, role in posts_of(user) if area is not None and own.covers(area)]
    if area is None or not posts:
        raise NotFound(_("There is nothing here for you."))
    path: list[Area] = []
    above = area.parent
    while above is not None and posts[0][0].covers(above):
        path.insert(0, above)
        above = above.parent
    return Watch(area, path, any(role in CHASERS for _own, role in posts), inside(area))


def figures(area: Area, codes: Inside, *, at: datetime) -> tuple[Place, list[Place]]:
    """The area and the places one level below, each with its figures; the sums below are those above."""
    width = WIDTH[Level(area.level)]
    colours: dict[str, Counter[str]] = defaultdict(Counter)
    late: Counter[str] = Counter()
    for pk, colour, cases in Tally.objects.filter(area__in=codes).values_list("area", "colour").annotate(Sum("cases")):
        colours[codes[pk][:width]][colour] += cases
    for pk, cases in _late(codes, at=at).values_list("case__area").annotate(Count("case", distinct=True)):
        late[codes[pk][:width]] += cases
    below = [child for child in area.children.all() if child.valid_to is None or child.code in colours]  # what is no more may have cases left
    rows = [Place(child, dict(colours[child.code]), late[child.code]) for child in below]
    whole = Place(area, dict(sum(colours.values(), Counter())), late.total())
    return whole, sorted(rows, key=lambda place: (-place.late, -place.cases, place.area.code))


def days_of(codes: Inside, *, today: date) -> list[Day]:
    """The last thirty days, today last."""
    first = today - timedelta(days=DAYS - 1)
    found = DayTally.objects.filter(area__in=codes, day__gte=first).values_list("day", "happening").annotate(Sum("cases"))
    counted = {(day, happening): cases for day, happening, cases in found}
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return [Day(day, *(counted.get((day, what), 0) for what in (Happening.NEW, Happening.SETTLED, Happening.FAILED))) for day in days]


def late_in(codes: Inside, *, user: Any, at: datetime) -> list[Late]:
    """Where the centre or a mediator is late, the longest first; one line a case."""
    first: dict[int, int] = {}
    for pk, case in _late(codes, at=at).order_by("due_at").values_list("pk", "case")[: LATE_SHOWN * 3]:
        first.setdefault(case, pk)
    rows = Deadline.objects.filter(pk__in=list(first.values())[:LATE_SHOWN])
    shown = list(rows.select_related("case__area", "case__dispute_type", "case__centre", "period", "holder").only(*SHOWN_OF_LATE).order_by("due_at"))
    of = [row.case_id for row in shown]
    opens, chased = known_to(user, of), chased_today(of, at=at)
    return [Late(row, row.case_id in opens, chased.get((row.case_id, row.period.code))) for row in shown]


def known_to(user: Any, cases: Iterable[int]) -> set[int]:
    """Which of these cases this person may open."""
    return set(Case.objects.visible_to(user).filter(pk__in=cases).values_list("pk", flat=True))


def late_clock(case: Case, *, at: datetime) -> Deadline | None:
    """The clock of this case that ran out first while the centre or its mediator has the turn."""
    return Deadline.objects.filter(LATE, case=case, due_at__lt=at).select_related("period", "holder").order_by("due_at").first()


def chased_today(cases: Iterable[int], *, at: datetime) -> dict[tuple[int, str], datetime]:
    """When somebody was chased up today, by case and clock."""
    since = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Step.objects.filter(case__in=cases, name="chased", at__gte=since).order_by("at").values_list("case_id", "facts__clock", "at")
    return {(case, clock): moment for case, clock, moment in rows}


def cases_in(codes: Inside, *, colour: str, before: int = 0) -> list[Case]:
    """The newest cases of an area, of one colour or of all, and one more than a page shows; `before` is the last one of the page before."""
    rows = Case.objects.filter(area__in=codes).select_related("area", "centre", "dispute_type").order_by("-pk")
    if colour in Colour.values:
        rows = rows.filter(colour=colour)
    return list((rows.filter(pk__lt=before) if before else rows)[: CASES_SHOWN + 1])


def drawn(days: list[Day]) -> list[Column]:
    """What began beside what ended, day by day."""
    return columns([(((str(Happening.NEW), day.new),), ((str(Happening.SETTLED), day.settled), (str(Happening.FAILED), day.failed))) for day in days])


def inside(area: Area) -> Inside:
    """Every place in this area, also those that are no more, with their codes: each is a prefix of the codes below it.

    They are few and asked for first: a planner that has to guess how many codes begin with another one guesses wrong.
    """
    return dict(Area.objects.filter(code__startswith=area.prefix).values_list("pk", "code"))


def _late(codes: Inside, *, at: datetime) -> Any:
    return Deadline.objects.filter(LATE, case__area__in=codes, due_at__lt=at)

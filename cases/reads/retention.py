"""What has been kept long enough."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from cases.models import Case, Erasure, RetentionRule, Step
from cases.reads.places import centre_above
from mediation.people.models import Centre
from mediation.people.roles import CentreKind, Role
from mediation.people.rules import holds

KEEPERS = (Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)


def kept_for(code: str, *, at: datetime) -> timedelta:
    """How long this kind of thing is kept by the rule in force."""
    return timedelta(days=RetentionRule.objects.on(timezone.localdate(at)).get(code=code).days)


def rules_in_force() -> QuerySet[RetentionRule]:
    """Every rule of today."""
    return RetentionRule.objects.on(timezone.localdate()).order_by("-days")


def due_cases(centre_id: int, *, at: datetime) -> QuerySet[Case]:
    """Cases of a centre in which nothing has happened for as long as the rule says; what is held, or proposed already, is not among them."""
    before = at - kept_for("case", at=at)
    last = Step.objects.filter(case=OuterRef("pk"), seq=OuterRef("last_seq")).values("at")
    resting = Case.objects.filter(centre=centre_id, created_at__lt=before, hold="", erasure=None)
    return resting.annotate(rests_since=Subquery(last)).filter(rests_since__lt=before).order_by("rests_since")


def waiting_erasures(centre: Centre) -> QuerySet[Erasure]:
    """Proposals of a centre that wait for a second person."""
    return Erasure.objects.filter(case__centre=centre, done_at=None).select_related("case", "proposed_by")


class Keeping(NamedTuple):
    """A centre whose files somebody answers for, with what waits there."""

    centre: Centre
    due: int
    waiting: int


def kept_by(user: Any, *, at: datetime) -> list[Keeping]:
    """Every such centre: the own ones, and those below."""
    places = [centre for centre in Centre.objects.filter(kind=CentreKind.MEDIATION).select_related("area").order_by("area__code") if keeps_file(user, centre)]
    return [Keeping(place, due_cases(place.pk, at=at).count(), waiting_erasures(place).count()) for place in places]


def keeps_file(user: Any, centre: Centre) -> bool:
    """Does this person answer for the files of a centre: its managers and auditors, and those of the centre above?"""
    above = centre_above(centre)
    places = [place.pk for place in (centre, above) if place is not None]
    return any(holds(user, role, place) for role in KEEPERS for place in places)

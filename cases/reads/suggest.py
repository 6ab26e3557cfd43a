"""Whom to name: mediators of a centre in the order in which they fit, each with the reasons (PIPL 24: shown, and open to another choice)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from cases.kinds import ROUND_ENDS
from cases.models import Case, Round
from cases.reads.mediators import assignable
from mediation.people.models import Centre, Profile, User
from mediation.people.reads import on_call

SKILL, NEAR, ON_CALL, LANGUAGE, FULL, EACH_CASE = 30, 20, 10, 10, -50, -2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One mediator with points and reasons."""

    person: User
    points: int
    reasons: tuple[Any, ...]
    load: int


def suggestions(case: Case, centre: Centre, *, at: datetime) -> list[Suggestion]:
    """The mediators who may take the case, the best first; nobody with a conflict is among them (特邀 15, 16)."""
    people = assignable(centre_id=centre.pk, case=case)
    profiles = {p.user_id: p for p in Profile.objects.filter(user__in=people)}
    open_rounds = Round.objects.filter(mediator__in=people).exclude(state__in=ROUND_ENDS)
    loads = dict(open_rounds.values_list("mediator").annotate(n=Count("pk")))
    called = set(on_call(centre.pk, at).values_list("pk", flat=True))
    languages = {p.user.language for p in case.parties.all() if p.user_id and p.user is not None} - {"zh-hans"}
    rated = [_rate(case, centre, person, profiles.get(person.pk), loads.get(person.pk, 0), person.pk in called, languages) for person in people]
    return sorted(rated, key=lambda s: (-s.points, s.person.name))


def _rate(case: Case, centre: Centre, person: User, profile: Profile | None, load: int, called: bool, languages: set[str]) -> Suggestion:
    capacity = profile.capacity if profile else Profile._meta.get_field("capacity").default
    found: list[tuple[int, Any]] = [(EACH_CASE * load, _("%(n)d of %(most)d mediations open") % {"n": load, "most": capacity})]
    if profile and case.dispute_type.code in profile.skills:
        found.append((SKILL, _("knows this kind of dispute")))
    if centre.pk == case.centre_id:
        found.append((NEAR, _("works where it happened")))
    if called:
        found.append((ON_CALL, _("on call now")))
    if profile and languages & set(profile.languages):
        found.append((LANGUAGE, _("speaks the language of a party")))
    if load >= capacity:
        found.append((FULL, _("has no room for more")))
    return Suggestion(person, sum(points for points, _reason in found), tuple(reason for _points, reason in found), load)

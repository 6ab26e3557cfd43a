"""A centre for its manager: who is on call, who is good at what, how promises are kept, and the emergency hand-over."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import handover
from cases.actions.senders import looks_after
from cases.forms import ProfileForm, ShiftForm
from cases.kinds import ROUND_ENDS
from cases.models import DisputeType, Handover, Round
from cases.reads.service import promises
from mediation.parsing import key_in
from mediation.people.actions import roster
from mediation.people.models import Centre, Shift, User
from mediation.people.reads import centres_of, on_call
from mediation.people.roles import CentreKind, Role
from mediation.people.rules import OF_A_CENTRE
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, Refusal


@login_required
def centre(request: SignedIn, pk: int) -> HttpResponse:
    """Show it, and do what was pressed."""
    place = get_object_or_404(centres_of(request.user).filter(kind=CentreKind.MEDIATION), pk=pk)
    people = _people(place)
    deed = request.POST.get("deed", "")
    shift = ShiftForm(request.POST if deed == "shift" else None, people=people)
    profile = ProfileForm(request.POST if deed == "profile" else None, people=_mediators(place))
    refused: Refusal | None = None
    if request.method == "POST" and not (deed == "shift" and not shift.is_valid()) and not (deed == "profile" and not profile.is_valid()):
        try:
            _deed(deed)(request, place, shift.cleaned_data if deed == "shift" else profile.cleaned_data if deed == "profile" else {})
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("cases:centre", pk=pk)
    at = clock.now()
    busy = Round.objects.filter(centre=place, mediator__isnull=False).exclude(state__in=ROUND_ENDS).values("mediator")
    facts = {
        "centre": place,
        "sends": looks_after(request.user, place.pk),
        "promises": promises(place.pk, at=at),
        "called": on_call(place.pk, at),
        "shifts": Shift.objects.filter(centre=place, ends_at__gt=at).select_related("user")[:60],
        "mediators": _with_skills(place),
        "busy": User.objects.filter(pk__in=busy),
        "handovers": Handover.objects.filter(centre=place).select_related("giver").prefetch_related("items__taker", "items__round__case")[:5],
        "shift": shift,
        "profile": profile,
        "refused": refused.sentence if refused else "",
    }
    return render(request, "cases/centre.html", facts, status=refused.status if refused else 422 if shift.errors or profile.errors else 200)


def _people(place: Centre) -> Any:
    held = place.memberships.current().filter(role__in=[*OF_A_CENTRE, Role.MANAGER]).values("user_id")  # type: ignore[attr-defined]
    return User.objects.filter(pk__in=held, is_active=True).order_by("name")


def _mediators(place: Centre) -> Any:
    return User.objects.at_post(role=Role.MEDIATOR, centre_id=place.pk).order_by("name")


def _with_skills(place: Centre) -> list[tuple[User, list[str]]]:
    """The mediators, and what they know in words."""
    names = {kind.code: str(kind) for kind in DisputeType.objects.all()}
    people = _mediators(place).select_related("profile")
    return [(person, [names.get(code, code) for code in person.profile.skills] if hasattr(person, "profile") else []) for person in people]


def _deed(name: str) -> Callable[[SignedIn, Centre, dict[str, Any]], object]:
    if name not in DEEDS:
        raise Invalid(_("Please choose what to do."))
    return DEEDS[name]


def _drop(request: SignedIn, place: Centre, said: dict[str, Any]) -> None:
    roster.drop_shift(get_object_or_404(Shift, pk=key_in(request.POST, "row"), centre=place), by=request.user)


def _hand_over(request: SignedIn, place: Centre, said: dict[str, Any]) -> None:
    handover.hand_over(place, giver=get_object_or_404(User, pk=key_in(request.POST, "giver")), by=request.user)


def _undo(request: SignedIn, place: Centre, said: dict[str, Any]) -> None:
    handover.undo(get_object_or_404(Handover, pk=key_in(request.POST, "row"), centre=place).pk, by=request.user)


DEEDS: dict[str, Callable[[SignedIn, Centre, dict[str, Any]], object]] = {
    "shift": lambda request, place, said: roster.add_shift(centre=place, by=request.user, **said),
    "profile": lambda request, place, said: roster.set_profile(centre=place, by=request.user, **said),
    "drop": _drop,
    "hand_over": _hand_over,
    "undo": _undo,
}

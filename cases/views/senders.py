"""Sending systems of a centre: what they were told, and to tell them again."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cases.actions import senders as deeds
from cases.models import Sender
from cases.reads.senders import senders_of, shown
from mediation.parsing import key_in
from mediation.people.models import Centre
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, Refusal


@login_required
def senders(request: SignedIn, pk: int) -> HttpResponse:
    """Show them, and do what was pressed; for the managers and dispatchers of this centre."""
    if not deeds.looks_after(request.user, pk):
        raise Http404
    place = get_object_or_404(Centre, pk=pk)
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            _press(request, place)
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("cases:senders", pk=pk)
    systems = [{"sender": sender, "events": [shown(row) for row in sender.endpoint.latest]} for sender in senders_of(pk)]  # type: ignore[attr-defined]
    facts = {"centre": place, "systems": systems, "refused": refused.sentence if refused else ""}
    return render(request, "cases/senders.html", facts, status=refused.status if refused else 200)


def _press(request: SignedIn, place: Centre) -> None:
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Invalid(_("Please choose what to do."))
    deed(request, get_object_or_404(Sender.objects.select_related("endpoint"), pk=key_in(request.POST, "sender"), centre=place))


DEEDS: dict[str, Callable[[SignedIn, Sender], object]] = {
    "again": lambda request, sender: deeds.send_again(sender, key_in(request.POST, "row"), by=request.user),
    "failed_again": lambda request, sender: deeds.send_failed_again(sender, by=request.user),
    "switch_on": lambda request, sender: deeds.switch_on(sender, by=request.user),
}

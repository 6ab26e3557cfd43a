"""Dates at the court: the clerk's page of a filing's dates, and each date as a file for the own calendar."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.rules import is_clerk
from courtlink.actions import hearings as deeds
from courtlink.hearing_forms import HearingForm, form_of
from courtlink.ics import entry_of
from courtlink.kinds import Adapter
from courtlink.models import Filing, Hearing
from courtlink.reads import court_of, filing_for, kinds_of_dates, leads_on, rooms_of
from mediation.diary.ics import file_response
from mediation.parsing import key_in
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, Refusal


@login_required
def hearings(request: SignedIn, ref: str) -> HttpResponse:
    """Set a date, move it, cancel it. `?move=` fills the form in with one that stands."""
    filing = filing_for(request.user, ref)
    if not is_clerk.test(request.user, filing.case):
        raise Http404
    chosen = filing.hearings.standing().filter(pk=key_in({**request.GET.dict(), **request.POST.dict()}, "move")).first()
    form = form_of(chosen) if chosen else HearingForm(initial={"kind": next(iter(kinds_of_dates(filing)), "")})
    refusal: Refusal | None = None
    if request.method == "POST":
        form = HearingForm(request.POST) if request.POST.get("deed") != "cancel" else form
        try:
            if _do(request, filing, form, chosen):
                return redirect("courtlink:hearings", ref=ref)
        except Refusal as fault:
            refusal = fault
            form.show(fault.facts.get("fields", {})) if form.is_bound else None  # type: ignore[arg-type]
    form.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds_of_dates(filing)]  # type: ignore[attr-defined]
    far = court_of(filing.case.court_id).adapter == Adapter.HTTP
    facts = {
        "filing": filing,
        "case": filing.case,
        "form": form,
        "chosen": chosen,
        "refusal": refusal,
        "dates": filing.hearings.select_related("court"),
        "far": far,
        "may": not far and bool(kinds_of_dates(filing)),
        "rooms": rooms_of(filing.case.court_id),
    }
    return render(request, "courtlink/hearings.html", facts, status=refusal.status if refusal else 422 if form.errors else 200)


@login_required
def calendar(request: SignedIn, ref: str, pk: int) -> HttpResponse:
    """A date, or its cancellation, as a file for the own calendar."""
    filing = filing_for(request.user, ref)
    hearing = get_object_or_404(Hearing.objects.select_related("filing__case", "court"), filing=filing, pk=pk)
    return file_response(entry_of(hearing), reader=request.user, alarms=leads_on(timezone.localdate())[-2:], name=filing.case.number)


def _do(request: SignedIn, filing: Filing, form: HearingForm, chosen: Hearing | None) -> bool:
    """Do what was pressed; False when the form itself says what is wrong."""
    match request.POST.get("deed"):
        case "cancel":
            deeds.cancel_date(get_object_or_404(Hearing, pk=key_in(request.POST, "date"), filing=filing).pk, by=request.user)
        case "set" if form.is_valid():
            if chosen is not None:
                deeds.move_date(chosen.pk, by=request.user, slot=form.slot())
            else:
                deeds.set_date(filing.pk, by=request.user, slot=form.slot())
        case "set":
            return False
        case _:
            raise Invalid(_("Please choose what to do."))
    return True

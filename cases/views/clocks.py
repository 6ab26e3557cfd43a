"""Why a clock stands where it stands; the calendar and the hours of duty behind it."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS

from cases import clock
from cases.actions import calendar as deeds
from cases.forms import DaysForm, HoursForm, YearForm
from cases.models import PlannedYear
from cases.reads.calendar import stretches
from cases.reads.forecast import forecast
from cases.reads.ledger import ledger
from cases.reads.lookup import case_for
from cases.reads.roles import seat_of
from mediation.people.reads import centres_of
from mediation.people.roles import Role
from mediation.people.rules import holds
from mediation.people.signed_in import SignedIn
from mediation.refusals import Refusal


@login_required
def clocks(request: SignedIn, number: str) -> HttpResponse:
    """The account of every clock of a case."""
    case = case_for(request.user, number)
    at = clock.now()
    facts = {"case": case, "accounts": ledger(case, staff=seat_of(request.user, case) is None, at=at), "now": at, "forecast": forecast(case, at=at)}
    return render(request, "cases/clocks.html", facts)


@login_required
def calendar(request: SignedIn) -> HttpResponse:
    """The days that differ from Monday to Friday; the administrator enters what the State Council publishes."""
    refused, form, year_form = _change_calendar(request)
    if request.method == "POST" and not (refused or form.errors or year_form.errors):
        return redirect("cases:calendar")
    this = timezone.localdate().year
    planned = list(PlannedYear.objects.values_list("year", flat=True))
    facts = {
        "days": stretches(date(this, 1, 1)),
        "planned": [year for year in planned if year >= this],
        "unplanned": [year for year in (this, this + 1) if year not in planned],
        "form": form,
        "year_form": year_form,
        "may": holds(request.user, Role.ADMINISTRATOR),
        "refused": refused,
    }
    return render(request, "cases/calendar.html", facts, status=422 if refused or form.errors or year_form.errors else 200)


def _change_calendar(request: SignedIn) -> tuple[object, DaysForm, YearForm]:
    """Take what was entered; of the two forms the one whose button was pressed."""
    closing = "year" in request.POST
    form = DaysForm(request.POST if request.method == "POST" and not closing else None)
    year_form = YearForm(request.POST if closing else None)
    sent: forms.Form = year_form if closing else form
    if request.method != "POST" or not sent.is_valid():
        return "", form, year_form
    said: dict[str, Any] = sent.cleaned_data
    try:
        if closing:
            deeds.plan_year(said["year"], source=said["source"], by=request.user)
        else:
            deeds.set_days(said["first"], said["last"] or said["first"], is_workday=said["kind"] == "work", source=said["source"], by=request.user)
    except Refusal as refusal:
        return refusal.sentence, form, year_form
    return "", form, year_form


@login_required
def hours(request: SignedIn, pk: int) -> HttpResponse:
    """When somebody is on duty at a centre: the clocks of service run only then."""
    centre = get_object_or_404(centres_of(request.user), pk=pk)
    rows = {row.weekday: row for row in centre.opening_hours.all()}
    begun = {f"{name}_{day}": getattr(row, name) for day, row in rows.items() for name in ("opens", "closes")}
    form = HoursForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        deeds.set_hours(centre, form.windows(), by=request.user)
        return redirect("people:staff")
    days = [(WEEKDAYS[day], form[f"opens_{day}"], form[f"closes_{day}"]) for day in range(7)]
    return render(request, "cases/hours.html", {"centre": centre, "form": form, "days": days}, status=422 if form.errors else 200)

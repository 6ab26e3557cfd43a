"""A list of disputes: handed in, looked through, brought in."""

import csv

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cases.actions import roll as deeds
from cases.actions.entry import ENTERS
from cases.forms import RollForm
from cases.models import Roll
from cases.roll_forms import EXAMPLE, HEADINGS, read_row
from mediation.people.models import Centre
from mediation.people.roles import CentreKind
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, Refusal
from mediation.vault.tables import MOST_BYTES, read_table
from mediation.vault.views import files_of


@login_required
def hand_in(request: SignedIn) -> HttpResponse:
    """Choose a file; it is read and shown, nothing else."""
    centre = _centre(request)
    form = RollForm(request.POST, files_of(request)) if request.method == "POST" else RollForm()
    refused: object = ""
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            rows = read_table(upload.read(MOST_BYTES + 1))
            kept = deeds.keep_roll(centre, rows=rows, name=upload.name, by=request.user)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            return redirect("cases:roll", pk=kept.pk)
    facts = {"form": form, "refused": refused, "rolls": Roll.objects.filter(by=request.user)[:20]}
    return render(request, "cases/hand_in.html", facts, status=422 if refused or form.errors else 200)


@login_required
def roll(request: SignedIn, pk: int) -> HttpResponse:
    """The dry run; and the good rows brought in."""
    found = get_object_or_404(Roll.objects.select_related("centre"), pk=pk, by=request.user)
    refused: object = ""
    if request.method == "POST":
        try:
            deeds.bring_in(found.pk, read_row, by=request.user)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            return redirect("cases:roll", pk=pk)
    lines = deeds.look_through(found, read_row)
    facts = {
        "roll": found,
        "lines": lines,
        "refused": refused,
        "good": sum(1 for line in lines if not line.faults and not line.case_number),
        "wrong": sum(1 for line in lines if line.faults),
        "known": sum(1 for line in lines if line.case_number),
    }
    return render(request, "cases/roll.html", facts, status=422 if refused else 200)


@login_required
def example(request: SignedIn) -> HttpResponse:
    """A file to fill in."""
    _centre(request)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="disputes.csv"'
    table = csv.writer(response)
    table.writerows([HEADINGS, EXAMPLE])
    return response


def _centre(request: SignedIn) -> Centre:
    """The mediation centre for which this person enters applications."""
    mine = [post.centre_id for post in request.user.posts if post.role in ENTERS and post.centre_kind == CentreKind.MEDIATION]
    if not mine:
        raise NotFound(_("Only the centre that is responsible for this place can enter it."))
    return Centre.objects.get(pk=mine[0])

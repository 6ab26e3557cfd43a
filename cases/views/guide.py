"""Before anything is written: can it be mediated, by whom, and what else is there? Nothing is stored, nobody is asked who they are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.forms import GuideForm
from cases.models import Advice


def guide(request: HttpRequest) -> HttpResponse:
    """Two questions and an answer; the address holds the answers, so it can be shown to somebody else."""
    form = GuideForm(request.GET or None)
    facts: dict[str, object] = {"form": form}
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        found = [*form.cleaned_data["circumstances"], *Advice.objects.filter(code=kind.code, is_circumstance=False)]
        worst = next((a.mediable for wanted in ("no", "part") for a in found if a.mediable == wanted), "yes")
        facts |= {"kind": kind, "advice": found, "mediable": worst}
    return render(request, "cases/guide.html", facts, status=422 if form.errors else 200)

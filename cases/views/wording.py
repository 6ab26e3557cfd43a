"""The wording of papers: what a centre or a court says in its own words, tried out on an invented dispute and released by a second person."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import clock
from cases.actions import wording as deeds
from cases.casefile.example import example
from cases.forms import ReleaseForm, WordingForm
from cases.models import Wording
from cases.passages import Passage, passage, standing
from cases.reads.wording import present, versions, worded_by, words_papers
from mediation.papers.render import paper_html
from mediation.papers.render import render as print_paper
from mediation.people.models import Centre
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, NotFound, Refusal

STANDING = 0  # the number of the standing wording in addresses


@login_required
@require_safe
def places(request: SignedIn) -> HttpResponse:
    """The centres and courts whose papers the reader may word."""
    found = worded_by(request.user)
    if not found:
        raise NotFound(_("There is nothing here for you."))
    return render(request, "cases/wording_places.html", {"places": found})


@login_required
@require_safe
def wordings(request: SignedIn, pk: int) -> HttpResponse:
    """Every passage that this centre may word, with what holds today."""
    place = _place(request, pk)
    return render(request, "cases/wordings.html", {"centre": place, "passages": present(place, clock.now())})


@login_required
def wording(request: SignedIn, pk: int, form: str, part: str) -> HttpResponse:
    """One passage: what holds, the draft, what held before; and do what was pressed."""
    place = _place(request, pk)
    one = _passage(place, form, part)
    deed = request.POST.get("deed", "")
    held = next(row for row in present(place, clock.now()) if row.passage == one)
    writing = WordingForm(request.POST if deed == "write" else None, optional=one.optional, initial={"text": held.draft.text if held.draft else held.text})
    releasing = ReleaseForm(request.POST if deed == "release" else None)
    asked = {"write": writing, "release": releasing}.get(deed)
    refused: Refusal | None = None
    if request.method == "POST" and (asked is None or asked.is_valid()):
        try:
            _press(request, place, one, deed, asked.cleaned_data if asked else {})
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("cases:wording", pk=pk, form=form, part=part)
    facts = {
        "centre": place,
        "passage": one,
        "held": held,
        "writing": writing,
        "releasing": releasing,
        "earlier": versions(place, one),
        "refused": refused.sentence if refused else "",
    }
    return render(request, "cases/wording.html", facts, status=refused.status if refused else 422 if writing.errors or releasing.errors else 200)


@login_required
@require_safe
def wording_sheet(request: SignedIn, pk: int, form: str, part: str, number: int) -> HttpResponse:
    """The paper with this version in it, on the screen."""
    place, one, text, version = _tried(request, pk, form, part, number)
    here = {"pk": pk, "form": form, "part": part}
    screen = {
        "back": reverse("cases:wording", kwargs=here),
        "back_word": _("Back to the wording"),
        "pdf": reverse("cases:wording_pdf", kwargs=here | {"number": number}),
        "lang": get_language(),
    }
    at = clock.now()
    return HttpResponse(paper_html(form, example(one, text, version, of=place, at=at), title=_example_of(one), made_at=at, screen=screen))


@login_required
@require_safe
def wording_pdf(request: SignedIn, pk: int, form: str, part: str, number: int) -> HttpResponse:
    """The same as it would be printed."""
    place, one, text, version = _tried(request, pk, form, part, number)
    at = clock.now()
    content = print_paper(form, example(one, text, version, of=place, at=at), title=_example_of(one), identifier=f"wording:{pk}:{form}:{part}:{number}", made_at=at)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{form}-{part}-{number}.pdf"'
    return response


def _press(request: SignedIn, place: Centre, one: Passage, deed: str, said: dict[str, Any]) -> None:
    if deed == "write":
        deeds.write(place, one, by=request.user, **said)
    elif deed == "release":
        deeds.release(place, one, by=request.user, **said)
    elif deed == "drop":
        deeds.drop(place, one, by=request.user)
    else:
        raise Invalid(_("Please choose what to do."))


def _tried(request: SignedIn, pk: int, form: str, part: str, number: int) -> tuple[Centre, Passage, str, str]:
    """The version that is looked at: a row, the draft among them, or the standing wording of today."""
    place = _place(request, pk)
    one = _passage(place, form, part)
    if number == STANDING:
        held = standing(form, part, clock.now())
        return place, one, held.text, held.version
    row = get_object_or_404(Wording.objects.select_related("centre"), centre=place, form=form, name=part, number=number)
    return place, one, row.text, row.version


def _place(request: SignedIn, pk: int) -> Centre:
    place = get_object_or_404(Centre.objects.select_related("area"), pk=pk)
    if not words_papers(request.user, place):
        raise NotFound(_("There is nothing here for you."))
    return place


def _passage(place: Centre, form: str, part: str) -> Passage:
    found = passage(form, part)
    if found is None or found.kind != place.kind:
        raise NotFound(_("There is nothing here for you."))
    return found


def _example_of(one: Passage) -> str:
    return f"示例 {one.form}"

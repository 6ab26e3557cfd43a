"""The case file: every paper that the case can print by now, to look at and to take along."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.casefile.bound import bound, print_sheet, title_of
from cases.casefile.catalogue import COMMITTEE, catalogue, one, readable
from cases.casefile.record import record_of
from cases.casefile.sheet import Form, Sheet
from cases.models import Case
from cases.reads.lookup import case_for
from cases.reads.roles import audiences_of, role_of
from cases.rules import is_its_mediator
from mediation.papers.render import paper_html
from mediation.papers.signing.port import sign_paper
from mediation.people.signed_in import SignedIn


@login_required
@require_safe
def casefile(request: SignedIn, number: str) -> HttpResponse:
    """What there is, in the order of the file; what is not there yet is said to those who keep the file."""
    case = case_for(request.user, number)
    forms = readable(request.user, case)
    keeps = role_of(request.user, case) in COMMITTEE
    facts = {"case": case, "keeps": keeps, "forms": [pair for pair in forms if pair[1]], "later": [form for form, sheets in forms if not sheets] if keeps else []}
    facts["asks"] = case.open_round is not None and is_its_mediator.test(request.user, case)
    return render(request, "cases/casefile.html", facts)


@login_required
@require_safe
def record(request: SignedIn, number: str) -> HttpResponse:
    """The record that can be checked without us, with what this reader may see."""
    case = case_for(request.user, number)
    response = HttpResponse(record_of(case, audiences_of(request.user, case)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{case.number}-record.zip"'
    return response


@login_required
@require_safe
def sheet(request: SignedIn, number: str, form: str, part: str) -> HttpResponse:
    """One paper on the screen, word for word as it is printed."""
    case, kind, paper = _found(request, number, form, part)
    screen = {
        "back": reverse("cases:casefile", args=[number]),
        "back_word": _("Back to the case file"),
        "pdf": reverse("cases:sheet_pdf", args=[number, form, part]),
        "lang": get_language(),
    }
    return HttpResponse(paper_html(kind.code, paper.told(), title=title_of(kind, case), made_at=paper.at, screen=screen))


@login_required
@require_safe
def sheet_pdf(request: SignedIn, number: str, form: str, part: str) -> HttpResponse:
    """The same as PDF/A, with what it was made of inside; sealed where the form wants a seal."""
    case, kind, paper = _found(request, number, form, part)
    printed = print_sheet(kind, paper, case)
    content = sign_paper(printed, [], seal=paper.seal) if paper.seal else printed.pdf
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{case.number}-{kind.code}-{paper.key}.pdf"'
    return response


@login_required
@require_safe
def whole_file(request: SignedIn, number: str) -> HttpResponse:
    """All papers of the file as one, with page numbers, for those who keep it."""
    case = case_for(request.user, number)
    role = role_of(request.user, case)
    if role not in COMMITTEE:
        raise Http404
    response = HttpResponse(bound(case, catalogue(), role), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{case.number}-file.pdf"'
    return response


def _found(request: SignedIn, number: str, form: str, part: str) -> tuple[Case, Form, Sheet]:
    case = case_for(request.user, number)
    found = one(request.user, case, form, part)
    if found is None:
        raise Http404
    return case, *found

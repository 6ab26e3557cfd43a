"""Pages for whoever holds a code or a link: no account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.actions import parties, rounds
from cases.kinds import Answer
from cases.models import Case, Party
from cases.reads.turn import turn_of
from mediation.papers.codes import qr_file, qr_svg
from mediation.people.actions.codes import ask_code, check_code
from mediation.people.backends import let_in
from mediation.people.forms import CodeForm
from mediation.refusals import NotFound, Refusal
from mediation.tokens import token_hash


def code(request: HttpRequest, token: str) -> HttpResponse:
    """The case's own code: colour and next step, nothing else, for anybody who scans it."""
    case = Case.objects.select_related("latest_round").filter(token_hash=token_hash(token)).first()
    if case is None:
        raise NotFound(_("This code is not known. Please check the letters, or call the centre."))
    response = render(request, "cases/code.html", {"case": case, "qr": qr_svg(case.public_url, case.colour), "turn": turn_of(case)})
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def code_picture(request: HttpRequest, token: str, colour: str) -> HttpResponse:
    """The code as a picture. A colour that is not the present one leads to the present one: nobody is shown a stale state."""
    case = Case.objects.only("colour", "token").filter(token_hash=token_hash(token)).first()
    if case is None:
        raise NotFound(_("This code is not known. Please check the letters, or call the centre."))
    if colour != case.colour:
        return redirect(case.qr_url)
    response = HttpResponse(qr_file(case.public_url, colour), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=300"
    response["ETag"] = f'"{colour}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The respondent's link: what it is about in plain words, and four answers of one tap."""
    party = _party(token)
    parties.note_seen(party)
    case = Case.objects.for_reading().get(pk=party.case_id)
    party = next(p for p in case.parties.all() if p.pk == party.pk)
    refused: object = ""
    if request.method == "POST":
        try:
            rounds.reply(party.pk, answer=request.POST.get("answer", ""), words=request.POST.get("words", ""), by=party.user)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            return redirect(f"{request.path}?done=1")
    facts = {"case": case, "party": party, "answers": Answer, "refused": refused, "done": "done" in request.GET, "token": token}
    return render(request, "cases/answer.html", facts, status=422 if refused else 200)


def enter(request: HttpRequest, token: str) -> HttpResponse:
    """From the link to the case page: one code to the phone on file proves who is here."""
    party = _party(token)
    form = CodeForm(request.POST if "code" in request.POST else None)
    refused: object = ""
    if request.method == "POST":
        try:
            if "code" not in request.POST:
                ask_code(phone=party.phone, purpose="party", subject=str(party.pk), ip=request.META.get("REMOTE_ADDR", ""))
                return redirect(f"{request.path}?sent=1")
            if form.is_valid():
                check_code(phone=party.phone, purpose="party", code=form.cleaned_data["code"], subject=str(party.pk))
                let_in(request, parties.bind(party.pk))
                return redirect("cases:case", number=party.case.number)
        except Refusal as refusal:
            refused = refusal.sentence
    facts = {"party": party, "form": form, "sent": "sent" in request.GET or "code" in request.POST, "refused": refused, "token": token}
    return render(request, "cases/enter.html", facts, status=422 if refused or form.errors else 200)


def _party(token: str) -> Party:
    party = Party.objects.select_related("case", "user").filter(invite_hash=token_hash(token)).first()
    if party is None:
        raise NotFound(_("This link is not known or was replaced. Please call the centre that wrote to you."))
    return party

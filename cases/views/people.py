"""The people of a case: parties, who acts for them, who attends."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cases.actions import agents, parties, rounds
from cases.actions.intake import Person
from cases.actions.reveal import MAY, reveal
from cases.kinds import Answer, RevealReason, Way
from cases.models import Agent, Attendant, Case, Party
from cases.people_forms import AgentForm, GuestForm, IdentityForm, JoinForm
from cases.reads.lookup import case_for
from cases.reads.roles import role_of, seats_of
from mediation.parsing import key_in
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, Refusal
from mediation.vault.serve import download_response
from mediation.vault.views import files_of


@login_required
def people(request: SignedIn, number: str) -> HttpResponse:
    """Show them, and do what was pressed."""
    case = case_for(request.user, number)
    deed = request.POST.get("deed", "")
    sent: dict[str, forms.Form] = {name: form(request.POST or None, files_of(request) or None) if name == deed else form() for name, form in FORMS.items()}
    sent["identity"] = IdentityForm(request.POST if deed == "identity" else None, kind=_party(request, case).kind if deed == "identity" else "")
    refused: Refusal | None = None
    shown: dict[str, Any] = {}
    if request.method == "POST" and (deed not in sent or sent[deed].is_valid()):
        try:
            shown = _do(deed, request, case, sent[deed].cleaned_data if deed in sent else {}) or {}
        except Refusal as refusal:
            refused = refusal
        else:
            if not shown:
                return redirect("cases:people", number=number)
        case = case_for(request.user, number)
    wrong = any(form.errors for form in sent.values())
    facts = _facts(request, case) | {"forms": sent, "refused": refused.sentence if refused else "", "shown": shown, "deed": deed}
    response = render(request, "cases/people.html", facts, status=refused.status if refused else 422 if wrong else 200)
    if shown:
        response["Cache-Control"] = "no-store"
    return response


@login_required
def power(request: SignedIn, number: str, pk: int) -> HttpResponseBase:
    """The paper that shows a power: for the party itself and those who work on the case."""
    case = case_for(request.user, number)
    row = get_object_or_404(Agent.objects.select_related("document", "party"), party__case=case, pk=pk, document__isnull=False)
    if not (MAY.test(request.user, case) or row.party.acted_by(request.user.pk)):
        return redirect("cases:people", number=number)
    return download_response(row.document, f"{case.number}-A{row.pk}.pdf", request=request)  # type: ignore[arg-type]


FORMS: dict[str, type[forms.Form]] = {"agent": AgentForm, "join": JoinForm, "guest": GuestForm}


def _facts(request: SignedIn, case: Case) -> dict[str, Any]:
    seats = seats_of(request.user, case)
    rows: dict[int, list[Agent]] = {}
    for agent in Agent.objects.filter(party__in=[p.pk for p in case.parties.all()], until=None).select_related("document"):
        rows.setdefault(agent.party_id, []).append(agent)
    staff = MAY.test(request.user, case)
    return {
        "case": case,
        "role": role_of(request.user, case),
        "seats": seats,
        "seat": seats[0] if seats else None,
        "staff": staff,
        "rows": [(party, rows.get(party.pk, []), party in seats, _has_company(case, party)) for party in case.parties.all()],
        "guests": list(Attendant.objects.filter(case=case).prefetch_related("agreed")),
        "speakers": [p for p in case.parties.all() if seats and p.side == seats[0].side and p.pk != seats[0].pk and not p.represented_by_id and not p.is_minor],
        "reasons": RevealReason.choices,
        "answers": Answer.choices,
        "ways": [(w.value, w.label) for w in (Way.SPOKEN, Way.WRITTEN)],
    }


def _has_company(case: Case, party: Party) -> bool:
    """Is there somebody else on this side?"""
    return any(p.side == party.side and p.pk != party.pk for p in case.parties.all())


def _do(deed: str, request: SignedIn, case: Case, said: dict[str, Any]) -> dict[str, Any] | None:
    if deed not in DEEDS:
        raise Invalid(_("Please choose what to do."))
    return DEEDS[deed](request, case, said)


def _agent(request: SignedIn, case: Case, said: dict[str, Any]) -> None:
    agents.name_agent(_party(request, case).pk, by=request.user, **said)


def _end_agent(request: SignedIn, case: Case, said: dict[str, Any]) -> None:
    agents.end_agent(get_object_or_404(Agent, pk=key_in(request.POST, "agent"), party__case=case).pk, by=request.user)


def _join(request: SignedIn, case: Case, said: dict[str, Any]) -> None:
    parties.join(case.pk, by=request.user, side=said["side"], people=[Person(kind=said["kind"], **person) for person in said["people"]])


def _identity(request: SignedIn, case: Case, said: dict[str, Any]) -> None:
    parties.identify(_party(request, case).pk, by=request.user, **said)


def _leave(request: SignedIn, case: Case, said: dict[str, Any]) -> None:
    parties.leave(_party(request, case).pk, by=request.user)


def _elect(request: SignedIn, case: Case, said: dict[str, Any]) -> None:
    parties.elect(_party(request, case).pk, by=request.user, speaker_id=key_in(request.POST, "speaker") or None, settles="settles" in request.POST)


def _guest(request: SignedIn, case: Case, said: dict[str, Any]) -> None:
    agents.propose_attendant(case.pk, by=request.user, **said)


def _answer_guest(request: SignedIn, case: Case, said: dict[str, Any]) -> None:
    guest = get_object_or_404(Attendant, pk=key_in(request.POST, "guest"), case=case)
    agents.answer_attendant(guest.pk, by=request.user, yes=request.POST.get("answer") == "yes")


def _answer(request: SignedIn, case: Case, said: dict[str, Any]) -> None:
    rounds.reply(_party(request, case).pk, answer=request.POST.get("answer", ""), by=request.user, way=request.POST.get("way", ""))


def _reveal(request: SignedIn, case: Case, said: dict[str, Any]) -> dict[str, Any]:
    party = _party(request, case)
    return {"party": party.pk, **reveal(case, party, by=request.user, reason=request.POST.get("reason", ""))}


def _party(request: SignedIn, case: Case) -> Party:
    found = next((p for p in case.parties.all() if p.pk == key_in(request.POST, "party")), None)
    if found is None:
        raise Invalid(_("Please say who is meant."))
    return found


DEEDS: dict[str, Callable[[SignedIn, Case, dict[str, Any]], dict[str, Any] | None]] = {
    "agent": _agent,
    "end_agent": _end_agent,
    "join": _join,
    "identity": _identity,
    "leave": _leave,
    "elect": _elect,
    "guest": _guest,
    "answer_guest": _answer_guest,
    "reveal": _reveal,
    "answer": _answer,
}

"""The page of the present mediation: who mediates, how much time there is, who was reached."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import contact, hold, mediators, round_time
from cases.actions.more_rounds import grant_round
from cases.actions.split import split
from cases.kinds import ContactChannel, ContactOutcome, Disclosure, Ground, HoldReason
from cases.models import Case, Objection, reasons_on
from cases.reads.lookup import case_for
from cases.reads.roles import seat_of
from cases.reads.round_page import round_page
from mediation.parsing import key_in
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, Refusal, WrongPerson


@login_required
def mediation(request: SignedIn, number: str) -> HttpResponse:
    """Show it, and do what was pressed."""
    case = case_for(request.user, number)
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            _deed(request.POST.get("deed", ""))(request, case)
        except Refusal as refusal:
            refused = refusal
        else:
            return redirect("cases:round", number=number)
        case = case_for(request.user, number)
    facts = {
        "case": case,
        "page": round_page(request.user, case),
        "refused": refused.sentence if refused else "",
        "typed": request.POST,
        "disclosures": Disclosure.choices,
        "grounds": reasons_on(Ground, timezone.localdate()),
        "channels": ContactChannel.choices,
        "outcomes": ContactOutcome.choices,
        "holds": reasons_on(HoldReason, timezone.localdate()),
    }
    return render(request, "cases/round.html", facts, status=refused.status if refused else 200)


def _deed(name: str) -> Callable[[SignedIn, Case], object]:
    if name not in DEEDS:
        raise Invalid(_("Please choose what to do."))
    return DEEDS[name]


def _take(request: SignedIn, case: Case) -> None:
    mediators.take(case.pk, by=request.user, disclosure=request.POST.get("disclosure", ""), words=request.POST.get("words", ""))


def _choose(request: SignedIn, case: Case) -> None:
    mediators.choose(_seat(request, case), by=request.user, mediator_id=key_in(request.POST, "mediator"))


def _waive(request: SignedIn, case: Case) -> None:
    mediators.waive(_seat(request, case), by=request.user)


def _object(request: SignedIn, case: Case) -> None:
    mediators.object_to(
        _seat(request, case), by=request.user, ground=request.POST.get("ground", ""), words=request.POST.get("words", ""), instead=key_in(request.POST, "instead") or None
    )


def _decide(request: SignedIn, case: Case) -> None:
    objection = get_object_or_404(Objection, round__case=case, pk=key_in(request.POST, "objection"))
    mediators.decide_objection(objection.pk, by=request.user, sustain=request.POST.get("verdict") == "sustained", reason=request.POST.get("words", ""))


def _split(request: SignedIn, case: Case) -> None:
    try:
        amount = Decimal(request.POST["amount"]) if request.POST.get("amount") else None
    except InvalidOperation as wrong:
        raise Invalid(_("Please enter the amount in yuan.")) from wrong
    chosen = set(request.POST.getlist("leaving"))
    leaving = frozenset(p.pk for p in case.parties.all() if str(p.pk) in chosen)
    if amount is not None and not 0 <= amount < Decimal(10) ** 12:
        raise Invalid(_("Please enter the amount in yuan."))
    split(case.pk, by=request.user, summary=request.POST.get("summary", "")[:3000], amount=amount, leaving=leaving)


def _note(request: SignedIn, case: Case) -> None:
    party = next((p for p in case.parties.all() if str(p.pk) == request.POST.get("party")), None)
    if party is None:
        raise Invalid(_("Please say whom you tried to reach."))
    said = {name: request.POST.get(name, "") for name in ("channel", "outcome", "note")}
    contact.note_contact(party.pk, by=request.user, **said)


def _seat(request: SignedIn, case: Case) -> int:
    seat = seat_of(request.user, case)
    if seat is None:
        raise WrongPerson(_("Everybody decides for themselves."))
    return seat.pk


DEEDS: dict[str, Callable[[SignedIn, Case], object]] = {
    "take": _take,
    "choose": _choose,
    "waive": _waive,
    "object": _object,
    "decide": _decide,
    "replace": lambda request, case: mediators.replace(case.pk, by=request.user),
    "extend": lambda request, case: round_time.ask_extension(case.pk, by=request.user),
    "extend_yes": lambda request, case: round_time.answer_extension(case.pk, by=request.user, yes=True),
    "extend_no": lambda request, case: round_time.answer_extension(case.pk, by=request.user, yes=False),
    "pause": lambda request, case: round_time.pause(case.pk, by=request.user),
    "resume": lambda request, case: round_time.resume(case.pk, by=request.user),
    "note": _note,
    "hold": lambda request, case: hold.hold(case.pk, by=request.user, reason=request.POST.get("reason", "")),
    "release": lambda request, case: hold.release(case.pk, by=request.user),
    "split": _split,
    "grant": lambda request, case: grant_round(case.pk, by=request.user),
}

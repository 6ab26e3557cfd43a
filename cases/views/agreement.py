"""Signing and sealing the agreement, on the phone or on paper."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cases import clock
from cases.actions import agree, amend, sign_on_paper
from cases.kinds import RoundState, Side
from cases.models import Agreement, Case, Party, Signature
from cases.papers import agreement_wording
from cases.reads.agreement import terms
from cases.reads.lookup import case_for
from cases.reads.roles import role_of, seat_of
from cases.reads.signers import signs_for
from cases.rules import is_its_mediator
from mediation.parsing import key_in
from mediation.people.actions.codes import ask_code
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, Refusal, WrongMoment
from mediation.vault.serve import download_response, preview_response
from mediation.vault.views import files_of

MARK = 16  # characters of the text's hash that the second step carries: the first one showed this text


@login_required
def agreement(request: SignedIn, number: str) -> HttpResponse:
    """The text as it stands: parties sign, the mediator seals."""
    case = case_for(request.user, number)
    present = case.text_in_signing
    role, seat = role_of(request.user, case), seat_of(request.user, case)
    # A text that never took effect is a concession (解释 107): neither the centre nor the court reads it.
    signing = case.amendment is not None or (case.open_round is not None and case.open_round.state == RoundState.SIGNING)
    # The centre reads it only to be the second pair of eyes of a signature on paper.
    second_eyes = role == "dispatcher" and signing and present is not None and present.signatures.filter(scan__isnull=False, witness=None).exists()
    at_the_table = role == "mediator" or second_eyes or (seat is not None and present is not None and present.is_frozen)
    if present is None or not (at_the_table or present.effective_at):
        if seat is not None and request.method == "POST":
            raise WrongMoment(_("The mediator has taken the text back. Read the new text first, then sign."))
        raise NotFound(_("There is no text to sign yet."))
    refused: object = ""
    if request.method == "POST":
        try:
            return _sign_or_seal(request, case)
        except Refusal as refusal:
            refused = refusal.sentence
    read = request.GET.get("sent", "") or ("code" in request.POST and request.POST.get("text_sha256", "")[:MARK])
    signatures = {s.party_id: s for s in present.signatures.all()}
    unsigned = [p for p in signs_for(request.user, case) if p.pk not in signatures]
    facts = {
        "case": case,
        "agreement": present,
        "terms": terms(present),
        "closing": agreement_wording(case, present, at=clock.now())["closing"],
        "duties": _duties(case, present, seat),
        "role": role,
        "seat": seat,
        "unsigned": unsigned,
        "signers": [(party, signatures.get(party.pk)) for party in case.parties.all()],
        "missing": [party for party in case.parties.all() if party.pk not in signatures],
        "signing": signing,
        "sent": read == present.text_sha256[:MARK],
        "refused": refused or (_("The text was changed after you read it. Please read it again.") if read and read != present.text_sha256[:MARK] else ""),
    }
    return render(request, "cases/agreement.html", facts, status=422 if refused else 200)


def _duties(case: Case, present: Agreement, seat: Party | None) -> list[dict[str, object]]:
    """The facts that matter, for whoever signs: who, to whom, what, by when."""
    rows = present.obligations.select_related("debtor_party", "creditor_party")
    sides = {side: "、".join(party.shown_name for party in case.parties.all() if party.side == side) for side in Side.values}
    return [
        {
            "duty": duty,
            "mine": seat is not None and duty.debtor == seat.side,
            "who": duty.debtor_party.shown_name if duty.debtor_party else sides[duty.debtor],
            "whom": duty.creditor_party.shown_name if duty.creditor_party else sides[duty.creditor],
        }
        for duty in rows
    ]


@login_required
@require_POST
def on_paper(request: SignedIn, number: str) -> HttpResponse:
    """A signature in ink: entered by one member of staff, looked at by another."""
    case = case_for(request.user, number)
    if "witness" in request.POST:
        sign_on_paper.witness_paper(case.pk, by=request.user, signature_id=key_in(request.POST, "witness"), right=request.POST.get("right") == "yes")
    else:
        sign_on_paper.enter_paper(case.pk, by=request.user, party_id=key_in(request.POST, "party"), scan=files_of(request).get("scan"))
    # Once nothing waits for a second pair of eyes, the text is closed to the centre again.
    return redirect("cases:agreement" if is_its_mediator.test(request.user, case) else "cases:case", number=number)


@login_required
def paper_scan(request: SignedIn, number: str, pk: int) -> HttpResponseBase:
    """The scan of a signature in ink, for the staff who look at it."""
    case = case_for(request.user, number)
    if not sign_on_paper.STAFF.test(request.user, case):
        raise NotFound(_("There is no text to sign yet."))
    row = get_object_or_404(Signature.objects.select_related("scan"), agreement__case=case, pk=pk, scan__isnull=False)
    return preview_response(row.scan, request=request) if row.scan.is_picture else download_response(row.scan, f"{case.number}-S{row.pk}.pdf", request=request)  # type: ignore[arg-type, union-attr]


@login_required
@require_POST
def unfreeze(request: SignedIn, number: str) -> HttpResponse:
    """Take the text back from signing."""
    case = case_for(request.user, number)
    if case.amendment is not None:
        amend.drop_amendment(case.pk, by=request.user)
        return redirect("cases:case", number=number)
    agree.unfreeze(case.pk, by=request.user)
    return redirect("cases:write", number=number)


def _sign_or_seal(request: SignedIn, case: Case) -> HttpResponse:
    seat, present = next(iter(signs_for(request.user, case)), None), case.text_in_signing
    if "ask" in request.POST and seat is not None and present is not None:
        agree.in_signing(case, request.POST.get("text_sha256", ""))
        ask_code(phone=request.user.phone, purpose="sign", subject=agree.sign_subject(present), ip=request.META.get("REMOTE_ADDR", ""))
        return redirect(f"{request.path}?sent={present.text_sha256[:MARK]}#sign")
    if seat is not None:
        agree.sign(
            seat.pk,
            by=request.user,
            text_sha256=request.POST.get("text_sha256", ""),
            code=request.POST.get("code", ""),
            drawing=request.POST.get("drawing", ""),
        )
        return redirect("cases:agreement", number=case.number)
    seal = amend.seal_amendment if case.amendment is not None else agree.seal
    seal(case.pk, by=request.user, drawing=request.POST.get("drawing", ""))
    return redirect("cases:case", number=case.number)

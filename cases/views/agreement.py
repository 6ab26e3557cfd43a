"""Writing, fixing, signing and sealing the agreement."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.forms import formset_factory
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cases.actions import agree, sign_on_paper
from cases.kinds import RoundState, Side
from cases.models import Case, Signature
from cases.reads.agreement import terms
from cases.reads.lookup import case_for
from cases.reads.roles import role_of, seat_of
from cases.reads.signers import signs_for
from mediation.people.actions.codes import ask_code
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, Refusal
from mediation.vault.serve import download_response, preview_response

STOCK_CLAUSES = (
    "双方就本次纠纷再无其他争议。",
    "双方应当对调解过程和协议内容保密，法律另有规定的除外。",
    "任何一方不履行本协议的，另一方可以依法向人民法院起诉或者申请强制执行。",
)


class DutyForm(forms.Form):
    """One obligation."""

    debtor = forms.ChoiceField(label=_("Who"), choices=Side.choices)
    what = forms.CharField(label=_("Does what"), max_length=200)
    amount = forms.DecimalField(label=_("Amount (yuan)"), max_digits=12, decimal_places=2, min_value=0, required=False)
    how = forms.CharField(label=_("How"), max_length=120)
    due_on = forms.DateField(label=_("By when"), widget=forms.DateInput(attrs={"type": "date"}))
    if_late = forms.CharField(label=_("If late"), max_length=200, required=False)


class TextForm(forms.Form):
    """Facts and clauses."""

    facts_text = forms.CharField(label=_("Facts and issues"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    stock = forms.MultipleChoiceField(label=_("Clauses"), choices=[(str(n), text) for n, text in enumerate(STOCK_CLAUSES)], required=False, widget=forms.CheckboxSelectMultiple)
    own = forms.CharField(label=_("Further clauses, one on each line"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


DutyFormSet = formset_factory(DutyForm, extra=1, max_num=12, validate_max=True)


@login_required
def write(request: SignedIn, number: str) -> HttpResponse:
    """The mediator writes the draft from clauses and obligation rows."""
    case = _for_its_mediator(request, number)
    text = TextForm(request.POST or None, initial=_text_now(case))
    duties = DutyFormSet(request.POST or None, initial=_duties_now(case), prefix="duty")
    refused: object = ""
    if request.method == "POST" and text.is_valid() and duties.is_valid():
        try:
            _save(case, text, duties, request)
            if "freeze" in request.POST:
                agree.freeze(case.pk, by=request.user)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            return redirect("cases:agreement", number=number) if "freeze" in request.POST else redirect("cases:write", number=number)
    status = 422 if refused or text.errors or any(duties.errors) else 200
    return render(request, "cases/write.html", {"case": case, "text": text, "duties": duties, "refused": refused}, status=status)


@login_required
def agreement(request: SignedIn, number: str) -> HttpResponse:
    """The text as it stands: parties sign, the mediator seals."""
    case = case_for(request.user, number)
    present = case.present_agreement
    role, seat = role_of(request.user, case), seat_of(request.user, case)
    # A text that never took effect is a concession (解释 107): neither the centre nor the court reads it.
    signing = case.open_round is not None and case.open_round.state == RoundState.SIGNING
    # The centre reads it only to be the second pair of eyes of a signature on paper.
    second_eyes = role == "dispatcher" and signing and present is not None and present.signatures.filter(scan__isnull=False, witness=None).exists()
    at_the_table = role == "mediator" or second_eyes or (seat is not None and present is not None and present.is_frozen)
    if present is None or not (at_the_table or present.effective_at):
        raise NotFound(_("There is no text to sign yet."))
    refused: object = ""
    if request.method == "POST":
        try:
            return _sign_or_seal(request, case)
        except Refusal as refusal:
            refused = refusal.sentence
    signatures = {s.party_id: s for s in present.signatures.all()}
    unsigned = [p for p in signs_for(request.user, case) if p.pk not in signatures]
    facts = {
        "case": case,
        "agreement": present,
        "terms": terms(present),
        "role": role,
        "seat": seat,
        "unsigned": unsigned,
        "signers": [(party, signatures.get(party.pk)) for party in case.parties.all()],
        "signing": signing,
        "sent": "sent" in request.GET or "code" in request.POST,
        "refused": refused,
    }
    return render(request, "cases/agreement.html", facts, status=422 if refused else 200)


@login_required
@require_POST
def on_paper(request: SignedIn, number: str) -> HttpResponse:
    """A signature in ink: entered by one member of staff, looked at by another."""
    case = case_for(request.user, number)
    if "witness" in request.POST:
        key = request.POST["witness"]
        signature_id = int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0
        sign_on_paper.witness_paper(case.pk, by=request.user, signature_id=signature_id, right=request.POST.get("right") == "yes")
    else:
        party = request.POST.get("party", "")
        party_id = int(party) if party.isascii() and party.isdecimal() and len(party) < 19 else 0
        sign_on_paper.enter_paper(case.pk, by=request.user, party_id=party_id, scan=request.FILES.get("scan"))
    return redirect("cases:agreement", number=number)


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
    agree.unfreeze(case_for(request.user, number).pk, by=request.user)
    return redirect("cases:write", number=number)


def _sign_or_seal(request: SignedIn, case: Case) -> HttpResponse:
    seat, present = next(iter(signs_for(request.user, case)), None), case.present_agreement
    if "ask" in request.POST and seat is not None and present is not None:
        ask_code(phone=request.user.phone, purpose="sign", subject=agree.sign_subject(present), ip=request.META.get("REMOTE_ADDR", ""))
        return redirect(f"{request.path}?sent=1#sign")
    if seat is not None:
        agree.sign(
            seat.pk,
            by=request.user,
            text_sha256=request.POST.get("text_sha256", ""),
            code=request.POST.get("code", ""),
            drawing=request.POST.get("drawing", ""),
        )
        return redirect("cases:agreement", number=case.number)
    agree.seal(case.pk, by=request.user, drawing=request.POST.get("drawing", ""))
    return redirect("cases:case", number=case.number)


def _for_its_mediator(request: SignedIn, number: str) -> Case:
    case = case_for(request.user, number)
    if case.open_round is None or case.open_round.mediator_id != request.user.pk:
        raise NotFound(_("Only the mediator of this round writes the agreement."))
    return case


def _text_now(case: Case) -> dict[str, object]:
    draft = case.present_agreement
    if draft is None:
        return {"facts_text": case.summary}
    own = [clause for clause in draft.clauses if clause not in STOCK_CLAUSES]
    stock = [str(n) for n, clause in enumerate(STOCK_CLAUSES) if clause in draft.clauses]
    return {"facts_text": draft.facts_text, "own": "\n".join(own), "stock": stock}


def _duties_now(case: Case) -> list[dict[str, object]]:
    draft = case.present_agreement
    fields = ("debtor", "what", "amount", "how", "due_on", "if_late")
    return [{name: getattr(duty, name) for name in fields} for duty in draft.obligations.all()] if draft else []


def _save(case: Case, text: TextForm, duties: "forms.BaseFormSet[DutyForm]", request: SignedIn) -> None:
    stock = [STOCK_CLAUSES[int(n)] for n in text.cleaned_data["stock"]]
    rows = [agree.Duty(**row) for row in duties.cleaned_data if row]
    agree.write_draft(case.pk, by=request.user, facts_text=text.cleaned_data["facts_text"], clauses=stock + text.cleaned_data["own"].splitlines(), duties=rows)

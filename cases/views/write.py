"""Writing an agreement, or a new version of one that holds: clauses, and obligations as rows."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from cases.actions import agree, amend, oral
from cases.agreement_forms import STOCK_CLAUSES, DutyFormSet, TextForm, duties_in
from cases.kinds import Stage
from cases.models import Case
from cases.reads.lint import lint
from cases.reads.lookup import case_for
from cases.rules import is_its_mediator
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound, Refusal

FIELDS = ("kind", "debtor", "debtor_party", "creditor_party", "what", "amount", "how", "account", "due_on", "grace_days", "if_late")


@login_required
def write(request: SignedIn, number: str) -> HttpResponse:
    """The mediator writes the draft; what a court would find unclear is shown while writing."""
    case = case_for(request.user, number)
    if case.open_round is None or case.open_round.mediator_id != request.user.pk:
        raise NotFound(_("Only the mediator of this round writes the agreement."))
    return _page(request, case, _save_draft, amending=False)


@login_required
def change(request: SignedIn, number: str) -> HttpResponse:
    """A new version of an agreement that holds: other days, other sums."""
    case = case_for(request.user, number)
    if not is_its_mediator.test(request.user, case) or case.stage not in (Stage.AGREED, Stage.BREACHED) or case.amendment is not None:
        raise NotFound(_("Only the mediator of this case can change the agreement."))
    return _page(request, case, _propose, amending=True)


def _page(request: SignedIn, case: Case, save: Any, *, amending: bool) -> HttpResponse:
    text = TextForm(request.POST or None, initial=_text_now(case))
    duties = DutyFormSet(request.POST or None, initial=_duties_now(case), prefix="duty", form_kwargs={"parties": list(case.parties.all())})
    refused: object = ""
    if request.method == "POST" and text.is_valid() and duties.is_valid():
        try:
            leads_to = save(request, case, text, duties)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            return redirect(leads_to, number=case.number)
    draft = case_for(request.user, case.number).present_agreement if not amending else None
    facts = {"case": case, "text": text, "duties": duties, "refused": refused, "amending": amending, "points": lint(draft) if draft and not draft.is_frozen else []}
    return render(request, "cases/write.html", facts, status=422 if refused or text.errors or any(duties.errors) else 200)


def _save_draft(request: SignedIn, case: Case, text: TextForm, duties: Any) -> str:
    said = text.cleaned_data
    agree.write_draft(case.pk, by=request.user, facts_text=said["facts_text"], clauses=_clauses(said, case), duties=duties_in(duties), contract_on=said["contract_on"])
    if "freeze" in request.POST:
        agree.freeze(case.pk, by=request.user)
        return "cases:agreement"
    if "oral" in request.POST:
        oral.register_oral(case.pk, by=request.user, drawing=request.POST.get("drawing", ""))
        return "cases:case"
    return "cases:write"


def _propose(request: SignedIn, case: Case, text: TextForm, duties: Any) -> str:
    amend.propose_amendment(case.pk, by=request.user, facts_text=text.cleaned_data["facts_text"], clauses=_clauses(text.cleaned_data, case), duties=duties_in(duties))
    return "cases:agreement"


def _clauses(said: dict[str, Any], case: Case) -> list[str]:
    """Clauses that were in the text before keep their places; new ones follow."""
    chosen = [STOCK_CLAUSES[int(n)] for n in said["stock"]] + list(said["own"].splitlines())
    before = list(case.present_agreement.clauses) if case.present_agreement else []
    return sorted(chosen, key=lambda clause: before.index(clause) if clause in before else len(before))


def _text_now(case: Case) -> dict[str, object]:
    draft = case.present_agreement
    if draft is None:
        return {"facts_text": case.summary}
    own = [clause for clause in draft.clauses if clause not in STOCK_CLAUSES]
    stock = [str(n) for n, clause in enumerate(STOCK_CLAUSES) if clause in draft.clauses]
    return {"facts_text": draft.facts_text, "own": "\n".join(own), "stock": stock, "contract_on": draft.contract_on}


def _duties_now(case: Case) -> list[dict[str, object]]:
    draft = case.present_agreement
    return [{name: getattr(duty, name) for name in FIELDS} for duty in draft.obligations.all() if not duty.is_closed] if draft else []

"""The citizen's page of a complaint: filled in from the case, checked by the clerk's rules before it is sent, or printed to be signed by hand."""

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.kinds import Side
from cases.models import Case, Evidence, Party
from cases.reads.causes import usual_causes
from cases.reads.fee import court_fee
from courtlink.actions.file import file_lawsuit, refuse_early
from courtlink.dossier import complaint_to_print
from courtlink.elements import ELECTRONIC, EXPORT, KIND_FIELD, Form, fitting_kind, form_for
from courtlink.forms import ComplaintForm
from courtlink.kinds import DocumentKind, FilingKind, FilingState
from courtlink.models import Filing
from courtlink.precheck.submission import Submission
from courtlink.precheck.table import Finding, Level, findings
from courtlink.reads import faults_of_return, identity_papers_of, latest_filing
from courtlink.views.seat import seated
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, NotFound, Refusal, WrongPerson

WORDS = 4000
FINISHED = (FilingState.RETURNED, FilingState.REJECTED, FilingState.WITHDRAWN)
LOOK_AGAIN = ("change", "check")  # another form, or the rules once more: nothing is sent


@login_required
def lawsuit(request: SignedIn, number: str) -> HttpResponse:
    """The complaint; what the court returned stands at the top and at its field."""
    case, seat = seated(request, number)
    latest = latest_filing(case, FilingKind.LAWSUIT)
    if latest is not None and latest.state not in FINISHED:
        return redirect("courtlink:filing", ref=latest.ref)
    _only_applicants(seat)
    if request.method == "GET":
        refuse_early(case, FilingKind.LAWSUIT)
    page = _Page(request, case, seat, latest)
    deed = request.POST.get("deed", "send")
    if request.method != "POST" or deed in LOOK_AGAIN:
        return page.answer()
    if deed == "print":
        return page.printed()
    try:
        sent = file_lawsuit(case.pk, by=request.user, words=page.words, evidence=page.ticked, drawing=request.POST.get("drawing", ""))
    except Refusal as refusal:
        return page.answer(refusal)
    return redirect("courtlink:filing", ref=sent.ref)


@login_required
def arbitration(request: SignedIn, number: str) -> HttpResponse:
    """The application for labour arbitration, to print and take along: work and wages go there before any court."""
    case, seat = seated(request, number)
    _only_applicants(seat)
    if not case.dispute_type.no_lawsuit_reason:
        raise NotFound(_("This dispute can go to court without arbitration."))
    if request.method == "GET":
        refuse_early(case, FilingKind.LAWSUIT)
    page = _Page(request, case, seat, None)
    return page.printed() if request.POST.get("deed") == "print" else page.answer()


def _only_applicants(seat: Party) -> None:
    if seat.side != Side.APPLICANT:
        raise WrongPerson(_("Only the parties of the case can file this."))


class _Page:
    """One look at the page: the words, the form they belong to, and what the rules say of them."""

    def __init__(self, request: SignedIn, case: Case, seat: Party, latest: Filing | None) -> None:
        self.request, self.case, self.seat, self.latest = request, case, seat, latest
        self.today = timezone.localdate()
        self.exhibits = list(case.evidence.on_the_table().filter(party=seat).select_related("file"))
        self.ticked = _ticked(request, self.exhibits, latest)
        self.words = self._typed() if request.method == "POST" else _first_words(case, seat, latest)
        chosen = tuple(exhibit for exhibit in self.exhibits if exhibit.pk in self.ticked)
        self.papers = Submission(case, FilingKind.LAWSUIT, ((seat, self.words),), chosen, clock.now(), request.user.pk, latest.first_submitted_at if latest else None)
        self.form: Form = self.papers.form

    @cached_property
    def found(self) -> list[Finding]:
        """What the rules say."""
        return findings(self.papers)

    def answer(self, refusal: Refusal | None = None) -> HttpResponse:
        """The page, with the faults at their fields once somebody has asked for them."""
        found = self.found
        asked = self.request.method == "POST" and self.request.POST.get("deed") != "change"
        facts = {
            "case": self.case,
            "words": self.words,
            "identity_papers": identity_papers_of(self.seat),
            "refusal": refusal,
            "faults": (faults := self._faults(refusal, asked=asked)),
            "form": ComplaintForm(self.form, party_kind=self.seat.kind, words=self.words, faults=faults, noted=[one.field for one in found], on=self.today),
            "signed_here": self.form.signing == ELECTRONIC,
            "exported": self.form.signing == EXPORT,
            "must": [one for one in found if one.level == Level.MUST],
            "should": [one for one in found if one.level == Level.SHOULD],
            "asked": asked,
            "returned": self.latest if self.latest is not None and self.latest.state == FilingState.RETURNED else None,
            "agents": self.seat.agent_rows.filter(until=None),
            "others": [party for party in self.case.parties.all() if party.side == Side.RESPONDENT],
            "exhibits": self.exhibits,
            "ticked": self.ticked,
            "venues": self.papers.venues,
            "causes": usual_causes(self.case.dispute_type, on=self.today),
            "copies": sum(party.side == Side.RESPONDENT for party in self.case.parties.all()),
            "fee": court_fee(self.case.amount, self.today) if self.case.amount else None,
        }
        return render(self.request, "courtlink/lawsuit.html", facts, status=refusal.status if refusal else 200)

    def printed(self) -> HttpResponse:
        """The paper to sign by hand; nothing is kept and nothing is sent."""
        refuse_early(self.case, FilingKind.LAWSUIT)
        chosen = [exhibit for exhibit in self.exhibits if exhibit.pk in self.ticked]
        content = complaint_to_print(self.case, self.seat, words=self.words, exhibits=chosen, at=self.papers.at)
        answer = HttpResponse(content, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{self.case.number}.pdf"'
        return answer

    def _typed(self) -> dict[str, str]:
        form = form_for(self.request.POST.get(KIND_FIELD, ""), on=self.today)
        return {row.code: self.request.POST.get(row.code, "")[:WORDS] for row in form.rows} | {KIND_FIELD: form.kind}

    def _faults(self, refusal: Refusal | None, *, asked: bool) -> dict[str, list[str]]:
        """By field, what was refused; else what has to be mended, or what the court wrote. What is only advice stands in the list above the form."""
        if isinstance(refusal, Invalid):
            return cast("dict[str, list[str]]", refusal.facts.get("fields", {}))
        faults: dict[str, list[str]] = {}
        for finding in self.found if asked and refusal is None else ():
            if finding.level == Level.MUST:
                faults.setdefault(finding.field, []).append(finding.sentence)
        return faults or ({} if asked else faults_of_return(self.latest))


def _ticked(request: SignedIn, exhibits: Iterable[Evidence], latest: Filing | None) -> list[int]:
    """The exhibits chosen on this page, or the ones that went with the filing that came back; at first what its owner marked for the court."""
    if request.method == "POST":
        return [exhibit.pk for exhibit in exhibits if str(exhibit.pk) in request.POST.getlist("evidence")]
    if latest is None:
        return []
    sent = set(latest.documents.filter(kind=DocumentKind.EVIDENCE).values_list("file_id", flat=True))
    return [exhibit.pk for exhibit in exhibits if exhibit.file_id in sent]


def _first_words(case: Case, seat: Party, latest: Filing | None) -> dict[str, Any]:
    """The last filing's words when it came back, else what the case knows: nothing is typed twice."""
    own = {"id_number": seat.id_number, "address": seat.address}
    if latest is not None and latest.words:
        return json.loads(latest.words) | own
    kind = fitting_kind(case.dispute_type.code, on=timezone.localdate())
    amount = f"{case.amount:.2f}" if case.amount else ""
    claims = f"判令被告支付{amount}元。\n诉讼费用由被告承担。" if amount else ""
    known = {"amount": amount, "plaintiff": seat.name, "defendant": "、".join(p.name for p in case.parties.all() if p.side == Side.RESPONDENT)}
    rows = {row.code: known[row.prefill] for row in form_for(kind, on=timezone.localdate()).rows if row.prefill}
    return rows | own | {KIND_FIELD: kind, "electronic": "yes", "claims": claims, "facts": case.summary, "amount": amount}

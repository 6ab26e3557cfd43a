"""Filings for a reader, and what the court link knows about a person."""

import json
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.kinds import Side
from cases.models import Case, Deadline, LegalLimit, Party, Period
from cases.models.reference import Expiry
from cases.reads.looks import note_look
from courtlink.elements import KIND_FIELD, form_for
from courtlink.kind_table import row_of
from courtlink.kinds import Adapter, DocumentKind, FilingKind, FilingState, HearingKind, ReturnReason
from courtlink.models import Court, Filing, FilingClock, FilingConsent, FilingDocument, Hearing, IdentityPaper
from courtlink.precheck.advice import ADVICE
from courtlink.precheck.submission import Submission
from courtlink.precheck.table import RULE_OF
from mediation.people.models import User

LEAD = "hearing_lead_"  # the codes of `LegalLimit`


def filing_for(user: Any, ref: str) -> Filing:
    """Return a filing with its case and court, or 404. Whoever works here leaves a trace."""
    found = get_object_or_404(Filing.objects.visible_to(user).select_related("case__court", "revises"), ref=ref)
    note_look(found.case, user)
    return found


def court_of(centre_id: int) -> Court:
    """How papers reach the court of a centre; the clerks' pages when nothing else is said."""
    return Court.objects.select_related("centre").filter(centre=centre_id).first() or Court(centre_id=centre_id, adapter=Adapter.INBOX)


def clocks_of(filing: Filing) -> list[Deadline]:
    """The clocks that run for a filing, the nearest first."""
    return list(Deadline.objects.filter(pk__in=filing.clocks.values("deadline"), closed_at=None).select_related("period"))


def clock_to_prolong(filing: Filing) -> FilingClock | None:
    """The running clock that the president of the court may prolong; None once that was done."""
    prolongs = row_of(filing.kind).prolongs
    rows = filing.clocks.filter(deadline__period__code=prolongs[0], deadline__closed_at=None, prolonged_at=None) if prolongs else FilingClock.objects.none()
    return rows.select_related("deadline__period", "deadline__case").first()


def more_time(filing: Filing, on: date) -> Period | None:
    """By how much it may be prolonged."""
    prolongs = row_of(filing.kind).prolongs
    return Period.objects.on(on).filter(code=prolongs[1]).first() if prolongs else None


def way_of_complaint(clocks: list[Deadline], at: datetime) -> Period | None:
    """Within which period, and by which article, a court that is late answers a complaint; None while it is not late."""
    late = any(clock.period.on_expiry == Expiry.OFFER_COMPLAINT and clock.is_late for clock in clocks)
    return Period.objects.on(timezone.localdate(at)).get(code="T-COMPL") if late else None


def kinds_of_dates(filing: Filing) -> tuple[HearingKind, ...]:
    """What a court may set a date for now: an inquiry before an application for confirmation is decided, everything once a filing is accepted."""
    if filing.state == FilingState.ACCEPTED:
        return tuple(HearingKind)
    if filing.state in (FilingState.RECEIVED, FilingState.UNDER_REVIEW) and filing.is_open_to_both:
        return (HearingKind.INQUIRY,)
    return (HearingKind.ENFORCEMENT,) if filing.state == FilingState.DECIDED else ()


def sides_that_know(filing: Filing) -> tuple[str, ...]:
    """Who may hear of a filing and its dates: the rule of `Filing.objects.visible_to`, for people who have no account yet."""
    if filing.is_open_to_both:
        return tuple(Side.values)
    return tuple(sorted(set(filing.consents.values_list("party__side", flat=True))))


def leads_on(day: date) -> tuple[timedelta, ...]:
    """How long before a date people are reminded, the first reminder first."""
    rows = LegalLimit.objects.on(day).filter(code__startswith=LEAD).values_list("value", flat=True)
    return tuple(sorted((timedelta(minutes=minutes) for minutes in rows), reverse=True))


def dates_for(user: User, since: datetime) -> QuerySet[Hearing]:
    """What somebody's calendar shows: the dates of their court, or of the filings that they may know of; cancelled ones too, so that they leave it."""
    return Hearing.objects.visible_to(user).filter(during__endswith__gt=since).select_related("filing__case", "court")


def rooms_of(court_id: int) -> list[str]:
    """The rooms that a court has used, for choosing again."""
    return list(Hearing.objects.filter(court=court_id).exclude(room="").order_by("room").values_list("room", flat=True).distinct())


def coming_dates(case: Case, user: Any, now: datetime) -> QuerySet[Hearing]:
    """The dates of a case that lie ahead, for one reader."""
    return Hearing.objects.visible_to(user).standing().filter(filing__case=case, during__endswith__gt=now).select_related("filing__case", "court")


def latest_filing(case: Case, kind: str) -> Filing | None:
    """The newest filing of a kind."""
    return Filing.objects.filter(case=case, kind=kind).order_by("-pk").first()


def objection_to(document: FilingDocument) -> str:
    """What the court objects to in a document, in the clerk's words or, without any, in the ready ones; nothing when it is in order."""
    if not document.review_reason:
        return ""
    return f"{document.get_review_reason_display()}: {document.review_words or ADVICE[ReturnReason(document.review_reason)]}"


def faults_of_return(latest: Filing | None) -> dict[str, list[str]]:
    """What the court wrote when it returned papers, at the row that it named, else at the field of each rule."""
    faults: dict[str, list[str]] = {}
    for document in latest.documents.all() if latest is not None and latest.state == FilingState.RETURNED else ():
        if rule := RULE_OF.get(document.review_reason):
            faults.setdefault(document.review_row or rule.field, []).append(objection_to(document))
    return faults


def identity_papers_of(party: Party) -> int:
    """How many copies of identity papers a party has handed in."""
    return IdentityPaper.objects.filter(party=party).count()


def labels_of(filing: Filing) -> dict[str, str]:
    """The rows of the form in which a filing was written, by code, in the reader's language; empty for kinds without one."""
    if filing.kind != FilingKind.LAWSUIT:
        return {}
    form = form_for(_words(filing).get(KIND_FIELD, ""), on=timezone.localdate(filing.submitted_at or filing.created_at))
    return {row.code: row.text for row in form.rows}


class Change(NamedTuple):
    """One thing that a correction says in another way than the filing that came back."""

    label: object
    before: str
    after: str


def changes_of(filing: Filing) -> list[Change]:
    """What a corrected filing changed: rows of the form, person and address, documents."""
    old = filing.revises
    if old is None:
        return []
    labels: dict[str, object] = (
        dict(labels_of(old)) | labels_of(filing) | {KIND_FIELD: _("Form of the court"), "id_number": _("Identity number"), "address": _("Address where court papers reach you")}
    )
    before, after = _said(old), _said(filing)
    rows = [Change(labels.get(name, name), before.get(name, ""), after.get(name, "")) for name in {**before, **after} if before.get(name, "") != after.get(name, "")]
    files = [{d.sha256: d.title for d in one.documents.filter(kind=DocumentKind.EVIDENCE)} for one in (old, filing)]
    gone = [Change(_("Evidence"), title, "") for sha, title in files[0].items() if sha not in files[1]]
    return rows + gone + [Change(_("Evidence"), "", title) for sha, title in files[1].items() if sha not in files[0]]


def _said(filing: Filing) -> dict[str, str]:
    """What was typed, with numbers and addresses of whoever signed."""
    people = {name: "; ".join(getattr(c, name) for c in filing.consents.order_by("party")) for name in ("id_number", "address")}
    return _words(filing) | people


def _words(filing: Filing) -> dict[str, str]:
    words: dict[str, str] = json.loads(filing.words or "{}")
    return words


def papers_of(filing: Filing) -> Submission:
    """What was sent, for the rules: with everybody's own words, as on the day of sending."""
    words = _words(filing)
    people = [(c.party, words | {"id_number": c.id_number, "address": c.address}) for c in filing.consents.select_related("party").order_by("party__side", "party")]
    files = filing.documents.filter(kind=DocumentKind.EVIDENCE).values("file")
    exhibits = tuple(filing.case.evidence.filter(file__in=files).select_related("file"))
    at, titles = filing.submitted_at or filing.created_at, frozenset(filing.documents.values_list("title", flat=True))
    return Submission(filing.case, filing.kind, tuple(people), exhibits, at, filing.created_by_id, filing.first_submitted_at, titles)


def signed_for_court(user: Any) -> list[dict[str, Any]]:
    """The filings that this person signed, for their own data."""
    rows = FilingConsent.objects.filter(party__user=user).select_related("filing")
    return [{"filing": c.filing.ref, "kind": c.filing.kind, "state": c.filing.state, "address": c.address, "id_number": c.id_number, "at": c.at} for c in rows]

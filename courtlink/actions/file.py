"""The parties' side: write, sign, send, correct. Papers are rendered before the lock is taken."""

import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.agree import checked_drawing
from cases.actions.court import note_filing
from cases.actions.move import lock
from cases.facts import is_not_held, is_written
from cases.kinds import Purpose, Side, Way
from cases.models import Case, Consent, Evidence, Party
from courtlink.actions.early import is_early, text_to_bind
from courtlink.actions.seal import package_of, seal_and_submit, submit
from courtlink.actions.stages import refuse_early
from courtlink.checks import window_closed
from courtlink.dossier import confirmation_parts, enforcement_parts, lawsuit_parts
from courtlink.elements import KIND_FIELD, form_for
from courtlink.enforcement import kept as kept_claims
from courtlink.flow import BEFORE_ACCEPTANCE
from courtlink.kind_table import row_of
from courtlink.kinds import FilingKind, FilingState
from courtlink.models import Filing, FilingConsent
from courtlink.part import Part
from courtlink.precheck.submission import Submission
from courtlink.precheck.table import what_stops
from mediation.crypto import blind_index
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from mediation.tokens import random_token

COURT_TEXT_VERSION = "2026-11"  # the sentence above the signature on the pages for the court


def file_lawsuit(case_id: int, *, by: User, words: dict[str, str], evidence: list[int], drawing: str, revises: Filing | None = None) -> Filing:
    """Write, sign and send a complaint from red (move 19). Whatever a clerk would return is refused here, at the field."""
    case = Case.objects.for_reading().get(pk=case_id)
    party = _party(case, by, Side.APPLICANT)
    if case.dispute_type.no_lawsuit_reason:
        raise WrongMoment(_("For work and wages, labour arbitration comes first (Labour Dispute Mediation and Arbitration Act, art. 5). The centre helps you apply there."))
    refuse_early(case, FilingKind.LAWSUIT)
    exhibits, at = list(Evidence.objects.on_the_table().filter(case=case, party=party, pk__in=evidence).select_related("file")), clock.now()
    _refuse(Submission(case, FilingKind.LAWSUIT, ((party, words),), tuple(exhibits), at, by.pk))
    drawn = checked_drawing(drawing)
    parts = lawsuit_parts(case, party, words=words, exhibits=exhibits, drawing=drawn, at=at)
    filled = form_for(words.get(KIND_FIELD, ""), on=timezone.localdate(at)).kept(words)
    return _send(case, FilingKind.LAWSUIT, parts, by=by, party=party, words=words, kept=filled, drawing=drawn, at=at, revises=revises)


def file_enforcement(case_id: int, *, by: User, words: dict[str, str], drawing: str) -> Filing:
    """Whoever is owed something asks the court to enforce what it has confirmed (解释 460)."""
    case, at = Case.objects.for_reading().get(pk=case_id), clock.now()
    party = _party(case, by, None)
    refuse_early(case, FilingKind.ENFORCEMENT)
    _refuse(Submission(case, FilingKind.ENFORCEMENT, ((party, words),), (), at, by.pk))
    drawn = checked_drawing(drawing)
    parts = enforcement_parts(case, party, words=words, drawing=drawn, at=at)
    return _send(case, FilingKind.ENFORCEMENT, parts, by=by, party=party, words=words, kept=kept_claims(case, party, words), drawing=drawn, at=at, revises=None)


def join_confirmation(case_id: int, *, by: User, words: dict[str, str], drawing: str) -> Filing:
    """One party signs the joint application; the last signature sends it (CPL 205). Signed with the agreement, it is sent when that is sealed."""
    case, at = Case.objects.for_reading().get(pk=case_id), clock.now()
    party = _party(case, by, None)
    filing = _join(case, party, by=by, words=words, drawing=drawing, at=at)
    if is_early(case, party) or {c.party_id for c in filing.consents.all()} != {p.pk for p in case.parties.all()}:
        return filing
    parts = confirmation_parts(case, list(filing.consents.select_related("party").order_by("party__side", "party")), at=at)
    return seal_and_submit(filing.pk, parts, by=by, at=at)


@transaction.atomic
def _join(case: Case, party: Party, *, by: User, words: dict[str, str], drawing: str, at: datetime) -> Filing:
    """Put one signature on the open application; what is refused leaves no application behind."""
    early = is_early(case, party)
    filing = open_confirmation(case.pk, by=by, early=early)
    if missing := is_written(case):
        raise WrongMoment(missing)
    if missing := is_not_held(case):
        raise WrongMoment(missing)
    if not early and window_closed(case, first=filing.first_submitted_at, at=at):
        raise WrongMoment(_("The 30 days after the agreement took effect are over. The court accepts no application any more."))
    _refuse(Submission(case, FilingKind.CONFIRMATION, ((party, words),), (), at, by.pk, filing.first_submitted_at, early=early))
    _put_consent(filing, party, words, checked_drawing(drawing), at, text=text_to_bind(case) if early else "")
    note_filing(case.pk, "filing_joined", by=by, law="CPL 205", facts={"filing": filing.ref})
    return filing


@transaction.atomic
def open_confirmation(case_id: int, *, by: User, early: bool = False) -> Filing:
    """The open application of a case, begun when there is none; a returned one is revised."""
    case = lock(case_id)
    if not early:
        refuse_early(case, FilingKind.CONFIRMATION)
    found = Filing.objects.filter(case=case, kind=FilingKind.CONFIRMATION, state__in=BEFORE_ACCEPTANCE).first()
    if found is not None and found.state != FilingState.DRAFT:
        raise WrongMoment(_("The application is at the court already."))
    return found or _new(case, FilingKind.CONFIRMATION, ref=random_token(20), by=by, words={}, revises=_latest_returned(case, FilingKind.CONFIRMATION))


def _send(
    case: Case, kind: str, parts: list[Part], *, by: User, party: Party, words: dict[str, str], kept: dict[str, str], drawing: str, at: datetime, revises: Filing | None
) -> Filing:
    """The package lies on the disk before the case is locked; then everything else is one transaction."""
    ref = random_token(20)
    package = package_of(case, parts, kind=kind, ref=ref, revises=revises or _latest_returned(case, kind), at=at)
    with transaction.atomic():
        now = lock(case.pk)
        if now.stage != row_of(kind).stage:
            raise WrongMoment(_("Somebody was faster; please look at the case again."))
        old = revises or _latest_returned(now, kind)
        try:
            filing = _new(now, kind, ref=ref, by=by, words=kept, revises=old)
        except IntegrityError as double:
            raise WrongMoment(_("Such papers of this case are at the court already.")) from double
        _put_consent(filing, party, words, drawing, at)
        return submit(filing, now, package, by=by, at=at)


def _new(case: Case, kind: str, *, ref: str, by: User, words: dict[str, str], revises: Filing | None) -> Filing:
    return Filing.objects.create(
        ref=ref,
        case=case,
        kind=kind,
        seq=revises.seq + 1 if revises else 1,
        revises=revises,
        words=json.dumps(words, ensure_ascii=False),
        created_by=by,
        created_at=clock.now(),
        first_submitted_at=revises.first_submitted_at if revises else None,
    )


def _latest_returned(case: Case, kind: str) -> Filing | None:
    latest = Filing.objects.filter(case=case, kind=kind).order_by("-pk").first()
    return latest if latest is not None and latest.state == FilingState.RETURNED else None


def _put_consent(filing: Filing, party: Party, words: dict[str, str], drawing: str, at: datetime, *, text: str = "") -> None:
    fields: dict[str, Any] = {
        "id_number": words["id_number"].strip().upper(),
        "address": words["address"].strip(),
        "electronic_service": words.get("electronic") == "yes",
        "drawing": drawing,
        "text_sha256": text,
        "at": at,
    }
    signed = [FilingConsent(filing=filing, party=party, **fields)]
    FilingConsent.objects.bulk_create(signed, update_conflicts=True, unique_fields=["filing", "party"], update_fields=list(fields))
    if not Consent.objects.filter(party=party, purpose=Purpose.COURT, withdrawn_at=None).exists():
        Consent.objects.create(party=party, purpose=Purpose.COURT, way=Way.SELF, text_version=COURT_TEXT_VERSION, at=at)
    party.id_number, party.address = fields["id_number"], fields["address"]
    party.id_index = blind_index(fields["id_number"], "id")
    party.save(update_fields=["id_number", "id_index", "address"])


def _party(case: Case, by: User, side: str | None) -> Party:
    found = next((p for p in case.parties.all() if p.acted_by(by.pk) and side in (None, p.side)), None)
    if found is None:
        raise WrongPerson(_("Only the parties of the case can file this."))
    return found


def _refuse(papers: Submission) -> None:
    fields: dict[str, list[str]] = {}
    for finding in what_stops(papers):
        fields.setdefault(finding.field, []).append(finding.sentence)
    if fields:
        raise Invalid(_("Please check the marked fields: the court would send them back."), fields=fields)

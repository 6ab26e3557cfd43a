"""From signed papers to a package under way: sealed on the disk first, then sent in one transaction, together with the job that carries it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions.court import note_on
from cases.actions.move import lock
from cases.models import Case
from courtlink.actions.deliver import plan, told
from courtlink.actions.stages import refuse_early
from courtlink.keys import sign
from courtlink.kinds import FilingKind, FilingState
from courtlink.models import Filing, FilingDocument
from courtlink.package import Document, seal
from courtlink.part import Part
from courtlink.reads import court_of
from mediation.masking import mask_name
from mediation.refusals import Invalid, WrongMoment
from mediation.vault.actions import Made, keep_laid, lay_down

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Package:
    """What is sealed and lies on the disk, before any row speaks of it."""

    ref: str  # of the filing
    revises: str  # ref of the returned filing that it corrects, or empty
    court_id: int
    people: list[dict[str, Any]]  # as the manifest names them
    parts: list[Part]
    documents: list[Document]
    made: list[Made]  # every paper that is new; the package itself is the last


def package_of(case: Case, parts: list[Part], *, kind: str, ref: str, revises: Filing | None, at: datetime) -> Package:
    """Build, sign and write the package. All of this is done before a lock is taken: it takes longer than the rest of the deed."""
    policy = court_of(case.court_id).policy
    if kind not in policy.get("kinds", FilingKind.values):
        raise WrongMoment(_("This court does not take such papers online. Please ask at its window."))
    documents = [Document(f"{part.folder}/{n:02d}-{part.kind}{part.suffix}", part.kind, part.role, part.media, part.content) for n, part in enumerate(parts, start=1)]
    before, people = revises.ref if revises else "", _people(case)
    facts = {"filing": ref, "revises": before, "kind": kind, "court": case.court.court_code, "case": case.number, "parties": people, "created": at}
    content = seal(facts, documents, sign)
    if len(content) > policy.get("max_mb", float("inf")) * MEGABYTE:
        raise Invalid(
            _("This court takes at most %(limit)d MB at a time. Please choose fewer exhibits.") % {"limit": policy["max_mb"]}, fields={"evidence": [_("Too much for this court.")]}
        )
    made = [Made(d.content, f"{d.kind}.pdf", d.media, d.digests["sha256"]) for part, d in zip(parts, documents, strict=True) if part.file is None]
    made.append(Made(content, f"{ref}.zip", "application/zip", hashlib.sha256(content).hexdigest()))
    lay_down(made)
    return Package(ref, before, case.court_id, people, parts, documents, made)


def seal_and_submit(filing_id: int, parts: list[Part], *, by: Any, at: datetime) -> Filing:
    """Seal and send a draft that everybody has signed; of two who signed at once, one sends it. The case is locked first, here as at the court."""
    draft = Filing.objects.select_related("case__court", "revises").prefetch_related("case__parties").get(pk=filing_id)
    package = package_of(draft.case, parts, kind=draft.kind, ref=draft.ref, revises=draft.revises, at=at)
    with transaction.atomic():
        case = lock(draft.case_id)
        filing = Filing.objects.select_for_update(of=("self",)).select_related("revises").get(pk=filing_id)
        return submit(filing, case, package, by=by, at=at) if filing.state == FilingState.DRAFT else filing


def submit(filing: Filing, case: Case, package: Package, *, by: Any, at: datetime) -> Filing:
    """Send a draft with its sealed package: what is inside never changes again. The caller holds the locks of case and filing."""
    refuse_early(case, filing.kind)
    revises = filing.revises.ref if filing.revises else ""
    if (package.ref, package.revises, package.court_id, package.people) != (filing.ref, revises, case.court_id, _people(case)):
        raise WrongMoment(_("Somebody was faster; please look at the case again."))
    _put_in(filing, package, by=by)
    filing.state, filing.submitted_at, filing.next_at = FilingState.SUBMITTED, at, at
    filing.first_submitted_at = filing.first_submitted_at or at
    filing.save(update_fields=["state", "submitted_at", "next_at", "first_submitted_at"])
    if case.reached_court_at is None:
        Case.objects.filter(pk=case.pk).update(reached_court_at=at)
    note_on(case, "filing_submitted", by=by, law="CPL 122, 205", **told(filing, package_sha256=filing.package_sha256))
    plan(filing)
    return filing


def _put_in(filing: Filing, package: Package, *, by: Any) -> None:
    """The rows of what lies on the disk."""
    *new, zipped = keep_laid(package.made, by=by)
    papers = iter(new)
    FilingDocument.objects.bulk_create(
        FilingDocument(
            filing=filing,
            kind=part.kind,
            role=part.role,
            path=document.path,
            title=part.title,
            file=file,
            sha256=file.sha256,
            made_of=part.made_of,
            position=number,
        )
        for number, (part, document) in enumerate(zip(package.parts, package.documents, strict=True), start=1)
        for file in [part.file or next(papers)]
    )
    filing.package, filing.package_sha256, filing.state = zipped, zipped.sha256, FilingState.SEALED
    filing.save(update_fields=["package", "package_sha256", "state"])


def _people(case: Case) -> list[dict[str, Any]]:
    """What the manifest says of people: only who stands on which side."""
    return [{"side": party.side, "kind": party.kind, "name": mask_name(party.name)} for party in sorted(case.parties.all(), key=lambda party: party.pk)]

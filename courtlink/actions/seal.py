"""From signed papers to a package under way: sealed and sent in one transaction, together with the job that carries it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions.court import note_filing
from cases.actions.move import lock
from cases.models import Case
from courtlink.actions.deliver import plan
from courtlink.actions.stages import refuse_early
from courtlink.dossier import Part
from courtlink.keys import sign
from courtlink.kinds import FilingKind, FilingState
from courtlink.models import Filing, FilingDocument
from courtlink.package import Document, seal
from courtlink.reads import court_of
from mediation.masking import mask_name
from mediation.refusals import Invalid, WrongMoment
from mediation.vault.actions import keep_bytes

MEGABYTE = 1024 * 1024


@transaction.atomic
def seal_and_submit(filing_id: int, parts: list[Part], *, by: Any, at: datetime) -> Filing:
    """Seal the package and send it: what is inside never changes again. The case is locked first, here as at the court."""
    case = lock(Filing.objects.values_list("case_id", flat=True).get(pk=filing_id))
    filing = Filing.objects.select_for_update(of=("self",)).select_related("case__court", "revises").get(pk=filing_id)
    if filing.state != FilingState.DRAFT:
        return filing
    refuse_early(case, filing.kind)
    _seal(filing, parts, by=by, at=at)
    filing.state, filing.submitted_at, filing.next_at = FilingState.SUBMITTED, at, at
    filing.first_submitted_at = filing.first_submitted_at or at
    filing.save()
    Case.objects.filter(pk=filing.case_id, reached_court_at=None).update(reached_court_at=at)
    note_filing(filing.case_id, "filing_submitted", by=by, law="CPL 122, 205", facts={"filing": filing.ref, "kind": filing.kind, "package_sha256": filing.package_sha256})
    plan(filing)
    return filing


def _seal(filing: Filing, parts: list[Part], *, by: Any, at: datetime) -> None:
    policy = court_of(filing.case.court_id).policy
    if filing.kind not in policy.get("kinds", FilingKind.values):
        raise WrongMoment(_("This court does not take such papers online. Please ask at its window."))
    documents = [Document(f"{part.folder}/{n:02d}-{part.kind}{part.suffix}", part.kind, part.role, part.media, part.content) for n, part in enumerate(parts, start=1)]
    content = seal(_facts(filing, at), documents, sign)
    if len(content) > policy.get("max_mb", float("inf")) * MEGABYTE:
        raise Invalid(
            _("This court takes at most %(limit)d MB at a time. Please choose fewer exhibits.") % {"limit": policy["max_mb"]}, fields={"evidence": [_("Too much for this court.")]}
        )
    for number, (part, document) in enumerate(zip(parts, documents, strict=True), start=1):
        file = part.file or keep_bytes(content=part.content, name=f"{part.kind}.pdf", media_type=part.media, by=by)
        row = {"kind": part.kind, "role": part.role, "path": document.path, "title": part.title, "file": file, "sha256": file.sha256, "position": number}
        FilingDocument.objects.create(filing=filing, **row)
    filing.package = keep_bytes(content=content, name=f"{filing.ref}.zip", media_type="application/zip", by=by)
    filing.package_sha256, filing.state = filing.package.sha256, FilingState.SEALED
    filing.save()


def _facts(filing: Filing, at: datetime) -> dict[str, Any]:
    """What the manifest says besides the documents: of people, only who stands on which side."""
    people = [{"side": party.side, "kind": party.kind, "name": mask_name(party.name)} for party in filing.case.parties.order_by("pk")]
    return {
        "filing": filing.ref,
        "revises": filing.revises.ref if filing.revises else "",
        "kind": filing.kind,
        "court": filing.case.court.court_code,
        "case": filing.case.number,
        "parties": people,
        "created": at,
    }

"""A party's own identity papers for the court: handed in and taken out again by its own side, until they were sent."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.move import lock
from cases.models import Party
from courtlink.models import FilingDocument, IdentityPaper
from mediation.people.models import User
from mediation.refusals import Invalid, WrongPerson
from mediation.vault.actions import erase, keep_document

MOST = 6  # copies of a party; two sides of a card, a licence, a certificate


def hand_in(party_id: int, *, by: User, upload: "UploadedFile[Any]") -> IdentityPaper:
    """Keep a photograph or PDF of the party's identity card, licence or certificate (登记 6)."""
    if not Party.objects.get(pk=party_id).acted_by(by.pk):
        raise WrongPerson(_("Only the party itself hands in its identity papers."))
    file = keep_document(upload=upload, by=by)  # opening a file takes its time, so the case is not locked meanwhile
    try:
        return _keep(party_id, by=by, file=file)
    except Invalid:
        erase([file.pk])
        raise


@transaction.atomic
def _keep(party_id: int, *, by: User, file: Any) -> IdentityPaper:
    party = Party.objects.get(pk=party_id)
    lock(party.case_id)
    if IdentityPaper.objects.filter(party=party).count() >= MOST:
        raise Invalid(_("At most %(most)d identity papers. Take one out first.") % {"most": MOST})
    return IdentityPaper.objects.create(party=party, file=file, added_by=by, added_at=clock.now())


@transaction.atomic
def take_out(paper_id: int, *, by: User) -> None:
    """Take one out again; what a filing carries already stays in that filing."""
    paper = IdentityPaper.objects.select_related("party").get(pk=paper_id)
    lock(paper.party.case_id)
    if not paper.party.acted_by(by.pk):
        raise WrongPerson(_("Only the party itself hands in its identity papers."))
    file_id = paper.file_id
    paper.delete()
    if not FilingDocument.objects.filter(file=file_id).exists():
        erase([file_id])

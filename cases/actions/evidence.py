"""What a party shows after the application: photographs and papers, for everybody or for the mediator alone."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import Audience
from cases.models import Evidence
from cases.reads.roles import seat_of
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from mediation.vault.actions import keep_document

LIMIT = 60  # exhibits of a case


@transaction.atomic
def add_evidence(case_id: int, *, by: User, upload: "UploadedFile[Any]", purpose: str = "", private: bool = False) -> Evidence:
    """Keep an exhibit untouched under its hash and give it the next number; a private one is for the mediator and the own side."""
    case = lock(case_id)
    seat = seat_of(by, case)
    if seat is None:
        raise WrongPerson(_("Only the parties of the case can show something here."))
    if not case.is_mediable:
        raise WrongMoment(_("This case takes no more evidence. It is at: %(stage)s.") % {"stage": case.get_stage_display()})
    number = case.evidence.count() + 1
    if number > LIMIT:
        raise Invalid(_("There are already %(limit)d exhibits. Please call the centre.") % {"limit": LIMIT})
    at = clock.now()
    audience = Audience(seat.side) if private else Audience.ALL
    file = keep_document(upload=upload, by=by)
    shown = Evidence.objects.create(case=case, party=seat, number=number, file=file, purpose=purpose.strip()[:200], audience=audience, added_at=at)
    record.record(case, "evidence_added", by=by, at=at, role=seat.side, audience=audience, facts={"number": number, "sha256": file.sha256})
    return shown

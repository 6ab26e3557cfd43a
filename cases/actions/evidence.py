"""What a party shows after the application: photographs, papers and recordings, for everybody or for the mediator alone."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import Audience
from cases.models import Case, Evidence, Party
from cases.models.evidence import label_of
from cases.reads.roles import seat_of
from mediation.people.models import User
from mediation.refusals import Invalid, NotFound, Refusal, WrongMoment, WrongPerson
from mediation.vault.actions import erase, keep_anything
from mediation.vault.models import StoredFile

LIMIT = 100  # files of a side
BYTES = 1_000_000_000  # of a side


def add_evidence(case_id: int, *, by: User, upload: "UploadedFile[Any]", purpose: str = "", private: bool = False) -> Evidence:
    """Keep an exhibit untouched under its hash and give it the next number; a private one is for the mediator and the own side."""
    _seat_with_room(Case.objects.prefetch_related("parties").get(pk=case_id), by)
    return _with_file(upload, by, lambda file: _add(case_id, file, by=by, purpose=purpose, private=private))


def _with_file(upload: "UploadedFile[Any]", by: User, deed: Callable[[StoredFile], Evidence]) -> Evidence:
    """Keep a file before the case is locked, since opening it takes its time; whatever is refused then leaves no file."""
    file = keep_anything(upload=upload, by=by)
    try:
        return deed(file)
    except Refusal:
        erase([file.pk])
        raise


@transaction.atomic
def _add(case_id: int, file: StoredFile, *, by: User, purpose: str, private: bool) -> Evidence:
    case = lock(case_id)
    seat = _seat_with_room(case, by)
    audience = Audience(seat.side) if private else Audience.ALL
    shown = Evidence.objects.create(
        case=case, party=seat, number=_next_number(case, audience), file=file, purpose=purpose.strip()[:200], audience=audience, added_at=clock.now(), added_by=by
    )
    _tell(shown, case, "evidence_added", by=by, sha256=file.sha256)
    return shown


def replace_evidence(exhibit_id: int, *, by: User, upload: "UploadedFile[Any]", purpose: str = "") -> Evidence:
    """Show a better copy under the same number. The old version stays where it was, for those who could see it."""
    with transaction.atomic():
        _seat_with_room(_own(exhibit_id, by=by)[0], by)
    return _with_file(upload, by, lambda file: _replace(exhibit_id, file, by=by, purpose=purpose))


@transaction.atomic
def _replace(exhibit_id: int, file: StoredFile, *, by: User, purpose: str) -> Evidence:
    case, old = _own(exhibit_id, by=by)
    _seat_with_room(case, by)
    old.is_current = False
    old.save(update_fields=["is_current"])
    shown = Evidence.objects.create(
        case=case,
        party=old.party,
        number=old.number,
        version=old.version + 1,
        replaces=old,
        file=file,
        purpose=purpose.strip()[:200] or old.purpose,
        audience=old.audience,
        added_at=clock.now(),
        added_by=by,
    )
    _tell(shown, case, "evidence_replaced", by=by, sha256=file.sha256, before=old.file.sha256)
    return shown


@transaction.atomic
def show_to_all(exhibit_id: int, *, by: User) -> Evidence:
    """Put a private exhibit on the table: it gets a number of its own there."""
    case, exhibit = _own(exhibit_id, by=by)
    if not exhibit.is_private:
        raise WrongMoment(_("Everybody in the case sees this already."))
    before = exhibit.label
    exhibit.audience, exhibit.number, exhibit.version = Audience.ALL, _next_number(case, Audience.ALL), 1
    exhibit.save(update_fields=["audience", "number", "version"])
    _tell(exhibit, case, "evidence_added", by=by, sha256=exhibit.file.sha256, before=before)
    return exhibit


@transaction.atomic
def take_evidence_back(exhibit_id: int, *, by: User) -> Evidence:
    """Take an exhibit off the table. That it was there, and its hash, stay on record; what was sent to a court stays there."""
    case, exhibit = _own(exhibit_id, by=by)
    every_version = Evidence.objects.filter(case=case, audience=exhibit.audience, number=exhibit.number)
    every_version.update(withdrawn_at=clock.now())
    _tell(exhibit, case, "evidence_taken_back", by=by)
    return exhibit


def _own(exhibit_id: int, *, by: User) -> tuple[Case, Evidence]:
    """The locked case and the exhibit, if this person acts for its owner and it is on the table."""
    case = lock(Evidence.objects.values_list("case_id", flat=True).get(pk=exhibit_id))
    exhibit = Evidence.objects.select_related("file", "party").get(pk=exhibit_id)
    if not exhibit.party.acted_by(by.pk):
        raise WrongPerson(_("Only whoever showed it can change it."))
    if not exhibit.is_current or exhibit.withdrawn_at:
        raise NotFound(_("This is not on the table any more."))
    return case, exhibit


def _seat_with_room(case: Case, by: User) -> Party:
    """The seat of whoever shows something; each side has room of its own, so that a full one tells nothing of the other."""
    seat = seat_of(by, case)
    if seat is None:
        raise WrongPerson(_("Only the parties of the case can show something here."))
    if not case.is_mediable:
        raise WrongMoment(_("This case takes no more evidence. It is at: %(stage)s.") % {"stage": case.get_stage_display()})
    sizes = list(case.evidence.filter(party__side=seat.side).values_list("file__size", flat=True))
    if len(sizes) >= LIMIT or sum(sizes) >= BYTES:
        raise Invalid(_("Your side has shown %(count)d files already. Please call the centre.") % {"count": len(sizes)})
    return seat


def _next_number(case: Case, audience: str) -> int:
    return (case.evidence.filter(audience=audience).aggregate(last=Max("number"))["last"] or 0) + 1


def _tell(exhibit: Evidence, case: Case, name: str, *, by: User, **facts: Any) -> None:
    """A link of the chain, for those who see the exhibit."""
    called = label_of(exhibit.audience, exhibit.number)
    facts = {"exhibit": called, "version": exhibit.version, **facts}
    record.record(case, name, by=by, at=clock.now(), role=exhibit.party.side, audience=exhibit.audience, facts=facts)

"""Write and throw away private notes."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.kinds import Side
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment
from rooms.actions.table import chair, led
from rooms.models import Note, NoteKind

LONGEST = 4000


@transaction.atomic
def write_note(sitting_id: int, *, by: User, kind: str, body: str, about: int | None = None, in_caucus: str = "") -> Note:
    """Keep a note; `about` is the number of a seat, `in_caucus` the side it was heard from."""
    sitting = led(chair(sitting_id, by, after_the_end=True)).sitting
    seat = sitting.seats.filter(number=about).first() if about is not None else None
    if not body.strip() or len(body) > LONGEST or kind not in NoteKind.values or in_caucus not in ("", *Side.values) or (about is not None and seat is None):
        raise Invalid(_("Please write a note."))
    return Note.objects.create(sitting=sitting, author=by, kind=kind, about=seat, in_caucus=in_caucus, body=body.strip(), at=clock.now())


@transaction.atomic
def throw_away(sitting_id: int, *, by: User, note: int) -> None:
    """Delete one's own note for good."""
    sitting = led(chair(sitting_id, by, after_the_end=True)).sitting
    gone, _rows = Note.objects.visible_to(by, sitting).filter(pk=note, author=by).delete()
    if not gone:
        raise WrongMoment(_("This note is not there any more."))

"""Say something and show something: stored and numbered before anybody hears it."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from cases.models.party import grown_since
from mediation.people.models import User
from mediation.refusals import Invalid, Refusal, WrongMoment
from mediation.vault.actions import erase, keep_anything
from rooms.actions.words import SAY, Stored, Words, facts_of
from rooms.kinds import Reader
from rooms.models import Kind, Message, Sitting
from rooms.reads.seats import right_of, seat_in


def say(sitting_id: int, *, by: User, text: str, client_id: str, to: str = "") -> Message:
    """Say a text; the same client_id a second time returns what was said the first time."""
    return _put(Words(sitting_id, by.pk, text, client_id, to), by=by)


def show_file(sitting_id: int, *, by: User, upload: "UploadedFile[Any]", client_id: str, to: str = "") -> Message:
    """Show a picture, a paper or a voice note: kept untouched, shown and played as a harmless copy."""
    refuse_without_seat(sitting_id, by)
    file = keep_anything(upload=upload, by=by)
    kind = Kind.VOICE if file.is_sound else Kind.PICTURE if file.preview_sha256 else Kind.FILE
    try:
        return _put(Words(sitting_id, by.pk, "" if kind == Kind.PICTURE else file.name, client_id, to, kind, file.pk), by=by)
    except Refusal:  # the seat was lost while the file came
        erase([file.pk])
        raise


def _put(words: Words, *, by: User) -> Message:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SAY, facts_of([words], grown=grown_since(words.at)))
            row = cursor.fetchone()
    except IntegrityError:  # the same message at the same time, over another line
        row = None
    return _message(words, Stored(*row), by) if row else said_before(words, by=by)


def said_before(words: Words, *, by: User) -> Message:
    """What was said already under this id; a refusal with its reason when nothing was."""
    refuse_without_seat(words.sitting, by)
    said = Message.objects.select_related("author").filter(sitting_id=words.sitting, author=by, client_id=words.client_id).first()
    if said is None:  # meant for somebody whom this reader cannot address alone
        raise Invalid(_("This message was not understood."), code="unknown-message")
    return said


def _message(words: Words, stored: Stored, by: User) -> Message:
    return Message(author=by, kind=words.kind, body=words.text, file_id=words.file, client_id=words.client_id, at=words.at, **stored._asdict())


def refuse_without_seat(sitting_id: int, by: User) -> None:
    """Say why somebody cannot speak: the seat is lost, the sitting has ended, or the mediator is talking with one side."""
    sitting = Sitting.objects.select_related("round", "mediator", "case").get(pk=sitting_id)
    right, seat = right_of(by, sitting), seat_in(by, sitting)
    if right is None or seat is None or not seat.is_inside:
        raise WrongMoment(_("You have no seat in this room any more."), code="no-seat")
    if not sitting.is_live or not sitting.round.is_open:
        raise WrongMoment(_("This sitting has ended; it can still be read."), code="ended")
    if seat.reader == Reader.JOINT and not sitting.talk.is_joint:
        raise WrongMoment(_("The mediator is talking with one side. Please wait until everybody is together again."), code="caucus")

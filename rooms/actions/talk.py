"""Say something: numbered and stored in one statement, before anybody hears it."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from cases import clock
from cases.kinds import ROUND_ENDS, Audience, Side
from cases.models import Party
from mediation.crypto import encrypt
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment
from mediation.vault.actions import keep_picture
from rooms.models import Message, Sitting

# One statement: the counters of those who are meant go up and the row is written with them, or neither.
SAY = """
WITH numbered AS (
    UPDATE rooms_sitting SET said_mediator = said_mediator + 1,
        said_applicant = said_applicant + %(to_applicant)s, said_respondent = said_respondent + %(to_respondent)s
    WHERE id = %(sitting)s AND NOT EXISTS (SELECT 1 FROM rooms_message WHERE sitting_id = %(sitting)s AND author_id = %(author)s AND client_id = %(client_id)s)
    RETURNING said_mediator, said_applicant, said_respondent
)
INSERT INTO rooms_message (sitting_id, seq_mediator, seq_applicant, seq_respondent, audience, author_id, role, kind, body, file_id, client_id, at)
SELECT %(sitting)s, said_mediator, CASE WHEN %(to_applicant)s = 1 THEN said_applicant END, CASE WHEN %(to_respondent)s = 1 THEN said_respondent END,
    %(audience)s, %(author)s, %(role)s, %(kind)s, %(body)s, %(file)s, %(client_id)s, %(at)s
FROM numbered
ON CONFLICT ON CONSTRAINT said_once DO NOTHING
RETURNING id, seq_mediator, seq_applicant, seq_respondent
"""


def say(sitting_id: int, *, by: User, text: str, client_id: str, to: str = "") -> Message:
    """Say a text; the same client_id a second time returns what was said the first time."""
    return _put(sitting_id, by=by, kind="text", body=text, client_id=client_id, to=to)


def show_picture(sitting_id: int, *, by: User, upload: UploadedFile, client_id: str, to: str = "") -> Message:
    """Show a picture: kept untouched, shown as a harmless preview."""
    _seated(sitting_id, by)
    return _put(sitting_id, by=by, kind="picture", body="", client_id=client_id, to=to, file_id=keep_picture(upload=upload, by=by).pk)


def _put(sitting_id: int, *, by: User, kind: str, body: str, client_id: str, to: str, file_id: int | None = None) -> Message:
    caucus, reader = _seated(sitting_id, by)
    audience = _audience(caucus, reader, to)
    facts: dict[str, Any] = {
        "sitting": sitting_id,
        "author": by.pk,
        "role": reader,
        "kind": kind,
        "audience": audience,
        "to_applicant": int(audience in (Audience.ALL, Audience.APPLICANT)),
        "to_respondent": int(audience in (Audience.ALL, Audience.RESPONDENT)),
        "body": encrypt(body, "rooms.message.body") if body else b"",
        "file": file_id,
        "client_id": client_id,
        "at": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(SAY, facts)
        row = cursor.fetchone()
    if row is None:  # said before, with the same client_id
        return Message.objects.select_related("author").get(sitting_id=sitting_id, author=by, client_id=client_id)
    pk, *numbers = row
    seqs = dict(zip(("seq_mediator", "seq_applicant", "seq_respondent"), numbers, strict=True))
    return Message(pk=pk, sitting_id=sitting_id, author=by, role=reader, kind=kind, body=body, audience=audience, file_id=file_id, client_id=client_id, at=facts["at"], **seqs)


def _seated(sitting_id: int, by: User) -> tuple[str, str]:
    """The caucus and in which role this person speaks now, in one query; whoever lost the seat is refused at once."""
    side = Subquery(Party.objects.filter(case=OuterRef("case"), user=by.pk).values("side")[:1])
    caucus, state, mediator, seat = Sitting.objects.values_list("caucus", "round__state", "round__mediator", side).get(pk=sitting_id)
    reader = "mediator" if mediator == by.pk else seat or ""
    if not reader:
        raise WrongMoment(_("You have no seat in this room any more."), code="no-seat")
    if state in ROUND_ENDS:
        raise WrongMoment(_("This sitting has ended; it can still be read."), code="ended")
    return caucus, reader


def _audience(caucus: str, reader: str, to: str) -> str:
    """Who is meant: the caucus decides for those in it, a party may speak to the mediator alone."""
    if to not in ("", "all", *Audience.values):
        raise Invalid(_("This message was not understood."), code="unknown-message")
    if reader in Side.values:
        return reader if to == reader or caucus == reader else Audience.ALL
    return to or caucus or Audience.ALL

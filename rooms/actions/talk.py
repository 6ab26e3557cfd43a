"""Say something: seat, audience, number and row in one statement, before anybody hears it."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.utils.translation import gettext as _

from cases import clock
from cases.kinds import ROUND_ENDS, Audience
from cases.models.party import grown_since
from mediation.crypto import encrypt
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment
from mediation.vault.actions import keep_picture
from rooms.models import Message, Sitting
from rooms.reads import reader_of

# Who speaks (seat), who is meant (aimed: a caucus decides for those in it, a party may speak to the mediator alone),
# and then the counters of those who are meant go up and the row is written with them, or nothing at all.
SAY = """
WITH seat AS (
    SELECT s.id, s.caucus, CASE WHEN r.mediator_id = %(author)s THEN 'mediator' ELSE (
        SELECT min(p.side) FROM cases_party p WHERE p.case_id = s.case_id AND p.left_at IS NULL
            AND (p.user_id = %(author)s AND (p.born_on IS NULL OR p.born_on <= %(grown)s) OR p.agents @> ARRAY[%(author)s]::bigint[])) END AS reader
    FROM rooms_sitting s JOIN cases_round r ON r.id = s.round_id
    WHERE s.id = %(sitting)s AND r.state <> ALL(%(ends)s)
), aimed AS (
    SELECT id, reader, CASE
        WHEN reader = 'mediator' THEN COALESCE(NULLIF(%(to)s, ''), NULLIF(caucus, ''), 'all')
        WHEN reader IN (%(to)s, caucus) THEN reader
        ELSE 'all' END AS audience
    FROM seat WHERE reader IS NOT NULL AND (reader = 'mediator' OR %(to)s IN ('', 'all', reader))
), numbered AS (
    UPDATE rooms_sitting SET said_mediator = said_mediator + 1,
        said_applicant = said_applicant + (audience IN ('all', 'applicant'))::int,
        said_respondent = said_respondent + (audience IN ('all', 'respondent'))::int
    FROM aimed
    WHERE rooms_sitting.id = aimed.id
        AND NOT EXISTS (SELECT 1 FROM rooms_message WHERE sitting_id = %(sitting)s AND author_id = %(author)s AND client_id = %(client_id)s)
    RETURNING said_mediator, said_applicant, said_respondent, audience, reader
)
INSERT INTO rooms_message (sitting_id, seq_mediator, seq_applicant, seq_respondent, audience, author_id, role, kind, body, file_id, client_id, at)
SELECT %(sitting)s, said_mediator, CASE WHEN audience IN ('all', 'applicant') THEN said_applicant END,
    CASE WHEN audience IN ('all', 'respondent') THEN said_respondent END,
    audience, %(author)s, reader, %(kind)s, %(body)s, %(file)s, %(client_id)s, %(at)s
FROM numbered
ON CONFLICT ON CONSTRAINT said_once DO NOTHING
RETURNING id, seq_mediator, seq_applicant, seq_respondent, audience, role
"""
COLUMNS = ("pk", "seq_mediator", "seq_applicant", "seq_respondent", "audience", "role")


def say(sitting_id: int, *, by: User, text: str, client_id: str, to: str = "") -> Message:
    """Say a text; the same client_id a second time returns what was said the first time."""
    return _put(sitting_id, by=by, kind="text", body=text, client_id=client_id, to=to)


def show_picture(sitting_id: int, *, by: User, upload: UploadedFile, client_id: str, to: str = "") -> Message:
    """Show a picture: kept untouched, shown as a harmless preview."""
    refuse_without_seat(sitting_id, by)
    return _put(sitting_id, by=by, kind="picture", body="", client_id=client_id, to=to, file_id=keep_picture(upload=upload, by=by).pk)


def _put(sitting_id: int, *, by: User, kind: str, body: str, client_id: str, to: str, file_id: int | None = None) -> Message:
    if to not in ("", *Audience.values):
        raise Invalid(_("This message was not understood."), code="unknown-message")
    facts: dict[str, Any] = {
        "sitting": sitting_id,
        "author": by.pk,
        "grown": grown_since(clock.now()),
        "ends": [str(end) for end in ROUND_ENDS],
        "to": to,
        "kind": kind,
        "body": encrypt(body, "rooms.message.body") if body else b"",
        "file": file_id,
        "client_id": client_id,
        "at": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(SAY, facts)
        row = cursor.fetchone()
    if row is None:
        refuse_without_seat(sitting_id, by)
        said = Message.objects.select_related("author").filter(sitting_id=sitting_id, author=by, client_id=client_id).first()
        if said is None:  # not said before: meant for somebody whom this reader cannot address alone
            raise Invalid(_("This message was not understood."), code="unknown-message")
        return said
    return Message(sitting_id=sitting_id, author=by, kind=kind, body=body, file_id=file_id, client_id=client_id, at=facts["at"], **dict(zip(COLUMNS, row, strict=True)))


def refuse_without_seat(sitting_id: int, by: User) -> None:
    """Say why somebody cannot speak: the seat is lost, or the sitting has ended."""
    sitting = Sitting.objects.select_related("round").get(pk=sitting_id)
    if not reader_of(by, sitting):
        raise WrongMoment(_("You have no seat in this room any more."), code="no-seat")
    if not sitting.round.is_open:
        raise WrongMoment(_("This sitting has ended; it can still be read."), code="ended")

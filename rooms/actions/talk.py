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
from mediation.refusals import Invalid, Refusal, WrongMoment
from mediation.vault.actions import erase, keep_anything
from rooms.kinds import Reader
from rooms.models import Kind, Message, Sitting
from rooms.reads.seats import right_of, seat_in

# Who speaks (seat: inside, and still theirs by the case), who is meant (aimed: whoever is in a zone talks in it, a party may
# speak to the mediator alone), and then the counters of those who are meant go up and the row is written with them, or nothing.
SAY = """
WITH seat AS (
    SELECT s.id, s.caucus, s.screened, CASE WHEN e.role IN ('mediator', 'co_mediator') THEN 'mediator' WHEN e.side <> '' THEN e.side ELSE 'joint' END AS reader
    FROM rooms_sitting s JOIN cases_round r ON r.id = s.round_id JOIN rooms_seat e ON e.sitting_id = s.id
    WHERE s.id = %(sitting)s AND s.ended_at IS NULL AND r.state <> ALL(%(ends)s)
        AND e.user_id = %(author)s AND e.admitted_at IS NOT NULL AND e.removed_at IS NULL AND CASE
            WHEN e.role = 'mediator' THEN s.mediator_id = %(author)s AND r.mediator_id = %(author)s
            WHEN e.role IN ('party', 'agent') THEN EXISTS (
                SELECT 1 FROM cases_party p WHERE p.case_id = s.case_id AND p.left_at IS NULL AND p.side = e.side
                AND (p.user_id = %(author)s AND (p.born_on IS NULL OR p.born_on <= %(grown)s) OR p.agents @> ARRAY[%(author)s]::bigint[]))
            ELSE true END
), aimed AS (
    SELECT id, reader, CASE
        WHEN reader = 'mediator' THEN COALESCE(NULLIF(%(to)s, ''), NULLIF(caucus, ''), 'all')
        WHEN caucus = '' AND NOT screened AND %(to)s <> reader THEN 'all'
        WHEN reader <> 'joint' THEN reader END AS audience
    FROM seat WHERE reader = 'mediator' OR %(to)s IN ('', 'all', reader)
), numbered AS (
    UPDATE rooms_sitting SET said_mediator = said_mediator + 1,
        said_applicant = said_applicant + (audience IN ('all', 'applicant'))::int,
        said_respondent = said_respondent + (audience IN ('all', 'respondent'))::int,
        said_joint = said_joint + (audience = 'all')::int
    FROM aimed
    WHERE rooms_sitting.id = aimed.id AND audience IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM rooms_message WHERE sitting_id = %(sitting)s AND author_id = %(author)s AND client_id = %(client_id)s)
    RETURNING said_mediator, said_applicant, said_respondent, said_joint, audience, reader
)
INSERT INTO rooms_message (sitting_id, seq_mediator, seq_applicant, seq_respondent, seq_joint, audience, author_id, role, kind, body, file_id, client_id, at)
SELECT %(sitting)s, said_mediator, CASE WHEN audience IN ('all', 'applicant') THEN said_applicant END,
    CASE WHEN audience IN ('all', 'respondent') THEN said_respondent END, CASE WHEN audience = 'all' THEN said_joint END,
    audience, %(author)s, reader, %(kind)s, %(body)s, %(file)s, %(client_id)s, %(at)s
FROM numbered
ON CONFLICT ON CONSTRAINT said_once DO NOTHING
RETURNING id, seq_mediator, seq_applicant, seq_respondent, seq_joint, audience, role
"""
COLUMNS = ("pk", "seq_mediator", "seq_applicant", "seq_respondent", "seq_joint", "audience", "role")


def say(sitting_id: int, *, by: User, text: str, client_id: str, to: str = "") -> Message:
    """Say a text; the same client_id a second time returns what was said the first time."""
    return _put(sitting_id, by=by, kind=Kind.TEXT, body=text, client_id=client_id, to=to)


def show_file(sitting_id: int, *, by: User, upload: "UploadedFile[Any]", client_id: str, to: str = "") -> Message:
    """Show a picture, a paper or a voice note: kept untouched, shown and played as a harmless copy."""
    refuse_without_seat(sitting_id, by)
    file = keep_anything(upload=upload, by=by)
    kind = Kind.VOICE if file.is_sound else Kind.PICTURE if file.preview_sha256 else Kind.FILE
    try:
        return _put(sitting_id, by=by, kind=kind, body="" if kind == Kind.PICTURE else file.name, client_id=client_id, to=to, file_id=file.pk)
    except Refusal:  # the seat was lost while the file came
        erase([file.pk])
        raise


def _put(sitting_id: int, *, by: User, kind: Kind, body: str, client_id: str, to: str, file_id: int | None = None) -> Message:
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
    """Say why somebody cannot speak: the seat is lost, the sitting has ended, or the mediator is talking with one side."""
    sitting = Sitting.objects.select_related("round", "mediator", "case").get(pk=sitting_id)
    right, seat = right_of(by, sitting), seat_in(by, sitting)
    if right is None or seat is None or not seat.is_inside:
        raise WrongMoment(_("You have no seat in this room any more."), code="no-seat")
    if not sitting.is_live or not sitting.round.is_open:
        raise WrongMoment(_("This sitting has ended; it can still be read."), code="ended")
    if seat.reader == Reader.JOINT and not sitting.talk.is_joint:
        raise WrongMoment(_("The mediator is talking with one side. Please wait until everybody is together again."), code="caucus")

"""One statement that says something: seat, audience, numbers and row of several messages, before anybody hears them.

A message is meant for whoever is in a zone with its author; a party may speak to the mediator alone. The statement holds
the sittings in the order of their keys, so that two processes never wait for each other; each sitting may be in it once.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from cases import clock
from cases.kinds import ROUND_ENDS, Audience
from mediation.crypto import encrypt
from mediation.refusals import Invalid
from rooms.models import Kind
from rooms.wire import Spoken

SAY = """
WITH words AS (
    SELECT * FROM unnest(%(sitting)s::bigint[], %(author)s::bigint[], %(aim)s::text[], %(kind)s::text[], %(body)s::bytea[], %(file)s::bigint[], %(client_id)s::text[])
        AS t(sitting, author, aim, kind, body, file, client_id)
), held AS (
    SELECT id, case_id, round_id, mediator_id, caucus, screened FROM rooms_sitting
    WHERE id = ANY(%(sitting)s::bigint[]) AND ended_at IS NULL ORDER BY id FOR UPDATE
), seat AS (
    SELECT w.*, h.caucus, h.screened, CASE WHEN e.role IN ('mediator', 'co_mediator') THEN 'mediator' WHEN e.side <> '' THEN e.side ELSE 'joint' END AS reader
    FROM words w JOIN held h ON h.id = w.sitting JOIN cases_round r ON r.id = h.round_id
        JOIN rooms_seat e ON e.sitting_id = w.sitting AND e.user_id = w.author
    WHERE r.state <> ALL(%(ends)s) AND e.admitted_at IS NOT NULL AND e.removed_at IS NULL AND CASE
        WHEN e.role = 'mediator' THEN h.mediator_id = w.author AND r.mediator_id = w.author
        WHEN e.role IN ('party', 'agent') THEN EXISTS (
            SELECT 1 FROM cases_party p WHERE p.case_id = h.case_id AND p.left_at IS NULL AND p.side = e.side
            AND (p.user_id = w.author AND (p.born_on IS NULL OR p.born_on <= %(grown)s) OR p.agents @> ARRAY[w.author]))
        ELSE true END
), aimed AS (
    SELECT *, CASE
        WHEN reader = 'mediator' THEN COALESCE(NULLIF(aim, ''), NULLIF(caucus, ''), 'all')
        WHEN caucus = '' AND NOT screened AND aim <> reader THEN 'all'
        WHEN reader <> 'joint' THEN reader END AS audience
    FROM seat WHERE reader = 'mediator' OR aim IN ('', 'all', reader)
), numbered AS (
    UPDATE rooms_sitting s SET said_mediator = said_mediator + 1,
        said_applicant = said_applicant + (a.audience IN ('all', 'applicant'))::int,
        said_respondent = said_respondent + (a.audience IN ('all', 'respondent'))::int,
        said_joint = said_joint + (a.audience = 'all')::int
    FROM aimed a
    WHERE s.id = a.sitting AND a.audience IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM rooms_message m WHERE m.sitting_id = a.sitting AND m.author_id = a.author AND m.client_id = a.client_id)
    RETURNING a.*, s.said_mediator, s.said_applicant, s.said_respondent, s.said_joint
)
INSERT INTO rooms_message (sitting_id, seq_mediator, seq_applicant, seq_respondent, seq_joint, audience, author_id, role, kind, body, file_id, client_id, at)
SELECT sitting, said_mediator, CASE WHEN audience IN ('all', 'applicant') THEN said_applicant END,
    CASE WHEN audience IN ('all', 'respondent') THEN said_respondent END, CASE WHEN audience = 'all' THEN said_joint END,
    audience, author, reader, kind, body, file, client_id, %(at)s
FROM numbered
RETURNING sitting_id, id, seq_mediator, seq_applicant, seq_respondent, seq_joint, audience, role
"""
AIMS = frozenset({"", *Audience.values})
ENDS = [str(end) for end in ROUND_ENDS]


class Stored(NamedTuple):
    """What the database made of a message."""

    sitting_id: int
    pk: int
    seq_mediator: int
    seq_applicant: int | None
    seq_respondent: int | None
    seq_joint: int | None
    audience: str
    role: str


@dataclass(frozen=True, slots=True)
class Words:
    """Something to be said by somebody; Invalid for an audience that does not exist."""

    sitting: int
    author: int
    text: str
    client_id: str
    aim: str = ""
    kind: str = Kind.TEXT
    file: int | None = None
    at: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        if self.aim not in AIMS:
            raise Invalid(_("This message was not understood."), code="unknown-message")


def facts_of(several: list[Words], *, grown: date) -> dict[str, Any]:
    """The parameters of `SAY`, one array for each column; who was born after `grown` is a minor and speaks through somebody."""
    return {
        "sitting": [w.sitting for w in several],
        "author": [w.author for w in several],
        "aim": [w.aim for w in several],
        "kind": [str(w.kind) for w in several],
        "body": [encrypt(w.text, "rooms.message.body") if w.text else b"" for w in several],
        "file": [w.file for w in several],
        "client_id": [w.client_id for w in several],
        "grown": grown,
        "ends": ENDS,
        "at": several[-1].at,
    }


def spoken(words: Words, stored: Stored, name: str) -> Spoken:
    """What everybody hears of it, without reading it back."""
    numbers = (stored.seq_mediator, stored.seq_applicant, stored.seq_respondent, stored.seq_joint)
    return Spoken(stored.sitting_id, stored.pk, numbers, words.client_id, stored.role, name, words.kind, words.text, words.file, stored.audience, words.at)

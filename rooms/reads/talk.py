"""What was said in a room, for one reader."""

from functools import lru_cache
from typing import Any

from django.db import connection

from rooms.models import Message
from rooms.wire import Spoken

MANY = 500  # messages read at once
NUMBERS = ("seq_mediator", "seq_applicant", "seq_respondent", "seq_joint")
BODY: Any = Message._meta.get_field("body")


def since(sitting_id: int, reader: str, number: int) -> list[Spoken]:
    """What a reader does not have yet, in the reader's own numbering. Somebody who joins waits for all of it: no model is made for each message."""
    with connection.cursor() as cursor:
        cursor.execute(_after(reader), [sitting_id, number])
        rows = cursor.fetchall()
    return [
        Spoken(sitting, pk, (mediator, applicant, respondent, joint), ident, role, name, kind, BODY.from_db_value(body, None, connection), *rest)
        for mediator, applicant, respondent, joint, sitting, pk, ident, role, name, kind, body, *rest in rows
    ]


@lru_cache
def _after(reader: str) -> str:
    """The SQL of a question that is asked with every join, made once for each kind of reader. Its parameters: sitting, number."""
    some = Message.objects.filter(sitting=1).after(reader, 2)
    columns = some.values_list(*NUMBERS, "sitting_id", "pk", "client_id", "role", "author__name", "kind", "body", "file_id", "audience", "at")
    sql, params = columns[:MANY].query.sql_with_params()
    if params != (1, 2):
        raise ValueError(f"the places of sitting and number are others now: {params}")
    return str(sql)


def said_by(user: Any) -> list[dict[str, Any]]:
    """What this person said in rooms, for their own data."""
    rows = Message.objects.filter(author=user).select_related("sitting__case").order_by("at")
    return [{"case": m.sitting.case.number, "at": m.at, "to": m.audience, "kind": m.kind, "text": m.body} for m in rows]

"""Write together: open a draft, change it, hand the pen. A change is in the log before anybody else sees it."""

from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.move import lock
from cases.kinds import Audience, RoundState, Side
from mediation.crypto import new_key, seal
from mediation.ledger.chain import GENESIS, link
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.actions.floor import led_by
from rooms.drafting.numbers import MalformedError
from rooms.drafting.text import EMPTY, Text, apply, face, read, written
from rooms.models import Draft, DraftUpdate, Seat, Sitting
from rooms.reads.drafts import label, loaded, may_write, text_of
from rooms.reads.seats import right_of, seat_in

CHANGE_LIMIT = 64 * 1024  # bytes of one change
TEXT_LIMIT = 24_000  # characters that a text may have; a form takes 8,000 and 48 rows
MOST_TERMS = 200  # clauses and rows together
LOG_LIMIT = 20_000  # changes of one draft: days of typing
EVERY = 64  # changes between two snapshots: what loading a text has to apply at most


@transaction.atomic
def open_draft(sitting_id: int, *, by: User, audience: str) -> Draft:
    """Lay a draft on the table, or begin one with a side alone; it starts from what the plain form says. Again changes nothing."""
    case = lock(Sitting.objects.values_list("case_id", flat=True).get(pk=sitting_id))
    sitting = led_by(sitting_id, by)
    if audience == Audience.MEDIATOR or audience not in Audience.values:
        raise Invalid(_("This message was not understood."), code="unknown-message")
    if sitting.round.state != RoundState.IN_PROGRESS:
        raise WrongMoment(_("Open the talks first, or take the agreement back from signing."))
    found = Draft.objects.of(sitting).filter(audience=audience).first()
    if found is not None:
        return found
    at_the_table = audience == Audience.ALL
    start = text_of(case.present_agreement, case) if at_the_table else Text()
    draft = Draft.objects.create(
        round=sitting.round, mediator=sitting.mediator, audience=audience, key=new_key(), written_sha256=start.digest if at_the_table else "", opened_at=clock.now()
    )
    put(draft, written(start), by=by)
    return draft


@transaction.atomic
def change(draft_id: int, sitting_id: int, *, by: User, update: bytes) -> DraftUpdate | None:
    """Take one change of somebody who may write; None when it changes nothing. Malformed or oversized ones are refused before they are kept."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    whole = None if update == EMPTY else _tried(draft, update)
    if whole is None:
        return None
    refuse_without_pen(draft, sitting_id, by)
    return put(draft, update, by=by, whole=whole)


def put_checked(draft: Draft, update: bytes, *, by: User) -> DraftUpdate | None:
    """Keep a change that was made here, within the same limits; the caller holds the lock of the draft."""
    whole = _tried(draft, update)
    return None if whole is None else put(draft, update, by=by, whole=whole)


def _tried(draft: Draft, update: bytes) -> bytes | None:
    """The whole document after a change, tried on a copy; None when nothing changes, Invalid when it is none or too much."""
    if len(update) > CHANGE_LIMIT or draft.last_seq >= LOG_LIMIT:
        raise Invalid(_("This is too large to be read. Please send less at a time."), code="too-large")
    try:
        copy = loaded(draft)
        before = face(copy)
        apply(copy, update)
        text, now = read(copy), face(copy)
    except MalformedError as broken:
        raise Invalid(_("This message was not understood."), code="unknown-message") from broken
    if now == before:
        return None
    after: bytes = copy.get_update()
    if text.length > TEXT_LIMIT or len(text.duties) + len(text.clauses) > MOST_TERMS or len(after) > CHANGE_LIMIT * 16:
        raise Invalid(_("The text is too long. Please shorten it first."), code="too-large")
    return after


def put(draft: Draft, update: bytes, *, by: User, whole: bytes = b"") -> DraftUpdate:
    """Add a change to the log; the caller holds the lock of the draft."""
    last = draft.updates.filter(seq=draft.last_seq).values_list("hash", flat=True).first()
    seq = draft.last_seq + 1
    data = seal(update, key=draft.key, label=label(draft.pk, seq))
    row = DraftUpdate(draft=draft, seq=seq, author=by, at=clock.now(), data=data, prev_hash=bytes(last or GENESIS))
    row.hash = link(bytes(row.prev_hash), row.payload(sha256(data).hexdigest()))
    row.save(force_insert=True)
    draft.last_seq = seq
    if whole and seq - draft.snapshot_seq >= EVERY:
        draft.snapshot, draft.snapshot_seq = seal(whole, key=draft.key, label=label(draft.pk, seq, "snapshot")), seq
    draft.save(update_fields=["last_seq", "snapshot", "snapshot_seq"])
    return row


@transaction.atomic
def hand_pen(draft_id: int, sitting_id: int, *, by: User, to: str) -> Draft:
    """Let a side, or both, write in the text; with nobody named the mediator alone writes again."""
    led_by(sitting_id, by)
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    if to not in ("", draft.audience, *(Side.values if draft.is_joint else ())):
        raise Invalid(_("This message was not understood."), code="unknown-message")
    draft.pen = to
    return turned(draft, "pen")


def turned(draft: Draft, *fields: str) -> Draft:
    """Save these fields and let everybody who reads the draft see it."""
    draft.version += 1
    draft.save(update_fields=[*fields, "version"])
    return draft


def refuse_without_pen(draft: Draft, sitting_id: int, by: User) -> None:
    """Say why somebody cannot write: no seat, no pen, or the text is fixed."""
    seat, sitting = seat_at(sitting_id, by)
    if sitting.round.state != RoundState.IN_PROGRESS or not sitting.is_live:
        raise WrongMoment(_("The text is fixed now. The mediator can take it back from signing."), code="fixed")
    if not may_write(draft, seat, sitting):
        raise WrongPerson(_("The mediator has the pen. You can read along and write remarks."), code="no-pen")


def seat_at(sitting_id: int, by: User) -> tuple[Seat, Sitting]:
    """The seat of somebody who still has the right to it; WrongMoment otherwise."""
    sitting = Sitting.objects.select_related("round", "mediator", "case").get(pk=sitting_id)
    right, seat = right_of(by, sitting), seat_in(by, sitting)
    if right is None or seat is None or not seat.is_inside or not right.fits(seat):
        raise WrongMoment(_("You have no seat in this room any more."), code="no-seat")
    return seat, sitting

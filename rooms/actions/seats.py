"""Take a seat, wait, be let in, be put out; and the small signs people give from their seats."""

from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from cases import clock
from mediation.people.models import User
from mediation.refusals import Invalid, NotFound, WrongMoment
from rooms.actions.floor import changed, led_by
from rooms.actions.recording import stop_without_everybody
from rooms.kinds import LEADERS, OWN_ROLES, Quality, Rung
from rooms.models import Seat, Sitting
from rooms.reads.rights import Right
from rooms.reads.seats import right_of

# Who is there need not outlive a power cut: every socket is broken then.
APPEAR = """
WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)), room AS (
    UPDATE rooms_sitting SET version = version + 1 FROM quick WHERE id = %(sitting)s RETURNING rooms_sitting.*
), seat AS (
    UPDATE rooms_seat e SET seen_at = %(now)s, gone_at = NULL,
        rung = CASE WHEN e.line <> %(line)s AND e.seen_at IS NULL THEN %(text)s ELSE e.rung END,
        line = CASE WHEN e.line <> %(line)s AND e.seen_at IS NULL THEN '' ELSE e.line END
    FROM room WHERE e.id = %(seat)s
)
SELECT * FROM room
"""
ROOM_TEXT_VERSION = "2026-11"  # templates/rooms/ready.html: the rules of the room that a person agrees to


@transaction.atomic
def take_seat(sitting_id: int, *, by: User, agreed: bool = False) -> Seat:
    """Sit down: parties and leaders are let in at once, guests and whoever comes to a locked room wait. Again changes nothing."""
    sitting = Sitting.objects.select_for_update(of=("self",)).select_related("round", "mediator", "case").get(pk=sitting_id)
    right = right_of(by, sitting)
    if right is None:
        raise NotFound(_("This room is for the two sides and their mediator."))
    seat, fresh = sitting.seats.filter(user=by).first(), False
    if seat is None:
        number = (sitting.seats.aggregate(last=Max("number"))["last"] or 0) + 1
        seat, fresh = Seat(sitting=sitting, number=number, user=by, arrived_at=clock.now()), True
    other = (seat.role, seat.side) != (right.role, right.side)
    seat.role, seat.side, seat.name = right.role, right.side, right.name
    if fresh or other:
        seat.admitted_at = clock.now() if _comes_in(sitting, right) else None
    if agreed and seat.agreed_at is None:
        seat.agreed_at, seat.text_version = clock.now(), ROOM_TEXT_VERSION
    seat.save()
    if fresh or other:
        stop_without_everybody(sitting)
        changed(sitting)
    return seat


def _comes_in(sitting: Sitting, right: Right) -> bool:
    return right.role in LEADERS or (right.role in OWN_ROLES and not sitting.locked)


@transaction.atomic
def admit(sitting_id: int, *, by: User, number: int) -> Seat:
    """Let somebody in who waits, also after having been put out."""
    sitting = led_by(sitting_id, by)
    seat = _seat(sitting, number)
    seat.admitted_at, seat.removed_at = clock.now(), None
    seat.save(update_fields=["admitted_at", "removed_at"])
    stop_without_everybody(sitting)
    changed(sitting)
    return seat


@transaction.atomic
def remove(sitting_id: int, *, by: User, number: int) -> Seat:
    """Put somebody out, who then waits to be let in again. Nobody puts out the mediator."""
    seat = _seat(led_by(sitting_id, by), number)
    if seat.role in LEADERS:
        raise Invalid(_("The mediator stays in the room."), code="wrong-person")
    seat.removed_at, seat.hand_at = clock.now(), None
    return _told(seat, "removed_at", "hand_at")


@transaction.atomic
def mute(sitting_id: int, *, by: User, number: int, muted: bool) -> Seat:
    """Take somebody's sound away, or give it back; they are still heard in writing."""
    seat = _seat(led_by(sitting_id, by), number)
    seat.muted_at = clock.now() if muted else None
    return _told(seat, "muted_at")


@transaction.atomic
def know(sitting_id: int, *, by: User, number: int) -> Seat:
    """The mediator has seen who this is (a document, or a face known)."""
    seat = _seat(led_by(sitting_id, by), number)
    seat.identity_at = clock.now()
    return _told(seat, "identity_at")


@transaction.atomic
def raise_hand(sitting_id: int, *, by: User, raised: bool) -> Seat:
    """Ask to speak, or take it back."""
    seat = own_seat(sitting_id, by)
    seat.hand_at = clock.now() if raised else None
    return _told(seat, "hand_at")


@transaction.atomic
def take_part(sitting_id: int, *, by: User, rung: str, line: str = "") -> Seat:
    """Say how one takes part now: with picture, with sound, in writing, by telephone. `line` names the page that has voice and picture."""
    seat = own_seat(sitting_id, by)
    if rung not in Rung.values or len(line) > 16:
        raise Invalid(_("This message was not understood."), code="unknown-message")
    seat.rung, seat.line = rung, line
    return _told(seat, "rung", "line")


@transaction.atomic
def note_quality(sitting_id: int, *, by: User, quality: str) -> Seat:
    """The browser says how good its line is; whoever leads sees it."""
    seat = own_seat(sitting_id, by)
    if quality not in Quality.values:
        raise Invalid(_("This message was not understood."), code="unknown-message")
    seat.quality = quality
    return _told(seat, "quality")


def appear(sitting_id: int, seat_id: int, line: str) -> Sitting:
    """A socket of this seat has opened; when none was, another page than before begins in writing."""
    facts = {"sitting": sitting_id, "seat": seat_id, "line": line, "text": str(Rung.TEXT), "now": clock.now()}
    return Sitting.objects.raw(APPEAR, facts)[0]


@transaction.atomic
def go_away(seat_ids: list[int]) -> None:
    """The last sockets of these seats have closed; their places are kept, and their sound for a moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
    rooms = Sitting.objects.filter(pk__in=Seat.objects.filter(pk__in=seat_ids).values("sitting")).order_by("pk").select_for_update()
    Sitting.objects.filter(pk__in=list(rooms.values_list("pk", flat=True))).update(version=F("version") + 1)
    Seat.objects.filter(pk__in=seat_ids).update(seen_at=None, gone_at=clock.now(), hand_at=None, quality="")


def still_here(seat_ids: list[int]) -> None:
    """These seats have a socket in this process."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rooms_seat SET seen_at = %s, gone_at = NULL WHERE id = ANY(%s)", [clock.now(), seat_ids])


def own_seat(sitting_id: int, by: User) -> Seat:
    """The seat of somebody who is inside a live sitting, both held for a change; WrongMoment otherwise."""
    Sitting.objects.select_for_update(no_key=True).filter(pk=sitting_id).first()  # before the seat, as everywhere
    seat: Any = Seat.objects.select_for_update(of=("self",)).select_related("sitting__round").filter(sitting=sitting_id, user=by).first()
    if seat is None or not seat.is_inside:
        raise WrongMoment(_("You have no seat in this room any more."), code="no-seat")
    if not seat.sitting.is_live or not seat.sitting.round.is_open:
        raise WrongMoment(_("This sitting has ended; it can still be read."), code="ended")
    return seat  # type: ignore[no-any-return]


def _seat(sitting: Sitting, number: int) -> Seat:
    seat = sitting.seats.select_for_update().filter(number=number).first()
    if seat is None:
        raise Invalid(_("This person is not in the room."), code="no-seat")
    return seat


def _told(seat: Seat, *fields: str) -> Seat:
    """Save, and let everybody in the room see it."""
    seat.save(update_fields=fields)
    Sitting.objects.filter(pk=seat.sitting_id).update(version=F("version") + 1)
    return seat

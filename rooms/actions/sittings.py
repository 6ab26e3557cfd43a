"""Open a sitting, talk with one side alone, come together again, end it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.actions.rounds import begin_talks, close_round
from cases.kinds import Audience, RoundState, Side
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment
from rooms.actions import recording
from rooms.actions.arrivals import begin_booked
from rooms.actions.floor import changed, led_by
from rooms.actions.seats import take_seat
from rooms.kinds import Mode, Outcome
from rooms.models import Sitting, Stopped
from rooms.reads.bookings import due_now
from rooms.reads.terms import terms_on


@transaction.atomic
def open_sitting(case_id: int, *, by: User, mode: str = Mode.ONLINE) -> Sitting:
    """The mediator opens the room; the talks of the round begin with it. It becomes the one that is booked for now, if any. Another mediator's sitting is never gone on with."""
    case = begin_talks(case_id, by=by)
    attempt = case.open_round
    if attempt is None:
        raise WrongMoment(_("This sitting has ended; it can still be read."), code="ended")
    live = Sitting.objects.select_for_update().filter(round=attempt, ended_at=None).first()
    if live is not None and live.mediator_id != by.pk:
        _end(live, Outcome.ADJOURNED)
        live = None
    if live is None:
        at = clock.now()
        booked = due_now(attempt, terms_on(timezone.localdate(at)).early, at)
        held = booked.mode if booked else str(mode)
        live = Sitting.objects.create(case=case, round=attempt, mediator=by, mode=held, opened_at=at)
        facts = {"round": attempt.number, "mode": held}
        record.record(case, "sitting_opened", by=by, at=at, law="规则 16", facts=facts, audience=Audience.ALL)
        if booked is not None:
            begin_booked(booked, live)
    take_seat(live.pk, by=by)
    return live


@transaction.atomic
def set_caucus(sitting_id: int, *, by: User, side: str) -> Sitting:
    """Talk with one side alone, or with both again when `side` is empty; sound, picture and later words follow."""
    sitting = led_by(sitting_id, by)
    if side and side not in Side.values:
        raise Invalid(_("This message was not understood."), code="unknown-message")
    if side:
        recording.pause(sitting)
    sitting.caucus, sitting.caucus_since = side, clock.now() if side else None
    recording.go_on(sitting)
    return changed(sitting, "caucus", "caucus_since", "recording")


@transaction.atomic
def set_screen(sitting_id: int, *, by: User, screened: bool) -> Sitting:
    """Keep the sides apart for the whole sitting, or let them meet again."""
    sitting = led_by(sitting_id, by)
    if screened:
        recording.pause(sitting)
    sitting.screened = screened
    recording.go_on(sitting)
    return changed(sitting, "screened", "recording")


@transaction.atomic
def set_lock(sitting_id: int, *, by: User, locked: bool) -> Sitting:
    """Whoever comes from now on waits to be let in."""
    sitting = led_by(sitting_id, by)
    sitting.locked = locked
    return changed(sitting, "locked")


@transaction.atomic
def end_sitting(sitting_id: int, *, by: User, outcome: str, reason: str = "") -> Sitting:
    """End the meeting: the sides agreed, it goes on another time, or the attempt failed (then with its reason, and the round is closed)."""
    case = lock(Sitting.objects.values_list("case_id", flat=True).get(pk=sitting_id))
    sitting = led_by(sitting_id, by)
    if outcome not in Outcome.values:
        raise Invalid(_("Please say how the sitting ended."), fields={"outcome": [_("Please choose one.")]})
    _end(sitting, outcome)
    facts = {"round": sitting.round.number, "outcome": outcome}
    record.record(case, "sitting_ended", by=by, at=clock.now(), law="规则 18", facts=facts, audience=Audience.ALL)
    if outcome == Outcome.FAILED:
        close_round(case.pk, by=by, reason=reason)
    return sitting


@transaction.atomic
def end_with_the_round(case_id: int) -> None:
    """The attempt is over, by seal, by time or by withdrawal: its meeting has ended too."""
    for sitting in Sitting.objects.select_for_update(of=("self",)).select_related("round").filter(case=case_id, ended_at=None):
        if not sitting.round.is_open:
            _end(sitting, Outcome.AGREED if sitting.round.state == RoundState.AGREED else Outcome.FAILED)


def _end(sitting: Sitting, outcome: str) -> None:
    recording.stop_because(sitting, Stopped.ENDED)
    sitting.ended_at, sitting.outcome, sitting.caucus, sitting.caucus_since = clock.now(), outcome, "", None
    changed(sitting, "ended_at", "outcome", "caucus", "caucus_since")

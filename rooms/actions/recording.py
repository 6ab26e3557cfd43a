"""Record a sitting: with everybody's stored yes, only while all are together, each seat for itself.

The media server begins under the lock of the sitting and has stopped before a caucus is committed, so no order of events records one.
"""

import secrets
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import Audience
from mediation.people.models import User
from mediation.refusals import WrongMoment
from rooms.actions.engine import choose_engine
from rooms.actions.floor import changed, led_by
from rooms.kinds import Engine, Recorded
from rooms.media import control
from rooms.media.janus import JanusError
from rooms.models import Made, Recording, RecordingConsent, RecordingPart, Seat, Sitting, Stopped
from rooms.reads.recording import missing_yes

CONSENT_TEXT = "2026-11"  # templates/rooms/parts/recording.html: what a person says yes to


@transaction.atomic
def agree(sitting_id: int, *, by: User) -> RecordingConsent:
    """Say yes to being recorded in this sitting, also while waiting to be let in; again changes nothing (PIPL 14, 29)."""
    sitting, seat = _with_seat(sitting_id, by)
    given = seat.recording_consents.filter(withdrawn_at=None).first()
    if given is None:
        given = seat.recording_consents.create(at=clock.now(), text_version=CONSENT_TEXT)
        changed(sitting)
    return given  # type: ignore[no-any-return]


@transaction.atomic
def take_back(sitting_id: int, *, by: User) -> None:
    """Take the yes back; a recording ends at once (PIPL 15). Needs no reason, and no sitting that goes on."""
    sitting, seat = _with_seat(sitting_id, by, live=False)
    seat.recording_consents.filter(withdrawn_at=None).update(withdrawn_at=clock.now())
    if seat.is_inside:
        stop_because(sitting, Stopped.CONSENT)
    changed(sitting)


def start(sitting_id: int, *, by: User) -> None:
    """The mediator begins to record. WrongMoment in a caucus, without everybody's yes, or without a media server."""
    if not control.is_well():
        raise WrongMoment(_("Recording is not possible here now: the media server does not answer."), code="no-media-server")
    with transaction.atomic():
        case = lock(Sitting.objects.values_list("case_id", flat=True).get(pk=sitting_id))
        sitting = led_by(sitting_id, by)
        if sitting.recording:
            return
        if not sitting.talk.is_joint:
            raise WrongMoment(_("Only talks of everybody together are recorded."), code="caucus")
        if missing_yes(sitting.pk):
            raise WrongMoment(_("Not everybody has agreed to the recording yet."), code="consent")
        Recording.objects.create(sitting=sitting, started_by=by, started_at=clock.now())
        sitting.recording = Recorded.ON
        changed(sitting, "recording")
        record.record(case, "recording_started", by=by, at=clock.now(), law="PIPL 13, 29", audience=Audience.ALL)
    choose_engine(sitting_id)
    begin_part(sitting_id)


@transaction.atomic
def stop(sitting_id: int, *, by: User) -> None:
    """The mediator ends the recording; again changes nothing."""
    stop_because(led_by(sitting_id, by), Stopped.PRESSED)


@transaction.atomic
def lose(sitting_id: int) -> None:
    """The media server has gone: nothing is recorded any more, and the room says so."""
    stop_because(Sitting.objects.select_for_update(of=("self",)).get(pk=sitting_id), Stopped.ENGINE)


def begin_part(sitting_id: int) -> None:
    """Have the media server write, if the sitting is still to be recorded; the recording ends when it cannot."""
    with transaction.atomic():
        sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting_id)
        running = sitting.recordings.filter(stopped_at=None).first()
        if running is None or sitting.recording != Recorded.ON or not sitting.talk.is_joint or running.parts.filter(stopped_at=None).exists():
            return
        if sitting.engine != Engine.SFU:
            stop_because(sitting, Stopped.ENGINE)
            return
        folder = secrets.token_hex(16)
        try:
            control.open_room(sitting.pk)
            control.record_into(sitting.pk, str(settings.RECORDINGS_DIR / folder))
        except JanusError:
            stop_because(sitting, Stopped.ENGINE)
            return
        running.parts.create(number=running.parts.count() + 1, started_at=clock.now(), folder=folder)


def pause(sitting: Sitting) -> None:
    """Before anybody talks alone: nothing is written any more when this returns. The caller holds the sitting's lock and saves `recording`.

    WrongMoment when the media server does not confirm it: better no caucus than one on tape.
    """
    if sitting.recording != Recorded.ON:
        return
    try:
        control.stop_recording(sitting.pk)
    except JanusError as fault:
        raise WrongMoment(_("The recording could not be paused. Please stop it first."), code="recording") from fault
    sitting.recording = Recorded.PAUSED
    _end_part(sitting)


def go_on(sitting: Sitting) -> None:
    """Everybody is together again: the recording goes on in a new part, after the commit. The caller saves `recording`."""
    if sitting.recording == Recorded.PAUSED and sitting.talk.is_joint:
        sitting.recording = Recorded.ON
        transaction.on_commit(partial(begin_part, sitting.pk))


def stop_because(sitting: Sitting, why: Stopped) -> None:
    """End the recording of a (locked) sitting. A media server that does not answer is asked again by a job."""
    if not sitting.recording:
        return
    try:
        control.stop_recording(sitting.pk)
    except JanusError:
        app.configure_task("rooms.stop_recording", queue="files").defer(sitting=sitting.pk)
    _end_part(sitting)
    sitting.recordings.filter(stopped_at=None).update(stopped_at=clock.now(), why=why)
    sitting.recording = ""
    changed(sitting, "recording")


def stop_without_everybody(sitting: Sitting) -> None:
    """Somebody has come in who did not agree: the recording ends before they are seen."""
    if sitting.recording and missing_yes(sitting.pk):
        stop_because(sitting, Stopped.CONSENT)


def _end_part(sitting: Sitting) -> None:
    for part in RecordingPart.objects.filter(recording__sitting=sitting, stopped_at=None):
        part.stopped_at, part.made = clock.now(), Made.WAITING
        part.save(update_fields=["stopped_at", "made"])
        app.configure_task("rooms.make_film", lock=f"part:{part.pk}", queue="files", schedule_in={"seconds": 2}).defer(part=part.pk)


def _with_seat(sitting_id: int, by: User, *, live: bool = True) -> tuple[Sitting, Seat]:
    """The (locked) sitting and this person's seat in it, inside or waiting."""
    sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting_id)
    seat: Any = sitting.seats.filter(user=by).first()
    if seat is None:
        raise WrongMoment(_("You have no seat in this room any more."), code="no-seat")
    if live and not sitting.is_live:
        raise WrongMoment(_("This sitting has ended; it can still be read."), code="ended")
    return sitting, seat

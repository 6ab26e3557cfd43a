"""After a part was recorded: make its tracks and its film, keep them in the vault, write the hash into the chain; and how it goes."""

import shutil
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import Audience
from cases.models import Case
from cases.reads.retention import kept_for
from mediation.people.roles import SYSTEM
from mediation.vault import actions as vault
from mediation.vault.models import StoredFile
from rooms.media import film
from rooms.media.film import Piece, Unusable
from rooms.media.transcribe import Transcriber
from rooms.models import Made, RecordingPart, Seat, Track
from rooms.reads.recording import kept_too_long

logger = structlog.get_logger(__name__)
LATE = 1.0  # second after the end in which the last packets may still reach the disk; the job comes later than that
MEDIA_TYPES = {".opus": "audio/ogg", ".webm": "video/webm", ".mp4": "video/mp4"}
ORPHAN = timedelta(days=2)


def make_film(part_id: int) -> None:
    """Make the film of a part that has ended; a second time changes nothing. What was written after the end makes all of it void."""
    part = RecordingPart.objects.select_related("recording__sitting__case").get(pk=part_id)
    if part.made != Made.WAITING or part.stopped_at is None:
        return
    folder = _folder(part)
    try:
        if film.is_late(folder, part.stopped_at.timestamp() + LATE):
            raise Unusable("something was written after the end")
        pieces = film.pieces_of(folder)
        if pieces:
            film.compose(pieces, folder / "film.mp4")
        _put(part, _keep(part, pieces, folder / "film.mp4"))
    except Unusable as fault:
        logger.warning("film_failed", part=part.pk, reason=str(fault))
        RecordingPart.objects.filter(pk=part.pk, made=Made.WAITING).update(made=Made.FAILED)
    shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is in the vault of a part, and belongs to no case yet."""

    tracks: list[tuple[Piece, Seat, StoredFile]]
    film: StoredFile
    words: StoredFile | None

    @property
    def files(self) -> list[int]:
        """The keys of all its files."""
        return [file.pk for file in (*(file for _piece, _seat, file in self.tracks), self.film, self.words) if file is not None]


def _keep(part: RecordingPart, pieces: list[Piece], target: Path) -> Kept | None:
    """Into the vault, and listen to it: hours of film take their time, in which nothing is locked."""
    if not pieces:
        return None
    sitting = part.recording.sitting
    name = f"{sitting.case.number}-{part.number}"
    seats = {seat.number: seat for seat in Seat.objects.filter(sitting=sitting)}
    tracks = [(piece, seats[piece.seat], vault.keep_made(path=piece.path, name=f"{name}-{seats[piece.seat].name}{piece.path.suffix}", media_type=_type(piece))) for piece in pieces]
    made = vault.keep_made(path=target, name=f"{name}.mp4", media_type="video/mp4", seconds=round(film.seconds_of(target)))
    return Kept(tracks, made, _words(part, pieces, {number: seat.name for number, seat in seats.items()}))


def _put(part: RecordingPart, kept: Kept | None) -> None:
    """Into the case, unless it was erased meanwhile or another process was first: then nothing of it stays."""
    try:
        taken = _take(part.pk, kept)
    except Exception:
        vault.erase(kept.files if kept else [])
        raise
    if not taken and kept:
        vault.erase(kept.files)


@transaction.atomic
def _take(part_id: int, kept: Kept | None) -> bool:
    """Tracks, film and hash in one transaction, under the lock of the case; False when nothing was taken."""
    case = lock(RecordingPart.objects.values_list("recording__sitting__case_id", flat=True).get(pk=part_id))
    part = RecordingPart.objects.select_for_update().get(pk=part_id)
    if part.made != Made.WAITING:
        return False
    if kept is None or case.erased_at is not None:
        part.made = Made.EMPTY if kept is None else Made.GONE
        part.save(update_fields=["made"])
        return False
    for piece, seat, file in kept.tracks:
        Track.objects.create(part=part, seat=seat, kind=piece.kind, starts=round(piece.starts * 1000), file=file)
    part.film, part.words, part.made = kept.film, kept.words, Made.READY
    part.save(update_fields=["film", "words", "made"])
    facts = {"part": part.number, "seconds": kept.film.seconds, "sha256": kept.film.sha256}
    record.record(case, "recording_kept", by=SYSTEM, at=clock.now(), facts=facts, audience=Audience.ALL)
    return True


def _words(part: RecordingPart, pieces: list[Piece], names: dict[int, str]) -> StoredFile | None:
    """What a transcriber heard, in order of time; None when there is none."""
    transcriber: Transcriber = import_string(settings.TRANSCRIBER)()
    said = [(p.starts + u.starts, names[p.seat], u.text) for p in pieces if p.kind == "audio" for u in transcriber.listen(p.path)]
    if not said:
        return None
    lines = "\n".join(f"{timedelta(seconds=int(at))} {name}: {text}" for at, name, text in sorted(said))
    return vault.keep_bytes(content=lines.encode(), name=f"{part.number}.txt", media_type="text/plain", by=None)


def _type(piece: Piece) -> str:
    return MEDIA_TYPES[piece.path.suffix]


def wipe_recordings(case: Case) -> list[int | None]:
    """Everything recorded in a case goes; return its files."""
    parts = RecordingPart.objects.filter(recording__sitting__case=case)
    return [pk for part in parts for pk in _forget(part)]


def forget_recordings() -> int:
    """Delete what was kept for as long as the rule says, and folders that nobody knows. Return how many parts."""
    at = clock.now()
    old = kept_too_long(at - kept_for("recording", at=at))
    for part in old:
        with transaction.atomic():
            vault.erase(pk for pk in _forget(part) if pk is not None)
    known = set(RecordingPart.objects.filter(made__in=[Made.RUNNING, Made.WAITING]).values_list("folder", flat=True))
    for folder in settings.RECORDINGS_DIR.glob("*"):
        if folder.name not in known and time.time() - folder.stat().st_mtime > ORPHAN.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _forget(part: RecordingPart) -> list[int | None]:
    files = [part.film_id, part.words_id, *part.tracks.values_list("file_id", flat=True)]
    part.stopped_at, part.made = part.stopped_at or clock.now(), Made.GONE
    part.save(update_fields=["stopped_at", "made"])
    shutil.rmtree(_folder(part), ignore_errors=True)
    return files


def _folder(part: RecordingPart) -> Path:
    return Path(settings.RECORDINGS_DIR) / part.folder

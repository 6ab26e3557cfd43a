"""Recordings: nobody without a yes, never a caucus, a film that plays, and how it goes."""

import json
import os
import subprocess
import time

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases.models import Step
from mediation.refusals import WrongMoment, WrongPerson
from mediation.vault import store
from mediation.vault.models import FileState, StoredFile
from rooms.actions import films, recording, sittings
from rooms.models import Made, Recording, RecordingPart, Sitting
from tests.people import qian, staff
from tests.rooms.media.stage import Actor, Web, gather
from tests.rooms.test_room import opened

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(media):
    return opened()


def everybody_agrees(story, sitting):
    for person in (staff("shen"), story.lin, story.wang):
        recording.agree(sitting, by=person)


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def state(sitting):
    return Sitting.objects.get(pk=sitting).recording


def test_a_recording_needs_the_yes_of_everybody_inside(room):
    story, sitting = room
    for person in (staff("shen"), story.lin):
        recording.agree(sitting, by=person)
    with pytest.raises(WrongMoment, match="Not everybody|同意"):
        recording.start(sitting, by=staff("shen"))
    recording.agree(sitting, by=story.wang)
    with pytest.raises(WrongPerson):
        recording.start(sitting, by=story.lin)
    recording.start(sitting, by=staff("shen"))
    assert (state(sitting), Sitting.objects.get(pk=sitting).engine) == ("on", "sfu")
    recording.take_back(sitting, by=story.wang)
    assert (state(sitting), Recording.objects.get().why) == ("", "consent")


def test_a_caucus_pauses_the_recording_before_it_begins_and_has_no_file_of_its_own(room):
    story, sitting = room
    everybody_agrees(story, sitting)
    recording.start(sitting, by=staff("shen"))
    sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
    assert (state(sitting), [p.made for p in RecordingPart.objects.all()]) == ("paused", [Made.WAITING])
    sittings.set_caucus(sitting, by=staff("shen"), side="")
    assert (state(sitting), [p.made for p in RecordingPart.objects.all()]) == ("on", [Made.WAITING, Made.RUNNING])
    sittings.set_screen(sitting, by=staff("shen"), screened=True)
    assert state(sitting) == "paused"


def test_whoever_comes_in_without_a_yes_ends_the_recording(room):
    from tests.rooms.media.test_many import guests

    story, sitting = room
    everybody_agrees(story, sitting)
    recording.start(sitting, by=staff("shen"))
    guests(story, sitting, 1)
    assert (state(sitting), Recording.objects.get().why) == ("", "consent")


def test_a_caucus_begins_only_when_the_media_server_has_confirmed_the_pause(room, settings):
    story, sitting = room
    everybody_agrees(story, sitting)
    recording.start(sitting, by=staff("shen"))
    settings.JANUS_ADMIN_URL = "http://127.0.0.1:9/admin"
    with pytest.raises(WrongMoment, match="pause|暂停"):
        sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
    assert (Sitting.objects.get(pk=sitting).caucus, state(sitting)) == ("", "on")


def test_the_database_refuses_a_recorded_caucus(room):
    from django.db import IntegrityError

    _story, sitting = room
    with pytest.raises(IntegrityError, match="no_caucus_is_recorded"):
        Sitting.objects.filter(pk=sitting).update(caucus="applicant", caucus_since=timezone.now(), recording="on")


def test_a_recording_that_goes_on_after_its_end_is_thrown_away(room, settings):
    story, sitting = room
    everybody_agrees(story, sitting)
    recording.start(sitting, by=staff("shen"))
    part = RecordingPart.objects.get()
    recording.stop(sitting, by=staff("shen"))
    folder = settings.RECORDINGS_DIR / part.folder
    folder.mkdir(parents=True, exist_ok=True)
    late = folder / "videoroom-x-user-1-abc-1-audio-0.mjr"
    late.write_bytes(b"MJR00002")
    os.utime(late, (time.time() + 60, time.time() + 60))
    films.make_film(part.pk)
    part.refresh_from_db()
    assert (part.made, part.film, folder.exists()) == (Made.FAILED, None, False)


def probe(path):
    told = subprocess.run(["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)], capture_output=True, check=True).stdout
    return json.loads(told)


@pytest.mark.browser
def test_three_seats_become_a_film_and_the_caucus_is_in_none_of_its_files(room, media, browser, settings, tmp_path):
    story, sitting = room
    everybody_agrees(story, sitting)
    web = Web(media)
    actors = {number: Actor(browser, web, story.case.number, person) for number, person in enumerate((staff("shen"), story.lin, story.wang), start=1)}
    also = lambda: web.said() + media.said()
    try:
        for actor in actors.values():
            actor.waits("window.room && window.room.seats.every((s) => s.rung === 'video')")
        assert at(staff("shen")).post(f"/room/{story.case.number}/recording", {"deed": "start"}).status_code == 302
        from tests.rooms.media.test_many import everybody_sees_everybody

        gather(actors.values(), everybody_sees_everybody(actors), limit=60, also=also)
        assert {actor.page.evaluate("window.room.recording") for actor in actors.values()} == {"on"}
        time.sleep(6)
        sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
        paused = time.time()
        (part,) = RecordingPart.objects.all()
        written = {path.name: path.stat().st_size for path in (settings.RECORDINGS_DIR / part.folder).iterdir()}
        time.sleep(5)
        assert {path.name: path.stat().st_size for path in (settings.RECORDINGS_DIR / part.folder).iterdir()} == written
        assert max(path.stat().st_mtime for path in (settings.RECORDINGS_DIR / part.folder).iterdir()) <= paused + 0.5
        assert len(list(settings.RECORDINGS_DIR.iterdir())) == 1  # and nothing is written anywhere else
        sittings.set_caucus(sitting, by=staff("shen"), side="")
        time.sleep(7)
        recording.stop(sitting, by=staff("shen"))
        time.sleep(1)
        for made in RecordingPart.objects.order_by("number"):
            began = time.monotonic()
            films.make_film(made.pk)
            print(f"\nfilm {made.number} made in {time.monotonic() - began:.1f} s")
    finally:
        for actor in actors.values():
            actor.context.close()
        web.stop()
    first, second = RecordingPart.objects.order_by("number")
    assert [first.made, second.made] == [Made.READY, Made.READY]
    for made, least in ((first, 5), (second, 5)):
        with store.get(made.film.sha256) as kept:
            (tmp_path / "film.mp4").write_bytes(kept.read())
        told = probe(tmp_path / "film.mp4")
        assert [s["codec_name"] for s in told["streams"]] == ["h264", "aac"]
        length = float(told["format"]["duration"])
        assert least <= length <= (made.stopped_at - made.started_at).total_seconds() + 1
        assert sorted({(t.seat.number, t.kind) for t in made.tracks.all()}) == [(n, k) for n in (1, 2, 3) for k in ("audio", "video")]
    assert not list(settings.RECORDINGS_DIR.iterdir())
    hashes = [step.facts["sha256"] for step in Step.objects.filter(name="recording_kept").order_by("seq")]
    assert hashes == [first.film.sha256, second.film.sha256]
    call_command("verify_chain")
    address = f"/room/{story.case.number}/recording/{first.pk}"
    assert [at(person).get(address).status_code for person in (staff("shen"), story.lin, story.wang, qian())] == [200, 200, 200, 404]
    piece = at(story.lin).get(address, headers={"Range": "bytes=0-99"})
    assert (piece.status_code, len(piece.content), piece["Content-Range"]) == (206, 100, f"bytes 0-99/{first.film.size}")

    from rooms.actions.films import wipe_recordings

    files = wipe_recordings(story.case)
    assert len(files) == len(set(files) - {None}) + 2  # no words were made
    RecordingPart.objects.update(made=Made.READY)
    RecordingPart.objects.update(stopped_at=timezone.now() - timezone.timedelta(days=366), started_at=timezone.now() - timezone.timedelta(days=367))
    assert films.forget_recordings() == 2
    assert {f.state for f in StoredFile.objects.filter(media_type__startswith="video")} == {FileState.ERASED}
    assert at(story.lin).get(address).status_code in (404, 410)


def test_the_page_says_how_it_stands_and_refuses_with_a_sentence(room):
    story, sitting = room
    path = f"/room/{story.case.number}/recording"
    assert [at(person).get(path).status_code for person in (staff("shen"), story.lin, story.wang, qian())] == [200, 200, 200, 404]
    assert at(story.lin).post(path, {"deed": "start"}).status_code == 403
    refused = at(staff("shen")).post(path, {"deed": "start"})
    assert (refused.status_code, 'role="alert"' in refused.content.decode()) == (409, True)
    assert at(story.lin).post(path, {"deed": "dance"}).status_code == 422
    assert at(story.lin).post(path, {"deed": "agree"}).status_code == 302
    part = at(story.lin).get(path, headers={"X-Panel": "1"}).content.decode()
    assert ("<html" in part, 'value="take_back"' in part) == (False, True)
    assert "林晓" not in at(staff("shen")).get(path, headers={"X-Panel": "1"}).content.decode().split('value="agree"')[-1].split("尚未同意")[-1].split("</p>")[0]

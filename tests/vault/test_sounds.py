"""Which recordings are taken, and what of them is heard."""

import time
from io import BytesIO

import av
import pytest

from mediation.refusals import Invalid
from mediation.vault import sounds
from mediation.vault.actions import keep_sound
from mediation.vault.models import StoredFile
from mediation.vault.reads import open_original, open_preview
from tests.vault.makers import CAMERA, picture, upload, voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]
WEBM = voice(3)
# A text that a guessing decoder takes for the description of a stream, and then opens the ports that it names.
SDP = b"RIFF\r\nv=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 45678 RTP/AVP 0\r\n"


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (WEBM, "voice.webm", "audio/webm"),
        (voice(3, suffix="m4a", codec="aac"), "a.m4a", "audio/mp4"),
        (voice(3, suffix="ogg"), "a.OGG", "audio/ogg"),
        (voice(3, suffix="mp3", codec="libmp3lame"), "a.mp3", "audio/mpeg"),
    ],
)
def test_a_voice_note_is_kept_as_it_is_and_heard_as_a_copy_that_every_phone_plays(content, name, media_type):
    file = keep_sound(upload=upload(content, name), by=None)

    assert (file.media_type, file.is_sound, file.is_picture, file.seconds in (2, 3)) == (media_type, True, False, True)
    with open_original(file) as original, open_preview(file) as copy:
        assert original.read() == content
        heard = copy.read()
    assert CAMERA.encode() in content
    assert CAMERA.encode() not in heard
    with av.open(BytesIO(heard)) as played:
        (track,) = played.streams
        assert (track.type, track.codec_context.name, track.codec_context.channels) == ("audio", "aac", 1)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (picture(), "a.mp3", "not-a-recording"),
        (WEBM, "a.exe", "not-a-recording"),
        (WEBM, "a.mp3", "not-a-recording"),
        (b"<script>alert(1)</script>" + WEBM, "a.webm", "not-a-recording"),
        (WEBM[:40] + bytes(400), "a.webm", "broken-recording"),
        (b"\x1aE\xdf\xa3" + b"x" * 5000, "a.webm", "broken-recording"),
        (b"ID3" + bytes(5000), "a.mp3", "broken-recording"),
        (b"", "a.webm", "empty-file"),
        (SDP, "a.wav", "broken-recording"),
        (b"OggS" + SDP[4:], "a.ogg", "broken-recording"),
    ],
)
def test_anything_else_is_refused_and_nothing_is_kept(content, name, code):
    with pytest.raises(Invalid) as refusal:
        keep_sound(upload=upload(content, name), by=None)
    assert (refusal.value.code, StoredFile.objects.count()) == (code, 0)


def test_a_recording_never_makes_the_decoder_wait_for_a_network():
    began = time.monotonic()
    with pytest.raises(Invalid):
        keep_sound(upload=upload(SDP, "a.wav"), by=None)
    assert time.monotonic() - began < 8


def test_a_recording_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(sounds, "LONGEST", 1)
    with pytest.raises(Invalid) as refusal:
        keep_sound(upload=upload(WEBM, "a.webm"), by=None)
    assert refusal.value.code == "too-long"

"""The recording's page in a real browser: it can be read by everybody, works without scripts of its own, and plays the film."""

import subprocess

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from mediation.vault.actions import keep_made
from rooms.actions import recording, sittings
from rooms.models import Made, RecordingPart
from tests.journeys.conftest import AXE, FAULTS, SIZES, WATCH_CSP, take_picture
from tests.people import staff
from tests.rooms.media.stage import Web
from tests.rooms.test_room import opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def recorded(sitting, tmp_path):
    """A finished part with a small film."""
    recording.start(sitting, by=staff("shen"))
    sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
    film = tmp_path / "film.mp4"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=s=480x360:r=15:d=3", "-f", "lavfi", "-i", "sine=d=3", "-pix_fmt", "yuv420p", "-movflags", "+faststart", film],
        check=True,
    )
    kept = keep_made(path=film, name="film.mp4", media_type="video/mp4", seconds=3)
    RecordingPart.objects.update(made=Made.READY, film=kept, stopped_at=timezone.now())


def test_everybody_can_read_it_and_the_film_plays(media, browser, tmp_path):
    story, sitting = opened()
    for person in (staff("shen"), story.lin, story.wang):
        recording.agree(sitting, by=person)
    recorded(sitting, tmp_path)
    web, found = Web(media, pages=True), []
    try:
        for person, size in ((story.lin, "phone"), (staff("shen"), "desk")):
            door = Client()
            door.force_login(person, backend="mediation.people.backends.Citizens")
            width, height = SIZES[size]
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            context.add_init_script(WATCH_CSP)
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": door.cookies[settings.SESSION_COOKIE_NAME].value, "url": web.url}])
            page = context.new_page()
            page.goto(f"{web.url}/room/{story.case.number}/recording")
            page.evaluate("document.querySelector('video').play()")
            page.wait_for_timeout(1500)
            assert page.evaluate("document.querySelector('video').currentTime") > 0.3
            take_picture(page, f"recording-{size}")
            assert page.evaluate("window.__csp") == []
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
            page.evaluate(AXE)
            found += page.evaluate(FAULTS)
            if size == "phone":
                page.click("button[value=take_back]")
                page.wait_for_selector("button[value=agree]")
            context.close()
    finally:
        web.stop()
    assert found == []

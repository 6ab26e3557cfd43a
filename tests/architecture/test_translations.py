"""Chinese and English are complete: every text of code and pages has its translation."""

import re
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

pytestmark = pytest.mark.xdist_group("translations")  # one of them writes the file that all read
PO = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def entries():
    with PO.open("rb") as file:
        return [m for m in read_po(file, locale="zh_Hans") if m.id]


def key(message):
    return (message.context or "", message.id if isinstance(message.id, str) else message.id[0])


def test_every_text_is_translated_and_none_is_a_guess():
    assert [key(m) for m in entries() if m.fuzzy or not (m.string if isinstance(m.string, str) else m.string[0])] == []


def test_places_in_texts_are_the_same_in_both_languages():
    holes = re.compile(r"%\(\w+\)[sd]")
    wrong = [key(m) for m in entries() if isinstance(m.id, str) and set(holes.findall(m.id)) != set(holes.findall(m.string))]
    assert wrong == []


def test_the_translation_file_knows_every_text_in_the_code(tmp_path):
    before = {key(m) for m in entries()}
    kept = PO.read_bytes()
    try:
        subprocess.run([sys.executable, "-m", "tests.messages"], cwd=settings.BASE_DIR, check=True, capture_output=True)
        after = {key(m) for m in entries()}
    finally:
        PO.write_bytes(kept)
    assert after - before == set()

"""Which pictures are taken, which are refused, and what people see of them."""

import time
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from mediation.refusals import Invalid
from mediation.vault import pictures
from mediation.vault.actions import MEGABYTE, keep_picture
from mediation.vault.models import StoredFile
from mediation.vault.reads import open_original, open_preview
from tests.vault.makers import CAMERA, exif, files_in, half_red_half_blue, picture, png_bomb, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]


def bytes_of(opened):
    with opened as handle:
        return handle.read()


def preview_of(file):
    return Image.open(BytesIO(bytes_of(open_preview(file))))


def colour_name(pixel):
    red, _green, blue = pixel
    return "red" if red > blue else "blue"


def refused(content, name):
    with pytest.raises(Invalid) as refusal:
        keep_picture(upload=upload(content, name), by=None)
    assert StoredFile.objects.count() == 0
    return refusal.value.code


@pytest.mark.parametrize(
    ("kind", "name", "media_type"),
    [
        ("JPEG", "photo.jpg", "image/jpeg"),
        ("JPEG", "PHOTO.JPEG", "image/jpeg"),
        ("PNG", "截图.png", "image/png"),
        ("WEBP", "wechat.webp", "image/webp"),
    ],
)
def test_a_sound_picture_is_kept_as_it_is(lin, kind, name, media_type):
    content = picture(kind)

    file = keep_picture(upload=upload(content, name), by=lin)

    assert bytes_of(open_original(file)) == content
    assert (file.sha256, file.size, file.media_type) == (sha256(content).hexdigest(), len(content), media_type)
    assert (file.width, file.height, file.name, file.created_by, file.made_here) == (64, 48, name, lin, False)
    assert StoredFile.objects.get().name == name


def test_a_large_upload_on_disk_is_kept_too():
    content = picture(size=(640, 480))
    spooled = TemporaryUploadedFile("photo.jpg", "image/jpeg", len(content), None)
    spooled.write(content)

    with spooled:
        file = keep_picture(upload=spooled, by=None)

    assert file.sha256 == sha256(content).hexdigest()


def test_a_picture_with_two_frames_from_a_phone_is_a_jpeg():
    frames = BytesIO()
    Image.new("RGB", (64, 48), "red").save(frames, "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), "blue")])

    file = keep_picture(upload=upload(frames.getvalue()), by=None)

    assert file.media_type == "image/jpeg"
    assert colour_name(preview_of(file).getpixel((5, 5))) == "red"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"GIF89a/*\x00\x00*/=1;<script>alert(1)</script>", "photo.gif"),
        (b"GIF89a/*\x00\x00*/=1;<script>alert(1)</script>", "photo.jpg"),
        (picture("GIF", mode="P", colour=0), "photo.gif"),
        (picture("PNG"), "photo.jpg"),
        (picture("JPEG"), "photo.png"),
        (picture("JPEG"), "photo.svg"),
        (picture("JPEG"), "photo"),
        (picture("JPEG"), "photo.jpg.html"),
        (b"junk" + picture("JPEG"), "photo.jpg"),
        (picture("JPEG", comment=b"<script>alert(1)</script>"), "photo.jpg"),
        (picture("JPEG", comment=b"%PDF-1.7"), "photo.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "photo.svg"),
        (b"<html><script>alert(1)</script></html>", "photo.jpg"),
        (b"MZ" + bytes(200), "photo.jpg"),
    ],
)
def test_what_is_no_picture_or_named_otherwise_is_refused(content, name):
    assert refused(content, name) == "not-a-picture"


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
@pytest.mark.parametrize("lenient", [False, True])
def test_half_a_picture_is_refused_even_where_another_library_made_pillow_lenient(monkeypatch, kind, name, lenient):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    whole = BytesIO()
    Image.effect_noise((200, 200), 60).convert("RGB").save(whole, kind)

    assert refused(whole.getvalue()[: len(whole.getvalue()) // 2], name) == "broken-picture"


@pytest.mark.parametrize(("content", "name"), [(b"\xff\xd8\xff", "a.jpg"), (b"\x89PNG\r\n\x1a\n", "a.png"), (b"RIFF\0\0\0\0WAVE", "a.webp")])
def test_a_bare_mark_is_no_picture(content, name):
    assert refused(content, name) == "broken-picture"


def test_nothing_is_refused():
    assert refused(b"", "photo.jpg") == "empty-file"


def test_a_picture_of_more_than_20_megabytes_is_refused_unread(vault):
    assert refused(picture() + bytes(20 * MEGABYTE), "photo.jpg") == "too-large"
    assert files_in(vault) == []


def test_the_refusal_says_what_is_wrong_and_what_to_do_now():
    with translation.override("en"), pytest.raises(Invalid) as refusal:
        keep_picture(upload=upload(bytes(20 * MEGABYTE + 1)), by=None)

    assert refusal.value.sentence == ("This file is too large (21 MB). At most 20 MB are possible. Please choose a smaller one, or take the photo again with a lower resolution.")


@pytest.mark.parametrize(
    ("side", "rows"),
    [(30_000, 30_000), (7_072, 1), (10_000, 1), (65_000, 1)],
    ids=["unpacks-to-gigabytes", "over-ours", "over-pillows", "huge"],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(vault, side, rows):
    bomb = png_bomb(side, rows=rows)
    start = time.process_time()

    code = refused(bomb, "photo.png")

    assert code == "too-many-pixels"
    assert time.process_time() - start < 0.5
    assert len(bomb) < 500_000
    assert files_in(vault) == []


@pytest.mark.filterwarnings("error::PIL.Image.DecompressionBombWarning")
def test_a_bomb_is_called_a_bomb_where_warnings_are_errors():
    assert refused(png_bomb(10_000, rows=1), "photo.png") == "too-many-pixels"


def test_place_and_camera_are_gone_from_the_preview_and_still_in_the_original():
    content = picture(exif=exif(located=True), comment=b"taken at home")

    file = keep_picture(upload=upload(content), by=None)

    shown = bytes_of(open_preview(file))
    assert dict(Image.open(BytesIO(shown)).getexif()) == {}
    assert [mark for mark in (b"EXIF", b"XMP ", b"ICCP", CAMERA.encode(), b"taken at home") if mark in shown] == []
    kept = bytes_of(open_original(file))
    assert sha256(kept).hexdigest() == sha256(content).hexdigest() == file.sha256
    assert CAMERA.encode() in kept


def test_words_hidden_in_a_png_are_gone_from_the_preview():
    hidden = PngInfo()
    hidden.add_text("Comment", "my address")

    file = keep_picture(upload=upload(picture("PNG", pnginfo=hidden), "a.png"), by=None)

    assert b"my address" not in bytes_of(open_preview(file))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "size", "corner", "opposite"),
    [
        (1, (80, 40), "red", "blue"),
        (2, (80, 40), "blue", "red"),
        (3, (80, 40), "blue", "red"),
        (4, (80, 40), "red", "blue"),
        (5, (40, 80), "red", "blue"),
        (6, (40, 80), "red", "blue"),
        (7, (40, 80), "blue", "red"),
        (8, (40, 80), "blue", "red"),
    ],
)
def test_a_picture_is_shown_upright_however_the_phone_was_held(kind, orientation, size, corner, opposite):
    content = half_red_half_blue(orientation=orientation, kind=kind)

    file = keep_picture(upload=upload(content, f"a.{kind.lower()}"), by=None)

    shown = preview_of(file)
    assert (file.width, file.height) == size == shown.size
    assert colour_name(shown.getpixel((5, 5))) == corner
    assert colour_name(shown.getpixel((size[0] - 6, size[1] - 6))) == opposite


def test_a_preview_has_at_most_1600_pixels_a_side_and_the_row_knows_the_true_size():
    file = keep_picture(upload=upload(picture(size=(4000, 3000))), by=None)

    assert (file.width, file.height) == (4000, 3000)
    assert preview_of(file).size == (1600, 1200)


def test_a_small_picture_is_not_blown_up():
    assert preview_of(keep_picture(upload=upload(picture(size=(3, 2))), by=None)).size == (3, 2)


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("RGBA", (0, 0, 0, 0), 255),
        ("LA", (0, 0), 255),
        ("RGBA", (0, 0, 0, 255), 0),
        ("P", 0, 0),
        ("1", 1, 255),
        ("L", 128, 128),
        ("I;16", 0x8000, 128),
    ],
)
def test_every_kind_of_png_is_shown_as_it_looks_on_white_paper(mode, colour, seen):
    file = keep_picture(upload=upload(picture("PNG", mode=mode, colour=colour), "a.png"), by=None)

    assert max(abs(channel - seen) for channel in preview_of(file).getpixel((10, 10))) <= 2


def test_a_picture_for_printing_is_shown_too():
    file = keep_picture(upload=upload(picture(mode="CMYK", colour=(0, 255, 255, 0))), by=None)

    assert colour_name(preview_of(file).getpixel((5, 5))) == "red"


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(0, 400),
)
def test_damaged_bytes_are_opened_or_refused_and_never_anything_else(kind, blows, cut):
    content = bytearray(picture(kind, exif=exif(located=True)))
    for place, value in blows:
        content[place % len(content)] = value
    damaged = BytesIO(bytes(content[: len(content) - cut] if cut < len(content) else content))

    try:
        found = pictures.examine(damaged, name=f"a.{kind.lower()}")
    except Invalid as refusal:
        assert refusal.code in {"not-a-picture", "broken-picture", "too-many-pixels"}
    else:
        assert Image.open(BytesIO(found.preview)).format == "WEBP"

"""How files are handed out."""

import pytest
from csp.middleware import CSPMiddleware
from django.test import RequestFactory

from mediation.vault.actions import keep_bytes, keep_picture, quarantine
from mediation.vault.errors import LockedAway, NothingToShow
from mediation.vault.serve import download_response, preview_response
from tests.vault.makers import files_in, picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


@pytest.fixture
def photo():
    return keep_picture(upload=upload(picture()), by=None)


@pytest.fixture
def paper():
    return keep_bytes(content=b"%PDF-1.7 ours", name="BJ-1.pdf", media_type="application/pdf", by=None)


def asked(**headers):
    return RequestFactory().get("/", headers=headers)


def test_a_preview_is_a_harmless_picture(photo):
    response = preview_response(photo)

    assert dict(response.items()) == HEADERS | {
        "Content-Type": "image/webp",
        "Content-Disposition": "inline",
        "ETag": f'"{photo.preview_sha256}"',
    }
    assert response.content[8:12] == b"WEBP"


def test_an_original_is_only_ever_downloaded(photo):
    response = download_response(photo, "E1.jpg")

    assert dict(response.items()) == HEADERS | {
        "Content-Type": "image/jpeg",
        "Content-Disposition": 'attachment; filename="E1.jpg"',
        "ETag": f'"{photo.sha256}"',
    }
    assert response.content == picture()


def test_a_chinese_name_survives_the_download(photo):
    response = download_response(photo, "证据 1.jpg")

    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E8%AF%81%E6%8D%AE%201.jpg"


@pytest.mark.parametrize("name", ['a"; filename="b.html', "a\r\nSet-Cookie: x=1.jpg"])
def test_a_name_cannot_break_out_of_its_header(photo, name):
    response = download_response(photo, name)

    assert response.headers.keys() == {"Content-Type", "Content-Disposition", "ETag", *HEADERS}
    assert not any("\n" in value or "\r" in value for _, value in response.items())
    assert response["Content-Disposition"].startswith("attachment; ")


def test_our_own_paper_may_be_shown_as_it_is(paper):
    response = download_response(paper, "BJ-1.pdf", inline=True)

    assert dict(response.items()) == HEADERS | {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'inline; filename="BJ-1.pdf"',
        "ETag": f'"{paper.sha256}"',
    }


def test_what_others_gave_us_is_never_shown_as_it_is(photo):
    with pytest.raises(ValueError, match="made ourselves"):
        download_response(photo, "E1.jpg", inline=True)


def test_who_has_the_preview_gets_304_and_the_store_is_not_even_asked(vault, photo):
    for path in files_in(vault):
        path.unlink()

    response = preview_response(photo, request=asked(if_none_match=f'"{photo.preview_sha256}"'))

    assert (response.status_code, response.content) == (304, b"")
    assert response["Cache-Control"] == "private, no-cache"


def test_who_has_something_else_gets_the_file(paper):
    response = download_response(paper, "BJ-1.pdf", request=asked(if_none_match='"other"'))

    assert (response.status_code, response.content) == (200, b"%PDF-1.7 ours")


def test_a_file_locked_away_is_refused_even_to_who_has_it(photo, lin):
    photo = quarantine(photo.pk, by=lin, reason="virus")

    with pytest.raises(LockedAway):
        preview_response(photo, request=asked(if_none_match=f'"{photo.preview_sha256}"'))
    with pytest.raises(LockedAway):
        download_response(photo, "E1.jpg")


def test_a_file_without_a_picture_has_no_preview(paper):
    with pytest.raises(NothingToShow):
        preview_response(paper)
    with pytest.raises(NothingToShow):
        preview_response(paper, request=asked(if_none_match='""'))


def test_the_policy_of_the_site_does_not_replace_the_policy_of_the_file(photo):
    middleware = CSPMiddleware(lambda _request: preview_response(photo))

    assert middleware(asked())["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]

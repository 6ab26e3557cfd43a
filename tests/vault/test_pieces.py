"""Files that arrive in pieces: whole or not at all, for their holder alone, whatever happens on the way."""

import base64
import hashlib
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Evidence
from mediation.refusals import Invalid
from mediation.vault import pieces
from mediation.vault.models import Upload
from tests.people import Story, qian
from tests.vault.makers import files_in, paper, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district", "vault")]
NAME = "filename " + base64.b64encode("借条.pdf".encode()).decode()


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    """The tests cut small files."""
    monkeypatch.setattr(pieces, "LEAST", 1)


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def announce(browser, size, name=NAME):
    return browser.post("/uploads", headers={"Upload-Length": str(size), "Upload-Metadata": name, "Tus-Resumable": "1.0.0"})


def put(browser, address, offset, content, *, checksum=None):
    sha = base64.b64encode(checksum or hashlib.sha256(content).digest()).decode()
    return browser.patch(address, content, content_type="application/offset+octet-stream", headers={"Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {sha}"})


def send(browser, content, *, piece=1000, name=NAME):
    address = announce(browser, len(content), name).headers["Location"]
    for start in range(0, len(content), piece):
        assert put(browser, address, start, content[start : start + piece]).status_code == 204
    return address.rsplit("/", 1)[-1]


def test_pieces_become_the_exhibit_that_was_sent(vault, django_capture_on_commit_callbacks):
    story = Story.begin().accept().answer().bind()
    content, lin = paper(2), at(story.lin)
    key = send(lin, content)
    with django_capture_on_commit_callbacks(execute=True):
        assert lin.post(f"/case/{story.case.number}/evidence", {"file__pieces": key}).status_code == 302
    shown = Evidence.objects.get()
    assert (shown.file.sha256, shown.file.size, shown.file.name, shown.file.pages) == (hashlib.sha256(content).hexdigest(), len(content), "借条.pdf", 2)
    assert (Upload.objects.count(), [path for path in files_in(vault) if "pieces" in path.parts]) == (0, [])


def test_a_program_shows_what_it_sent_in_pieces_once(django_capture_on_commit_callbacks):
    story = Story.begin().accept().answer().bind()
    lin, path = at(story.lin), f"/api/v1/cases/{story.case.number}/evidence"
    key = send(lin, picture(), name="filename " + base64.b64encode(b"wall.jpg").decode())
    words = {"upload": key, "purpose": "墙面", "private": True}
    with django_capture_on_commit_callbacks(execute=True):
        first, again = (lin.post(path, words, content_type="application/json", headers={"Idempotency-Key": "k1"}) for _twice in range(2))
    assert (first.status_code, first.json()["title"], again.json(), Evidence.objects.count()) == (201, "PA1", first.json(), 1)
    for person, status in ((story.lin, 404), (story.wang, 404), (qian(), 404)):  # the pieces are gone; others never had them
        assert at(person).post(path, words, content_type="application/json", headers={"Idempotency-Key": "k2"}).status_code == status


def test_a_lost_network_costs_one_piece(vault):
    lin = at(Story.begin().lin)
    content = picture(size=(300, 300))
    address = announce(lin, len(content)).headers["Location"]
    put(lin, address, 0, content[:500])
    assert {name: lin.head(address).headers[name] for name in ("Upload-Offset", "Upload-Length", "Cache-Control")} == {
        "Upload-Offset": "500",
        "Upload-Length": str(len(content)),
        "Cache-Control": "no-store",
    }
    again = put(lin, address, 0, content[:500])  # the answer was lost, so the piece came twice
    assert (again.status_code, lin.head(address).headers["Upload-Offset"]) == (409, "500")
    assert put(lin, address, 500, content[500:]).headers["Upload-Offset"] == str(len(content))
    assert pieces.assembled(address.rsplit("/", 1)[-1], holder=f"user:{Story.begin().lin.pk}").read() == content


def test_a_piece_left_by_a_killed_process_is_written_anew(vault):
    lin = at(Story.begin().lin)
    address = announce(lin, 6).headers["Location"]
    key = address.rsplit("/", 1)[-1]
    left = vault / "pieces" / key / "0000"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    assert put(lin, address, 0, b"abcdef").status_code == 204
    assert left.read_bytes() == b"abcdef"


@pytest.mark.parametrize(
    ("offset", "content", "checksum", "status"),
    [(0, b"abc", hashlib.sha256(b"abd").digest(), 460), (1, b"abc", None, 409), (0, b"abcdefghijk", None, 413), (0, bytes(pieces.PIECE + 1), None, 413)],
    ids=["damaged", "gap", "beyond", "huge"],
)
def test_a_wrong_piece_is_refused_and_changes_nothing(offset, content, checksum, status):
    lin = at(Story.begin().lin)
    address = announce(lin, 10).headers["Location"]
    assert (put(lin, address, offset, content, checksum=checksum).status_code, lin.head(address).headers["Upload-Offset"]) == (status, "0")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "0"}, 413),
        ({"Upload-Length": str(10**12)}, 413),
        ({"Upload-Length": "-1"}, 422),
        ({}, 422),
        ({"Upload-Length": "5", "Upload-Metadata": "filename ö"}, 422),
    ],
)
def test_what_cannot_be_is_refused_at_the_start(headers, status):
    assert (at(Story.begin().lin).post("/uploads", headers=headers).status_code, Upload.objects.count()) == (status, 0)


def test_nobody_else_knows_of_an_upload():
    story = Story.begin().accept().answer().bind()
    address = announce(at(story.lin), 3).headers["Location"]
    key = address.rsplit("/", 1)[-1]
    for other in (at(story.wang), at(qian()), Client()):
        assert (other.head(address).status_code, put(other, address, 0, b"abc").status_code, other.delete(address).status_code) == (404, 404, 404)
    put(at(story.lin), address, 0, b"abc")
    assert at(story.wang).post(f"/case/{story.case.number}/evidence", {"file__pieces": key}).status_code == 404
    assert Evidence.objects.count() == 0


def test_a_file_does_not_come_in_crumbs(monkeypatch):
    monkeypatch.setattr(pieces, "LEAST", 4)
    lin = at(Story.begin().lin)
    address = announce(lin, 6).headers["Location"]
    assert [put(lin, address, 0, crumb).status_code for crumb in (b"abc", b"abcd")] == [422, 204]
    assert put(lin, address, 4, b"ef").status_code == 204  # the last one is as small as it is


def test_what_the_storage_lost_a_part_of_is_no_file(vault):
    lin = at(Story.begin().lin)
    key = send(lin, picture(size=(300, 300)))
    next(path for path in files_in(vault) if path.name == "0000").unlink()
    (vault / "pieces" / key / "0000").write_bytes(b"cut")
    with pytest.raises(Invalid):
        pieces.assembled(key, holder=f"user:{Story.begin().lin.pk}")


def test_all_strangers_together_have_so_much_room(monkeypatch):
    monkeypatch.setattr(pieces, "BYTES_WITHOUT_ACCOUNT", 10)
    strangers = [Client(), Client()]
    for browser in strangers:
        browser.post("/apply", {})
    assert [announce(browser, 6).status_code for browser in strangers] == [201, 429]
    assert announce(at(Story.begin().lin), 6).status_code == 201


def test_a_form_has_only_so_many_files(settings):
    story = Story.begin().accept().answer().bind()
    lin = at(story.lin)
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    keys = [send(lin, picture(), name="filename " + base64.b64encode(b"a.jpg").decode()) for _two in range(2)]
    assert lin.post(f"/case/{story.case.number}/evidence", {"file__pieces": keys}).status_code == 422
    assert lin.post(f"/case/{story.case.number}/evidence", {"file__pieces": [keys[0], keys[0]]}).status_code == 302


def test_half_a_file_is_no_file():
    story = Story.begin().accept().answer().bind()
    lin = at(story.lin)
    address = announce(lin, 10).headers["Location"]
    put(lin, address, 0, b"abc")
    answer = lin.post(f"/case/{story.case.number}/evidence", {"file__pieces": address.rsplit("/", 1)[-1]})
    assert (answer.status_code, Evidence.objects.count()) == (422, 0)
    assert "没有传完" in answer.content.decode()


def test_a_browser_without_an_account_sends_photos_of_its_draft(django_capture_on_commit_callbacks):
    browser = Client()
    assert announce(browser, 3).status_code == 404
    assert browser.post("/apply", {}).status_code == 302
    path = browser.get(browser.post("/apply", {}).headers["Location"]).wsgi_request.path
    browser.post(path, {"name": "林晓", "phone": "13800000001", "area": "1"} | {"area": _community()})
    key = send(browser, picture(), name="filename " + base64.b64encode(b"wall.jpg").decode())
    page = browser.post(path.replace("/who", "/what"), {"photos__pieces": key})
    assert (page.status_code, page.content.decode().count("/photo/")) == (422, 2)  # the form is incomplete, the photo is kept


def _community():
    from mediation.people.models import Area

    return Area.objects.get(code="330108002001").pk


def test_one_holder_has_so_many_on_the_way(monkeypatch):
    lin = at(Story.begin().lin)
    monkeypatch.setattr(pieces, "AT_A_TIME", 2)
    assert [announce(lin, 5).status_code for _more in range(3)] == [201, 201, 429]
    assert lin.delete(Upload.objects.first().key and f"/uploads/{Upload.objects.first().key}").status_code == 204
    assert announce(lin, 5).status_code == 201


def test_what_nobody_asked_for_is_dropped_after_a_day(vault):
    lin = at(Story.begin().lin)
    address = announce(lin, 3).headers["Location"]
    put(lin, address, 0, b"abc")
    assert pieces.forget_old() == 0
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert lin.head(address).status_code == 404
    assert (pieces.forget_old(), Upload.objects.count(), [path for path in files_in(vault) if "pieces" in path.parts]) == (1, 0, [])


def test_programs_learn_what_is_possible():
    answer = Client().options("/uploads")
    assert (answer.status_code, answer.headers["Tus-Version"], answer.headers["Tus-Checksum-Algorithm"]) == (204, "1.0.0", "sha256")


def test_a_form_from_elsewhere_sends_nothing():
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Story.begin().lin, backend="mediation.people.backends.Citizens")
    assert (announce(strict, 5).status_code, Upload.objects.count()) == (403, 0)

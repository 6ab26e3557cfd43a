"""Applying, reading and moving as a program does it."""

import threading

import pytest
from django.db import connection
from django.test import Client

from cases.actions.once import forget_old_keys
from cases.models import Case, IdempotencyKey, Step
from tests.people import LIN, Story, latest_code, qian, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
WORDS = {
    "name": "林晓",
    "area": "330108002001",
    "dispute_type": "tenancy",
    "summary": "押金3400元到期未退，催告三次。",
    "amount": "3400",
    "respondent_kind": "person",
    "respondent_name": "王强",
    "respondent_phone": "13800000002",
}


def program(user=None, **options):
    browser = Client(**options)
    if user is not None:
        browser.force_login(user, backend="mediation.people.backends.Citizens")
    return browser


def send(browser, path, body, key="k-1", **more):
    headers = {"Idempotency-Key": key} if key else {}
    return browser.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers | more)


@pytest.fixture
def lin():
    return Story.begin().lin


def test_a_program_signs_in_by_code_and_applies_under_csrf():
    browser = program(enforce_csrf_checks=True)
    assert send(browser, "codes", {"phone": LIN}, key="").status_code == 202
    opened = send(browser, "session", {"phone": LIN, "code": latest_code(LIN)}, key="")
    assert opened.status_code == 201
    assert send(browser, "cases", WORDS).json()["type"] == "urn:mediation-code:permission_denied"
    made = send(browser, "cases", WORDS, **{"X-CSRFToken": opened.json()["csrf_token"]})
    assert (made.status_code, made.json()["colour"], made.json()["stage"]) == (201, "yellow", "intake")
    case = Case.objects.get(number=made.json()["number"])
    assert (case.channel, case.parties.get(side="applicant").user.phone, case.amount) == ("api", LIN, 3400)
    picture = browser.get(made.json()["qr"].replace("http://localhost:8000", ""))
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"http://www.w3.org/2000/svg" in picture.content


def test_a_wrong_code_opens_no_session():
    browser = program()
    send(browser, "codes", {"phone": LIN}, key="")
    wrong = send(browser, "session", {"phone": LIN, "code": f"{(int(latest_code(LIN)) + 1) % 1_000_000:06d}"}, key="")
    assert (wrong.status_code, wrong.headers["Content-Type"]) == (422, "application/problem+json")
    assert browser.get("/api/v1/cases").status_code == 401


def test_a_retry_gets_the_first_answer_and_makes_nothing(lin):
    browser, before = program(lin), Case.objects.count()
    first, again = send(browser, "cases", WORDS), send(browser, "cases", WORDS)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert Case.objects.count() == before + 1
    other = send(browser, "cases", WORDS | {"wish": "道歉"})
    assert (other.status_code, other.json()["type"]) == (422, "urn:mediation-code:idempotency-key-reused")
    assert send(browser, "cases", WORDS, key="").json()["type"] == "urn:mediation-code:idempotency-key-missing"
    assert send(program(qian()), "cases", WORDS).status_code == 201  # keys are each caller's own


def test_a_refused_request_keeps_no_key(lin):
    browser = program(lin)
    assert send(browser, "cases", WORDS | {"summary": "短"}).status_code == 422
    assert not IdempotencyKey.objects.exists()
    assert send(browser, "cases", WORDS).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_eight_retries_at_once_make_one_case():
    browser_user, before = Story.begin().lin, Case.objects.count()
    answers = []

    def tap():
        try:
            answers.append(send(program(browser_user), "cases", WORDS, key="same").json()["number"])
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(answers), len(set(answers)), Case.objects.count()) == (8, 1, before + 1)


def test_old_keys_are_forgotten(lin, monkeypatch):
    send(program(lin), "cases", WORDS)
    assert forget_old_keys() == 0
    IdempotencyKey.objects.update(created_at="2026-01-01T00:00:00Z")
    assert forget_old_keys() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"summary": ""}, "summary"),
        ({"name": {"a": 1}}, "name"),
        ({"name": ["林"]}, "name"),
        ({"name": None}, "name"),
        ({"name": "林" * 41}, "name"),
        ({"area": "330108"}, "area"),
        ({"area": {"$ne": 1}}, "area"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "1e99999"}, "amount"),
        ({"respondent_phone": "abc"}, "respondent_phone"),
        ({"dispute_type": "nonsense"}, "dispute_type"),
        ({"respondent_kind": "ghost"}, "respondent_kind"),
        ({"summary": "十个字以上的话里有一个\x00字符"}, "summary"),
    ],
    ids=str,
)
def test_wrong_words_are_refused_at_their_field(lin, change, field):
    before = Case.objects.count()
    answer = send(program(lin), "cases", WORDS | change)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert field in answer.json()["fields"]
    assert Case.objects.count() == before


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "1e999", '{"name": "\\ud800"}', "[" * 5000])
def test_a_body_that_is_no_application_is_refused(lin, body):
    answer = send(program(lin), "cases", body)
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_body_that_is_too_large_is_refused_unread(lin):
    answer = send(program(lin), "cases", "[" + " " * 3 * 1024 * 1024 + "]")
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:mediation-code:too-large")


def test_a_form_is_not_taken_for_json(lin):
    assert program(lin).post("/api/v1/cases", WORDS, headers={"Idempotency-Key": "a"}).status_code == 415


def test_lists_lead_on_by_key_and_show_only_what_is_visible(lin):
    browser = program(lin)
    numbers = [send(browser, "cases", WORDS, key=f"k{n}").json()["number"] for n in range(5)]
    page = browser.get("/api/v1/cases?size=2").json()
    assert [c["number"] for c in page["results"]] == numbers[:-3:-1]
    assert [c["number"] for c in browser.get(page["next"].split("testserver")[1]).json()["results"]] == numbers[2:0:-1]
    assert program(qian()).get("/api/v1/cases").json()["results"] == []
    assert program().get("/api/v1/cases").status_code == 401
    assert program().get("/api/v1/cases").json()["type"] == "urn:mediation-code:not_authenticated"


def test_a_case_reads_as_its_page_does():
    story = Story.begin().accept().answer().bind()
    mine = program(story.lin).get(f"/api/v1/cases/{story.case.number}").json()
    assert (mine["role"], mine["colour"], mine["stage"], mine["turn"]) == ("applicant", "yellow", "first_mediation", "mediator")
    assert [m["move"] for m in mine["moves"]] == ["refuse", "withdraw"]
    assert mine["moves"][1]["reasons"].keys() == {"self_settled", "no_longer"}
    assert [p["phone"] for p in mine["parties"]] == ["138****0001", "138****0002"]
    assert program(qian()).get(f"/api/v1/cases/{story.case.number}").status_code == 404


def test_a_move_changes_the_colour_once():
    story = Story.begin().accept().answer().bind()
    browser, path = program(story.lin), f"cases/{story.case.number}/moves"
    refused = send(browser, path, {"move": "withdraw", "reason": "because"})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:mediation-code:reason-missing")
    moved = send(browser, path, {"move": "refuse"}, key="k-2")
    assert (moved.status_code, moved.json()["colour"], moved.json()["stage"]) == (200, "red", "failed")
    assert send(browser, path, {"move": "refuse"}, key="k-2").json() == moved.json()
    late = send(browser, path, {"move": "refuse"}, key="k-3").json()
    assert (late["status"], late["type"], late["colour"]) == (409, "urn:mediation-code:move-refused", "red")
    assert Step.objects.filter(case=story.case, name="refuse").count() == 1


def test_a_move_is_refused_to_the_wrong_person_and_hidden_from_strangers():
    story = Story.begin()
    path = f"cases/{story.case.number}/moves"
    assert send(program(story.lin), path, {"move": "decline", "reason": "not_civil"}).status_code == 403
    assert send(program(qian()), path, {"move": "withdraw", "reason": "no_longer"}).status_code == 404
    assert story.now().stage == "intake"


@pytest.mark.parametrize("way", ["api", "page"])
def test_half_of_a_larger_deed_cannot_be_pressed_alone(way):
    story = Story.begin()
    fang = program(staff("fang"))
    if way == "api":
        answer = send(fang, f"cases/{story.case.number}/moves", {"move": "accept"})
    else:
        answer = fang.post(f"/case/{story.case.number}/move/accept")
    assert answer.status_code == 409
    assert story.now().stage == "intake"


def test_the_old_colour_of_a_code_leads_to_the_present_one():
    story = Story.begin()
    path = f"/C/{story.case.token}/yellow.svg"
    assert program().get(path).status_code == 200
    story.move("withdraw", story.lin, "no_longer")
    assert program().get(path).headers["Location"].endswith("/grey.svg")
    assert program().get(f"/C/{'0' * 20}/grey.svg").status_code == 404

"""A lawsuit through the API: sent, returned once, corrected, accepted."""

import pytest

from courtlink.enforcement import first_words
from tests.api.test_cases import program, send
from tests.courtlink.test_court import green
from tests.courtlink.test_enforcement import PERSON, not_kept
from tests.people import DRAWING, Story, qian, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
LAWSUIT = {
    "kind": "lawsuit",
    "id_number": "330108199003070017",
    "address": "杭州市滨江区江南大道100号",
    "electronic": True,
    "claims": "退还押金3400元",
    "facts": "押金到期未退，催告三次。",
    "drawing": DRAWING,
}


def test_a_lawsuit_is_returned_corrected_and_accepted():
    story = Story.begin().accept().answer().bind()
    story.move("refuse", story.lin)
    lin, zhou, path = program(story.lin), program(staff("zhou")), f"cases/{story.case.number}/filings"
    refused = send(lin, path, LAWSUIT | {"id_number": "123"})
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["id_number"])
    sent = send(lin, path, LAWSUIT, key="s-1").json()
    assert (sent["state"], sent["seq"], [d["kind"] for d in sent["documents"]]) == ("submitted", 1, ["complaint", "service_address", "certificate"])
    assert send(lin, path, LAWSUIT, key="s-1").json() == sent
    decide = f"filings/{sent['ref']}/decisions"
    assert send(lin, decide, {"decision": "take"}, key="x").status_code == 403
    assert send(program(qian()), decide, {"decision": "take"}, key="x").status_code == 404
    assert send(zhou, decide, {"decision": "take"}, key="d-1").json()["state"] == "under_review"
    objection = {"document": sent["documents"][0]["id"], "reason": "unclear_claim", "words": "请写明利息"}
    returned = send(zhou, decide, {"decision": "return", "objections": [objection]}, key="d-2").json()
    assert (returned["state"], returned["documents"][0]["review_words"]) == ("returned", "请写明利息")
    again = send(lin, path, LAWSUIT | {"claims": "退还押金3400元及利息"}, key="s-2").json()
    assert (again["revises"], again["seq"], again["first_submitted_at"]) == (sent["ref"], 2, sent["first_submitted_at"])
    decide = f"filings/{again['ref']}/decisions"
    send(zhou, decide, {"decision": "take"}, key="d-3")
    wrong = send(zhou, decide, {"decision": "accept", "docket_number": "123"}, key="d-4")
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["docket_number"])
    assert send(zhou, decide, {"decision": "accept", "docket_number": "(2026)浙0108民初123号"}, key="d-5").json()["state"] == "accepted"
    assert (story.now().stage, story.case.docket_number) == ("filed", "(2026)浙0108民初123号")
    listed = lin.get(f"/api/v1/{path}").json()
    assert [f["state"] for f in listed] == ["accepted", "returned"]
    assert lin.get(f"/api/v1/filings/{sent['ref']}").json()["state"] == "returned"
    assert program(qian()).get(f"/api/v1/filings/{sent['ref']}").status_code == 404


@pytest.mark.parametrize("decision", [{}, {"decision": "burn"}, {"decision": "return", "objections": [{"document": "²"}]}, {"decision": "reject"}, {"decision": "return"}])
def test_a_decision_without_what_it_needs_changes_nothing(decision):
    story = Story.begin().accept().answer().bind()
    story.move("refuse", story.lin)
    sent = send(program(story.lin), f"cases/{story.case.number}/filings", LAWSUIT).json()
    zhou = program(staff("zhou"))
    send(zhou, f"filings/{sent['ref']}/decisions", {"decision": "take"})
    assert send(zhou, f"filings/{sent['ref']}/decisions", decision, key="d").status_code == 422
    assert zhou.get(f"/api/v1/filings/{sent['ref']}").json()["state"] == "under_review"


def test_both_sides_sign_for_confirmation():
    story = green()
    path = f"cases/{story.case.number}/filings"
    joint = {"kind": "confirmation", "id_number": "330108199003070017", "address": "杭州市滨江区江南大道100号", "drawing": DRAWING}
    assert send(program(story.lin), path, joint).json()["state"] == "draft"
    assert send(program(story.wang), path, joint | {"id_number": "11010519491231002X"}).json()["state"] == "submitted"


def test_a_form_with_its_rows_is_filed_through_the_api_and_its_rules_answer_at_their_rows():
    story = Story.begin("loan").accept().answer().bind()
    story.move("refuse", story.lin)
    lin, path = program(story.lin), f"cases/{story.case.number}/filings"
    loan = LAWSUIT | {"form_kind": "loan", "rows": {"principal": "3400", "rate": "无"}}
    refused = send(lin, path, loan)
    assert (refused.status_code, set(refused.json()["fields"])) == (422, {"lent_on", "rate"})
    sent = send(lin, path, loan | {"rows": {"principal": "3400", "lent_on": "2025-03-01", "unknown": "x"}}, key="loan")
    assert (sent.status_code, sent.json()["state"]) == (201, "submitted")
    assert send(lin, path, loan | {"rows": "x"}, key="bad").status_code == 422


def test_an_enforcement_is_filed_by_its_obligations_and_what_is_wrong_is_said_at_its_row():
    story = not_kept()
    lin, path = program(story.lin), f"cases/{story.case.number}/filings"
    rows = first_words(story.now(), story.party("applicant"))
    asked = {"kind": "enforcement", "rows": rows, "drawing": DRAWING} | PERSON
    left = next(name for name in rows if name.startswith("left_"))
    refused = send(lin, path, asked | {"rows": rows | {left: "999999"}})
    assert (refused.status_code, set(refused.json()["fields"])) == (422, {left})
    sent = send(lin, path, asked, key="enforce")
    assert (sent.status_code, sent.json()["kind"], sent.json()["state"]) == (201, "enforcement", "submitted")
    assert program(story.wang).get(f"/api/v1/filings/{sent.json()['ref']}").status_code == 404  # hidden from the debtor until the court acts

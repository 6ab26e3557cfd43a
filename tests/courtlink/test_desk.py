"""The clerk's desk: urgency, hands, several at once, side by side, refusals that come back to the mediators."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import clock
from cases.models import Deadline
from courtlink.actions.claim import glance, put_back, take_over
from courtlink.actions.deeds import DEEDS, Said
from courtlink.actions.feedback import answer
from courtlink.actions.file import join_confirmation
from courtlink.actions.review import accept, decide, reject, send_back, take
from courtlink.actions.several import count_up
from courtlink.actions.take_back import deem_withdrawn, take_back
from courtlink.kinds import DeemedReason, RefusalGround, ReturnReason
from courtlink.models import Court, Feedback, Filing
from courtlink.precheck.advice import ADVICE
from courtlink.waiting import Asked, lanes, next_of
from mediation.outreach.models import Message
from mediation.people.models import Membership, User
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from mediation.vault.actions import draw_pages
from tests.cases.test_notices import announce
from tests.courtlink.test_court import WORDS, green, red, reviewed, sue
from tests.courtlink.test_pages import web
from tests.people import DRAWING, Story, staff

pytestmark = pytest.mark.usefixtures("district")
WANG_WORDS = WORDS | {"id_number": "330109199003070013"}


def li() -> User:
    """A second clerk at the same court."""
    person = User.objects.create(username="li", name="李文")
    post = staff("zhou").posts[0]
    Membership.objects.create(user=person, centre_id=post.centre_id, role=post.role, since=clock.now().date() - timedelta(days=1))
    return User.objects.get(pk=person.pk)


def joint(story: Story) -> Filing:
    """A joint application under review."""
    join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING)
    filing = join_confirmation(story.case.pk, by=story.wang, words=WANG_WORDS, drawing=DRAWING)
    return take(filing.pk, by=staff("zhou"))


def admitted(story: Story) -> Filing:
    return accept(joint(story).pk, by=staff("zhou"), docket_number="(2026)浙0108民特7号")


def test_what_a_colleague_has_in_hand_is_not_decided_in_passing():
    filing, other = reviewed(red()), li()
    assert filing.reviewer == staff("zhou")
    for name in ("take", "accept", "return", "reject", "put_back", "deem_withdrawn"):
        with pytest.raises((WrongMoment, Invalid)) as refused:
            DEEDS[name](filing.pk, other, Said(docket_number="(2026)浙0108民初9号", reason="absent"))
        assert "周倩" in str(refused.value.sentence), name
    take_over(filing.pk, by=other)
    with pytest.raises(WrongMoment, match="李文"):
        accept(filing.pk, by=staff("zhou"), docket_number="(2026)浙0108民初9号")
    done = accept(filing.pk, by=other, docket_number="(2026)浙0108民初9号")
    assert (done.state, done.reviewer_id, done.reviewer_since) == ("accepted", None, None)


def test_clerks_of_a_court_with_a_system_of_its_own_decide_nothing_here():
    filing = reviewed(red())
    Court.objects.update(adapter="http", endpoint="https://court.example", public_key="anything")
    for name in ("take", "take_over", "put_back", "accept", "deem_withdrawn"):
        with pytest.raises(WrongMoment) as refused:
            DEEDS[name](filing.pk, staff("zhou"), Said(docket_number="(2026)浙0108民初9号", reason="absent"))
        assert "自己的系统" in str(refused.value.sentence), name
    assert Filing.objects.get(pk=filing.pk).reviewer == staff("zhou")


def test_what_was_put_back_is_in_nobodys_hands_and_its_stage_stays():
    filing = put_back(reviewed(red()).pk, by=staff("zhou"))
    assert (filing.state, filing.reviewer_id) == ("under_review", None)
    assert take(filing.pk, by=li()).reviewer.name == "李文"
    with pytest.raises(WrongPerson):
        take_over(filing.pk, by=staff("fang"))


def test_who_has_it_open_sees_the_others_and_nobody_after_they_left():
    filing, other, now = reviewed(red()), li(), clock.now()
    assert glance(filing, by=staff("zhou"), at=now) == []
    assert glance(filing, by=other, at=now + timedelta(seconds=20)) == [staff("zhou")]
    assert glance(filing, by=other, at=now + timedelta(seconds=60)) == []


@pytest.mark.parametrize(
    ("number", "fault"),
    [("(2026)浙0106民初9号", "浙0108"), ("(2019)浙0108民初9号", "2026"), ("(2026)浙0108民特9号", "民初"), ("(2026)滨长人调字第12号", "123")],
    ids=["court", "year", "type", "committee"],
)
def test_a_number_of_another_court_year_or_kind_is_refused(number, fault):
    with pytest.raises(Invalid, match=fault):
        accept(reviewed(red()).pk, by=staff("zhou"), docket_number=number)


def test_a_number_is_given_once_however_it_is_written():
    accept(reviewed(red()).pk, by=staff("zhou"), docket_number="（2026）浙0108民初9号 ")
    other = reviewed(red("neighbour"))
    with pytest.raises(Invalid, match="already|已"):
        accept(other.pk, by=staff("zhou"), docket_number="(2026)浙0108民初9号")
    assert Filing.objects.get(pk=other.pk).state == "under_review"


def test_the_most_urgent_comes_first_and_what_has_no_clock_yet_last():
    later, sooner, on_the_way = reviewed(red()), reviewed(red("neighbour")), sue(red("property_service"))
    for filing, days in ((later, 3), (sooner, 1)):
        Deadline.objects.filter(pk__in=filing.clocks.values("deadline")).update(due_at=clock.now() + timedelta(days=days))
    (lane,) = lanes(staff("zhou"), Asked(lane="lawsuit"))
    assert [row.pk for row in lane.rows] == [sooner.pk, later.pk, on_the_way.pk]
    assert next_of(staff("zhou"), sooner) == later
    assert [(row.present, row.expected) for row in lane.rows] == [(3, 6)] * 3


def test_lanes_can_be_narrowed_to_my_hands_nobodys_and_a_number():
    held, free = reviewed(red()), sue(red("neighbour"))
    rows = lambda **asked: [row.pk for row in lanes(staff("zhou"), Asked(lane="lawsuit", **asked))[0].rows]
    assert (rows(whose="mine"), rows(whose="free"), rows(words=free.ref.lower()), rows(words="0000000")) == ([held.pk], [free.pk], [free.pk], [])


@pytest.mark.parametrize("many", [1, 4])
def test_the_desk_asks_as_much_for_one_as_for_many(many):
    for dispute in ("tenancy", "neighbour", "property_service", "loan")[:many]:
        reviewed(red(dispute))
    browser = web(staff("zhou"))
    browser.get("/court")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/court").status_code == 200
    assert len(asked) <= 14, [q["sql"][:90] for q in asked]


def test_several_are_accepted_each_for_itself():
    first, second = reviewed(red()), reviewed(red("neighbour"))
    browser = web(staff("zhou"))
    page = browser.post("/court/several", {"ref": [first.ref, second.ref], "deed": "count", f"number-{first.ref}": "(2026)浙0108民初9号"})
    assert page.context["rows"][1][1] == "(2026)浙0108民初10号"
    page = browser.post(
        "/court/several", {"ref": [first.ref, second.ref], "deed": "accept", f"number-{first.ref}": "(2026)浙0108民初9号", f"number-{second.ref}": "(2026)浙0108民特10号"}
    )
    assert (page.status_code, page.context["done"], [row[0].pk for row in page.context["open"]]) == (422, 1, [second.pk])
    assert [Filing.objects.get(pk=pk).state for pk in (first.pk, second.pk)] == ["accepted", "under_review"]
    page = browser.post("/court/several", {"ref": [second.ref], "deed": "accept", f"number-{second.ref}": "(2026)浙0108民初10号"})
    assert (page.status_code, page.context["done"]) == (200, 1)


def test_several_are_taken_in_hand_and_those_of_other_courts_do_not_exist():
    filing = sue(red())
    assert web(staff("fang")).post("/court/several", {"ref": [filing.ref], "deed": "take"}).status_code == 404
    page = web(staff("zhou")).post("/court/several", {"ref": [filing.ref, "NOBODYS"], "deed": "take"})
    assert (page.status_code, [row[0].pk for row in page.context["rows"]]) == (200, [filing.pk])
    assert Filing.objects.get(pk=filing.pk).reviewer == staff("zhou")


@pytest.mark.parametrize(
    ("typed", "filled"),
    [({"a": "(2026)浙0108民初9号"}, "(2026)浙0108民初10号"), ({"a": "(2026)浙0108民初99号", "b": "x"}, "x"), ({"a": "9"}, "9"), ({}, "")],
    ids=["next", "typed stays", "no number", "nothing"],
)
def test_numbers_count_on_from_the_one_above(typed, filled):
    assert count_up(["a", "b"], {"a": "", "b": ""} | typed)["b"] == filled


def test_what_was_filled_in_stands_beside_the_papers_with_numbers_masked():
    story = red()
    filing = reviewed(story)
    for document in filing.documents.all():
        draw_pages(document.file_id)
    browser = web(staff("zhou"))
    page = browser.get(f"/court/filing/{filing.ref}")
    said = page.content.decode()
    assert WORDS["claims"] in said and WORDS["id_number"] not in said and "330108********0017" in said
    document = filing.documents.get(kind="service_address")
    second = browser.get(f"/court/filing/{filing.ref}?document={document.pk}")
    assert (second.context["shown"], len(second.context["pages"])) == (document, 1)
    picture = browser.get(f"/court/filing/{filing.ref}/document/{document.pk}/1")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    assert browser.get(f"/court/filing/{filing.ref}/document/{document.pk}/99").status_code == 404
    for person in (story.lin, staff("fang"), staff("shen")):
        assert web(person).get(f"/court/filing/{filing.ref}/document/{document.pk}/1").status_code == 404


def test_every_reason_of_a_return_has_a_ready_text_and_the_citizen_reads_it_when_the_clerk_adds_nothing():
    assert set(ADVICE) == set(ReturnReason)
    story = red()
    filing = reviewed(story)
    send_back(filing.pk, by=staff("zhou"), reasons={filing.documents.get(kind="complaint").pk: ("unclear_facts", "")})
    page = web(story.lin).get(f"/case/{story.case.number}/lawsuit")
    assert str(ADVICE[ReturnReason.UNCLEAR_FACTS]) in page.context["faults"]["facts"][0]
    assert str(ADVICE[ReturnReason.UNCLEAR_FACTS]) in web(story.lin).get(f"/filing/{filing.ref}").content.decode()


def test_an_agreement_that_is_not_confirmed_goes_back_to_whoever_mediated():
    ground, story = RefusalGround.UNCLEAR_TERMS, green()
    filing = admitted(story)
    with pytest.raises(Invalid):
        decide(filing.pk, by=staff("zhou"), result="refused", ground="because", remark="条款不明确")
    with pytest.raises(Invalid):
        decide(filing.pk, by=staff("zhou"), result="refused", ground=ground, remark=" ")
    done = decide(filing.pk, by=staff("zhou"), result="refused", ground=ground, remark="条款不明确")
    assert (done.state, done.result, done.reason, story.now().stage) == ("decided", "refused", ground, "agreed")
    row = Feedback.objects.get(filing=filing)
    assert (row.round.mediator, list(Feedback.objects.visible_to(staff("shen"))), list(Feedback.objects.visible_to(story.lin))) == (staff("shen"), [row], [])
    announce(story)
    assert {m.user.username for m in Message.objects.filter(template="court_feedback")} == {"shen", "fang"}


def test_the_committee_answers_once_and_the_court_reads_it():
    story = green()
    filing = admitted(story)
    decide(filing.pk, by=staff("zhou"), result="refused", ground="unclear_terms", remark="第二条未写明期限")
    row = Feedback.objects.get()
    for person in (staff("zhou"), story.lin, staff("xu")):
        with pytest.raises(WrongPerson):
            answer(row.pk, by=person, words="以后写明期限")
    browser = web(staff("shen"))
    assert "第二条未写明期限" in browser.get("/court/feedback").content.decode()
    assert browser.post(f"/court/feedback/{row.pk}", {"answer": " "}).status_code == 422
    assert browser.post(f"/court/feedback/{row.pk}", {"answer": "以后写明期限"}).status_code == 302
    assert browser.post(f"/court/feedback/{row.pk}", {"answer": "又一次"}).status_code == 409
    assert "以后写明期限" in web(staff("zhou")).get(f"/court/filing/{filing.ref}").content.decode()
    assert web(story.lin).get("/court/feedback").status_code == 404


def test_a_rejected_application_is_feedback_too_a_rejected_lawsuit_is_not():
    reject(joint(green()).pk, by=staff("zhou"), reason="excluded", remark="涉及确权")
    assert Feedback.objects.count() == 1
    reject(reviewed(red("neighbour")).pk, by=staff("zhou"), reason="not_court", remark="不属于民事")
    assert Feedback.objects.count() == 1


def test_who_does_not_come_has_taken_it_back_also_after_acceptance_and_can_apply_again_and_take_that_back():
    story = green()
    filing = admitted(story)
    with pytest.raises(Invalid):
        deem_withdrawn(filing.pk, by=staff("zhou"), reason="")
    done = deem_withdrawn(filing.pk, by=staff("zhou"), reason=DeemedReason.ABSENT)
    assert (done.state, done.reason, story.now().stage) == ("withdrawn", "absent", "agreed")
    second = accept(joint(story).pk, by=staff("zhou"), docket_number="(2026)浙0108民特8号")
    assert take_back(second.pk, by=story.wang).state == "withdrawn"


def test_parties_do_not_take_an_accepted_suit_back_here():
    other = red("neighbour")
    filed = accept(reviewed(other).pk, by=staff("zhou"), docket_number="(2026)浙0108民初9号")
    with pytest.raises(WrongMoment):
        take_back(filed.pk, by=other.lin)


def test_the_result_of_a_suit_is_entered_and_leaves_the_case_filed():
    story = red()
    filing = accept(reviewed(story).pk, by=staff("zhou"), docket_number="(2026)浙0108民初9号")
    with pytest.raises(Invalid):
        decide(filing.pk, by=staff("zhou"), result="confirmed")
    assert (decide(filing.pk, by=staff("zhou"), result="judgment").result, story.now().stage) == ("judgment", "filed")

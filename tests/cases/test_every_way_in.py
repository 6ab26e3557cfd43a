"""Every way in: entered by the window, the hotline, the grid worker; repeated, joined and parted; kept for later; helped without a phone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cases.actions import agree, entry, intake, mediators, repeats, rounds, sign_on_paper
from cases.errors import MoveRefused
from cases.models import Advice, Case, Consent, Deadline, DisputeType, Intake, Reply, Signature
from cases.reads.chain import broken_chains
from cases.reads.repeats import same_dispute, similar_cases
from mediation.outreach.models import Message
from mediation.people.actions.codes import ask_code
from mediation.people.models import Area
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from tests.people import DRAWING, LIN, WANG, Story, latest_code, staff
from tests.vault.makers import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def scan():
    return SimpleUploadedFile("paper.jpg", picture(size=(80, 60)))


def application(channel="window", phone="", code="330108002001"):
    return intake.Application(
        area=Area.objects.get(code=code),
        channel=channel,
        dispute_type=DisputeType.objects.get(code="tenancy"),
        summary="押金3400元未退，房东不接电话。",
        applicant=intake.Person(name="何奶奶", phone=phone),
        respondent=intake.Person(name="王强", phone=WANG),
    )


def browser_of(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def test_the_window_opens_a_case_for_somebody_without_a_phone():
    case = entry.enter(application(), by=staff("fang"), way="spoken")
    assert (case.stage, case.channel, case.entered_by, case.limitation_interrupted_on) == ("intake", "window", staff("fang"), timezone.localdate())
    consent, reply = Consent.objects.get(), Reply.objects.get()
    assert (consent.way, consent.entered_by, consent.purpose, reply.way) == ("spoken", staff("fang"), "assisted", "spoken")
    assert not Deadline.objects.filter(case=case, period__code="T-RESP").exists()
    assert case.steps.get().role == "entry"


def test_a_written_consent_needs_its_picture():
    with pytest.raises(Invalid):
        entry.enter(application(), by=staff("fang"), way="written")
    with pytest.raises(Invalid):
        entry.enter(application(), by=staff("fang"), way="self")
    entry.enter(application(), by=staff("fang"), way="written", scan=scan())
    assert Consent.objects.get().scan is not None


@pytest.mark.parametrize("who", ["pan", "shen", "zhou", "lu"])
def test_only_the_centre_of_the_place_enters(who):
    with pytest.raises(WrongPerson):
        entry.enter(application(), by=staff(who), way="spoken")
    assert not Case.objects.exists()


def test_a_grid_worker_follows_what_was_entered_and_can_do_nothing_else():
    case = entry.enter(application("grid", LIN), by=staff("yu"), way="spoken")
    other = Story.begin()
    browser = browser_of(staff("yu"))
    page = browser.get(f"/case/{case.number}")
    assert (page.status_code, browser.get(f"/case/{other.case.number}").status_code) == (200, 404)
    assert browser.post(f"/case/{case.number}/move/decline", {"reason": "stale"}).status_code == 403
    assert browser.get(f"/case/{case.number}/assign").status_code == 403


def test_the_same_people_are_noticed_before_a_second_case_is_opened():
    Story.begin()
    form = {
        "channel": "hotline", "area": Area.objects.get(code="330108002001").pk, "applicant_kind": "person", "applicant_name": "林晓", "applicant_phone": LIN,
        "dispute_type": "tenancy", "summary": "押金3400元还是没有退。", "respondent_kind": "person", "respondent_name": "王强", "way": "spoken",
    }  # fmt: skip
    browser = browser_of(staff("fang"))
    answer = browser.post("/entry", form)
    assert (answer.status_code, Case.objects.get().number in answer.content.decode()) == (422, True)
    assert browser.post("/entry", form | {"again": "on"}).status_code == 302
    assert Case.objects.count() == 2


def test_a_case_that_is_over_is_no_repetition():
    story = Story.begin()
    said = {"applicant_phone": LIN, "respondent_name": "另一个名字", "respondent_phone": WANG}
    assert same_dispute(**said) == [story.case]
    story.move("withdraw", story.lin, reason="no_longer")
    assert same_dispute(**said) == []


def test_a_citizen_who_applies_again_is_led_to_the_first_case():
    story = Story.begin()
    browser = Client()
    browser.post("/apply", {"place": Area.objects.get(code="330108002001").intake_token})
    key = browser.session["intake"]
    browser.post(f"/apply/{key}/who", {"name": "林晓", "phone": LIN})
    browser.post(f"/apply/{key}/what", {"dispute_type": "tenancy", "summary": "押金一直没有退给我。", "respondent_kind": "person", "respondent_name": "王强"})
    assert Client().get(f"/apply/{key}/repeat").status_code == 404
    assert browser.get(f"/apply/{key}/repeat").status_code == 302  # the phone is not proved yet
    browser.post(f"/apply/{key}/check", {})
    answer = browser.post(f"/apply/{key}/check", {"code": latest_code(LIN)})
    assert answer.url == f"/apply/{key}/repeat"
    assert story.case.number in browser.get(answer.url).content.decode()
    assert Case.objects.count() == 1
    assert browser.post(answer.url).status_code == 302
    assert Case.objects.count() == 2


def test_a_second_application_is_joined_and_parted_exactly():
    first, second = Story.begin(), Story.begin()
    before = list(Deadline.objects.filter(case=second.case).order_by("pk").values_list("period__code", "due_at"))
    assert [c.number for c in similar_cases(second.now(), staff("fang"))] == [first.case.number]
    with pytest.raises(WrongPerson):
        repeats.join_to(second.case.pk, by=staff("pan"), other=first.case)
    repeats.join_to(second.case.pk, by=staff("fang"), other=first.case)
    assert {row.paused_at is None for row in Deadline.objects.filter(case=second.case, closed_at=None)} == {False}
    with pytest.raises(MoveRefused):
        second.accept()
    with pytest.raises(MoveRefused):
        second.move("withdraw", second.lin, reason="no_longer")
    repeats.part_from(second.case.pk, by=staff("fang"))
    codes = [code for code, _due in before]
    assert [row.period.code for row in Deadline.objects.filter(case=second.case, closed_at=None).order_by("pk")] == codes
    second.accept()
    with pytest.raises(WrongMoment):
        repeats.join_to(second.case.pk, by=staff("fang"), other=first.case)
    assert {broken for _, broken in broken_chains()} == {None}


def test_a_draft_waits_behind_a_code_for_the_phone_that_was_given():
    browser = Client()
    browser.post("/apply", {"place": Area.objects.get(code="330108002001").intake_token})
    key = browser.session["intake"]
    browser.post(f"/apply/{key}/who", {"name": "林晓", "phone": LIN})
    browser.post(f"/apply/{key}/later")
    assert f"/apply/{key}/resume" in Message.objects.get(template="draft").body
    other = Client()
    assert other.get(f"/apply/{key}/what").status_code == 404
    assert "林晓" not in other.get(f"/apply/{key}/resume").content.decode()
    other.post(f"/apply/{key}/resume", {})
    assert other.post(f"/apply/{key}/resume", {"code": "000000"}).status_code == 422
    assert other.post(f"/apply/{key}/resume", {"code": latest_code(LIN)}).url == f"/apply/{key}/what"
    assert other.get(f"/apply/{key}/what").status_code == 200
    Intake.objects.update(case=Story.begin().case)
    assert other.get(f"/apply/{key}/resume").status_code == 404


def test_the_guide_asks_nothing_personal_and_names_the_way():
    page = Client().get("/guide")
    assert page.status_code == 200 and Client().get("/guide?kind=nonsense").status_code == 422
    danger = Client().get("/guide?kind=neighbour&circumstances=danger").content.decode()
    assert "110" in danger and 'action="/apply"' not in danger
    labour = Client().get("/guide?kind=labour").content.decode()
    assert "劳动仲裁" in labour and 'value="labour"' in labour
    assert {row.code for row in Advice.objects.filter(is_circumstance=False)} == set(DisputeType.objects.values_list("code", flat=True))


def test_staff_enter_what_somebody_said_and_say_how():
    case = entry.enter(application(), by=staff("fang"), way="spoken")
    rounds.accept_case(case.pk, by=staff("fang"), mediator_id=staff("shen").pk)
    respondent = case.parties.get(side="respondent")
    for who, way in ((staff("fang"), "self"), (staff("fang"), ""), (staff("fang"), "shouted")):
        with pytest.raises(Invalid):
            rounds.reply(respondent.pk, answer="talk", by=who, way=way)
    with pytest.raises(WrongPerson):
        rounds.reply(respondent.pk, answer="talk", by=staff("xu"), way="spoken")
    rounds.reply(respondent.pk, answer="talk", by=staff("shen"), way="spoken")
    assert Reply.objects.filter(party=respondent).get().entered_by == staff("shen")
    assert case.steps.filter(name="answered_talk").get().role == "mediator"


def test_an_ink_signature_counts_after_a_second_pair_of_eyes():
    case = entry.enter(application(), by=staff("fang"), way="spoken")
    rounds.accept_case(case.pk, by=staff("fang"), mediator_id=staff("shen").pk)
    story = Story(case=case, lin=staff("fang"))
    story.answer().bind().take().talk().draft()
    granny, wang = story.party("applicant"), story.party("respondent")
    ask_code(phone=WANG, purpose="sign", subject=agree.sign_subject(story.now().present_agreement))
    story.sign("respondent", latest_code(WANG))
    with pytest.raises(WrongPerson):
        sign_on_paper.enter_paper(case.pk, by=story.wang, party_id=granny.pk, scan=scan())
    with pytest.raises(WrongMoment):
        sign_on_paper.enter_paper(case.pk, by=staff("shen"), party_id=wang.pk, scan=scan())
    row = sign_on_paper.enter_paper(case.pk, by=staff("shen"), party_id=granny.pk, scan=scan())
    with pytest.raises(WrongMoment):
        agree.seal(case.pk, by=staff("shen"), drawing=DRAWING)
    with pytest.raises(WrongPerson):
        sign_on_paper.witness_paper(case.pk, by=staff("shen"), signature_id=row.pk, right=True)
    browser = browser_of(staff("fang"))
    assert browser.get(f"/case/{case.number}/agreement").status_code == 200
    assert browser.get(f"/case/{case.number}/scan/{row.pk}").status_code == 200
    assert browser_of(story.wang).get(f"/case/{case.number}/scan/{row.pk}").status_code == 404
    sign_on_paper.witness_paper(case.pk, by=staff("fang"), signature_id=row.pk, right=True)
    agree.seal(case.pk, by=staff("shen"), drawing=DRAWING)
    assert story.now().stage == "agreed"
    assert Signature.objects.get(pk=row.pk).witness == staff("fang")


def test_a_wrong_scan_is_taken_off_again():
    case = entry.enter(application(), by=staff("fang"), way="spoken")
    rounds.accept_case(case.pk, by=staff("fang"), mediator_id=staff("shen").pk)
    story = Story(case=case, lin=staff("fang"))
    story.answer().bind()
    mediators.take(case.pk, by=staff("shen"))
    story.talk().draft()
    row = sign_on_paper.enter_paper(case.pk, by=staff("fang"), party_id=story.party("applicant").pk, scan=scan())
    sign_on_paper.witness_paper(case.pk, by=staff("shen"), signature_id=row.pk, right=False)
    assert not Signature.objects.exists()
    with pytest.raises(WrongMoment):
        sign_on_paper.witness_paper(case.pk, by=staff("shen"), signature_id=row.pk, right=True)


def test_somebody_helped_at_the_window_finds_the_case_after_signing_in():
    case = entry.enter(application(phone="13800000091"), by=staff("fang"), way="spoken")
    browser = Client()
    browser.post("/sign-in", {"phone": "13800000091"})
    assert browser.post("/sign-in/code", {"code": latest_code("13800000091")}).status_code == 302
    assert (browser.get(f"/case/{case.number}").status_code, case.parties.get(side="applicant").user.phone) == (200, "13800000091")
    assert case.steps.filter(name="party_identified").count() == 1

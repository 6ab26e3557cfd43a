"""What the court enters itself, on its pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Case, Step
from mediation.outreach.models import Message
from tests.cases.test_every_move import confirmed, consents, entrusted, filed, first
from tests.people import LIN, WANG, Story, qian, staff
from tests.vault.makers import picture

pytestmark = pytest.mark.usefixtures("district")
WORDS = {
    "dispute_type": "tenancy",
    "summary": "原告起诉请求退还押金3400元，同意先行调解。",
    "amount": "3400",
    "applicant_kind": "person",
    "applicant_name": "林晓",
    "applicant_phone": LIN,
    "respondent_kind": "person",
    "respondent_name": "王强",
    "respondent_phone": WANG,
}


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def entered(**changes):
    from mediation.people.models import Area

    area = Area.objects.get(code="330108002001").pk
    return at(staff("zhou")).post("/court/new", WORDS | {"area": area} | changes)


def test_a_dispute_that_came_straight_to_the_court_is_blue_and_goes_on_with_both_consents(django_capture_on_commit_callbacks):
    answer = entered()
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/court/case/{case.number}"
    assert (case.stage, case.colour, case.channel, case.steps.get().name) == ("court_registration", "blue", "court", "register_by_court")
    assert [d.period.code for d in case.deadlines.all()] == ["T-APPT"]
    browser, mediator = at(staff("zhou")), staff("he")
    choice = {"court_number": "(2026)浙0108民诉前调9号", "mediator": f"{mediator.posts[0].centre_id}:{mediator.pk}"}
    assert browser.post(f"/court/case/{case.number}", choice).status_code == 409
    for party in case.parties.all():
        assert Client().post(f"/A/{party.invite}", {"answer": "talk"}).status_code == 302
    assert browser.post(f"/court/case/{case.number}", choice).status_code == 302
    assert Case.objects.get().stage == "directed_mediation"


def test_both_sides_are_asked_by_text():
    from cases.actions.announce import announce_step

    entered()
    announce_step(Step.objects.get(name="register_by_court").pk)
    texts = {m.phone: m.body for m in Message.objects.all()}
    assert set(texts) == {LIN, WANG}
    case = Case.objects.get()
    for party in case.parties.all():
        assert f"/A/{party.invite}" in texts[party.phone]
    page = Client().get(f"/A/{case.parties.get(side='applicant').invite}").content.decode()
    assert "杭州市滨江区人民法院" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"applicant_phone": ""}, "applicant_phone"),
        ({"respondent_phone": "12"}, "respondent_phone"),
        ({"summary": "短"}, "summary"),
        ({"area": "²"}, "area"),
        ({"applicant_name": "\x00"}, "applicant_name"),
    ],
)
def test_wrong_words_are_said_at_their_field_and_nothing_is_opened(change, field):
    answer = entered(**change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Case.objects.exists()


def test_only_a_clerk_enters_disputes():
    story = Story.begin()
    for person in (story.lin, staff("shen"), staff("fang"), qian()):
        assert at(person).get("/court/new").status_code == 404
        assert at(person).post("/court/new", WORDS).status_code == 404
    assert Case.objects.count() == 1


def test_a_filed_case_is_entrusted_after_both_sides_were_asked():
    story = filed()
    zhou, mediator, path = at(staff("zhou")), staff("he"), f"/court/case/{story.case.number}"
    assert zhou.post(path, {"ask": "1"}).status_code == 302
    assert story.now().steps.latest("seq").name == "mediation_proposed"
    choice = {"mediator": f"{mediator.posts[0].centre_id}:{mediator.pk}"}
    assert zhou.post(path, choice).status_code == 409
    for person in (story.lin, story.wang):
        assert at(person).post(f"/case/{story.case.number}/reply", {"answer": "talk"}).status_code == 302
    assert zhou.post(path, choice).status_code == 302
    assert (story.now().stage, story.case.latest_round.kind) == ("directed_mediation", "entrusted")


def test_a_statement_waits_for_the_signatures():
    story = entrusted()
    answer = at(staff("zhou")).post(f"/court/case/{story.case.number}/statement", {"number": "(2026)浙0108民初1号"})
    assert (answer.status_code, story.now().stage) == (422, "directed_mediation")


def test_a_statement_is_refused_in_a_mediation_before_filing():
    story = Story.begin().directed()
    assert at(staff("zhou")).post(f"/court/case/{story.case.number}/statement", {"number": "(2026)浙0108民初1号"}).status_code == 422
    assert "/statement" not in at(staff("zhou")).get(f"/case/{story.case.number}").content.decode()


def test_a_notarised_deed_makes_the_agreement_enforceable_and_can_be_read_by_both():
    story = first().settle()
    path = f"/case/{story.case.number}/notarise"
    assert at(story.lin).get(path).status_code == 403
    scan = SimpleUploadedFile("deed.jpg", picture())
    assert at(staff("shen")).post(path, {"number": "(2026)浙杭证字第1号", "paper": scan}).status_code == 302
    case = story.now()
    assert (case.stage, case.present_agreement.effect_basis, case.present_agreement.effect_number) == ("confirmed", "notarised_deed", "(2026)浙杭证字第1号")
    paper = case.papers.get(kind="notarised_deed")
    assert case.steps.get(name="notarise").facts["paper_sha256"] == paper.sha256
    assert at(story.wang).get(f"/case/{case.number}/paper/{paper.pk}.pdf").status_code == 200


@pytest.mark.parametrize("number", ["", "1", "x" * 65, "\x00\x00\x00\x00"])
def test_a_paper_without_a_number_gives_no_effect(number):
    story = first().settle()
    assert at(staff("shen")).post(f"/case/{story.case.number}/notarise", {"number": number}).status_code == 422
    assert story.now().stage == "agreed"


def test_a_file_that_is_no_paper_changes_nothing():
    story = first().settle()
    evil = SimpleUploadedFile("deed.pdf", b"MZ not a paper")
    assert at(staff("shen")).post(f"/case/{story.case.number}/notarise", {"number": "(2026)浙杭证字第1号", "paper": evil}).status_code == 422
    assert (story.now().stage, story.case.present_agreement.effect_basis) == ("agreed", "written")


def test_a_revoked_confirmation_leaves_a_contract():
    story = confirmed()
    assert at(staff("zhou")).post(f"/court/case/{story.case.number}/revocation", {"number": "(2026)浙0108民特监1号"}).status_code == 302
    case = story.now()
    assert (case.stage, case.present_agreement.effect_basis, case.present_agreement.is_enforceable) == ("agreed", "written", False)


def test_the_court_finds_its_cases_again():
    story = filed()
    page = at(staff("zhou")).get("/court").content.decode()
    assert f"/case/{story.case.number}" in page
    consents(story)
    assert f"/court/case/{story.case.number}" in at(staff("zhou")).get(f"/case/{story.case.number}").content.decode()

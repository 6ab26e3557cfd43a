"""Who people are: numbers with their check digits, organisations with who stands for them, children through their guardians."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cases.actions import agents, parties
from cases.models import Case, Party
from mediation.crypto import blind_index
from mediation.people.actions import citizen_for
from mediation.people.actions.codes import ask_code
from mediation.people.models import Area, User
from tests.people import LIN, Story, latest_code, qian, staff
from tests.vault.makers import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
GOOD, OTHER, BAD = "330108199003070017", "330109199003070013", "110101199003070017"
FIRM, WRONG_FIRM = "91330100799655058B", "91330100799655058C"


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def describe(story, person, side="applicant", **words):
    return at(person).post(f"/case/{story.case.number}/people", {"deed": "identity", "party": story.party(side).pk, **words})


def test_a_party_says_who_it_is_and_the_number_is_kept_sealed():
    story = Story.begin()
    assert describe(story, story.lin, id_number=GOOD.lower(), address="杭州市滨江区江南大道100号").status_code == 302
    party = story.party("applicant")
    assert (party.id_number, bytes(party.id_index), party.born_on.isoformat(), party.is_minor) == (GOOD, blind_index(GOOD, "id"), "1990-03-07", False)
    assert GOOD not in at(story.lin).get(f"/case/{story.case.number}/people").content.decode()
    assert story.case.steps.get(name="party_described").facts == {"party": party.pk, "what": ["address", "id_number"]}
    describe(story, story.lin, address="杭州市滨江区江南大道200号")
    assert (story.party("applicant").id_number, story.party("applicant").address[-4:]) == (GOOD, "200号")


@pytest.mark.parametrize(
    ("kind", "number", "right"),
    [
        ("person", GOOD, True),
        ("person", OTHER, True),
        ("person", BAD, False),
        ("person", FIRM, False),
        ("organisation", FIRM, True),
        ("organisation", WRONG_FIRM, False),
        ("organisation", GOOD, False),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_at_its_field(kind, number, right):
    story = Story.begin()
    Party.objects.filter(case=story.case, side="respondent").update(kind=kind)
    answer = describe(story, staff("fang"), "respondent", id_number=number, legal_head="赵总")
    assert (answer.status_code, bool(story.party("respondent").id_number)) == ((302, True) if right else (422, False))


def test_nobody_describes_somebody_else():
    story = Story.begin().accept().answer().bind()
    assert [describe(story, who, id_number=GOOD).status_code for who in (story.wang, qian())] == [403, 404]
    assert story.party("applicant").id_number == ""


def test_who_joins_may_bring_a_number_and_a_child_is_known_by_it():
    story = Story.begin().accept()
    lines = f"张三 13800000021 {GOOD}\n小明 330108201503070013"
    wrong = at(staff("fang")).post(f"/case/{story.case.number}/people", {"deed": "join", "side": "applicant", "kind": "person", "people": f"张三 {BAD}"})
    assert (wrong.status_code, "第 1 行" in wrong.content.decode() or "第1行" in wrong.content.decode()) == (422, True)
    assert at(staff("fang")).post(f"/case/{story.case.number}/people", {"deed": "join", "side": "applicant", "kind": "person", "people": lines}).status_code == 302
    assert [(p.name, p.id_number[-4:], p.is_minor) for p in story.now().parties.all()][2:] == [("张三", "0017", False), ("小明", "0013", True)]


def test_the_window_takes_an_organisation_with_whoever_stands_for_it():
    words = {
        "channel": "window", "area": Area.objects.get(code="330108002001").pk, "applicant_kind": "organisation", "applicant_name": "滨江物业有限公司",
        "applicant_id_number": FIRM, "applicant_legal_head": "赵总", "applicant_address": "江南大道1号", "dispute_type": "property_service", "summary": "业主三年没有交物业费，多次催收。",
        "respondent_kind": "person", "respondent_name": "李四", "way": "spoken",
    }  # fmt: skip
    wrong = at(staff("fang")).post("/entry", words | {"applicant_id_number": GOOD})
    assert (wrong.status_code, Case.objects.count()) == (422, 0)
    assert at(staff("fang")).post("/entry", words).status_code == 302
    firm = Party.objects.get(side="applicant")
    assert (firm.id_number, firm.legal_head, firm.born_on) == (FIRM, "赵总", None)


def applied_for(born_on):
    browser = Client()
    path = browser.post("/apply", {}).headers["Location"]
    who = {"name": "林晓", "phone": LIN, "area": Area.objects.get(code="330108002001").pk, "child_name": "林小宝", "child_born_on": born_on}
    first = browser.post(path, who)
    if first.status_code != 302:
        return first, browser
    browser.post(
        path.replace("/who", "/what"), {"dispute_type": "damage", "summary": "孩子在小区里被狗咬伤，主人不肯赔偿。", "respondent_kind": "person", "respondent_name": "王强"}
    )
    key = path.split("/")[2]
    ask_code(phone=LIN, purpose="intake", subject=key)
    return browser.post(path.replace("/who", "/check"), {"code": latest_code(LIN)}), browser


def test_a_guardian_applies_for_a_child_on_their_own_phone():
    born = timezone.localdate() - timedelta(days=3000)
    done, browser = applied_for(born.isoformat())
    case = Case.objects.get()
    child = case.parties.get(side="applicant")
    (agent,) = child.agent_rows.all()
    assert (done.status_code, child.name, child.born_on, child.user, child.is_minor, child.answer) == (302, "林小宝", born, None, True, "talk")
    assert (agent.kind, agent.name, agent.may_settle, child.agents, child.consents_now) == ("guardian", "林晓", True, [agent.user_id], True)
    page = browser.get(f"/case/{case.number}").content.decode()
    assert ("林小宝" in page, "林**" in page) == (False, True)


@pytest.mark.parametrize("years", [18, 40, -1])
def test_nobody_of_age_and_nobody_unborn_is_a_child(years):
    today = timezone.localdate()
    answer, _browser = applied_for(today.replace(year=today.year - years).isoformat())
    assert (answer.status_code, Case.objects.count()) == (422, 0)


def test_a_parent_who_signs_in_with_the_childs_phone_can_still_become_its_guardian():
    words = {
        "channel": "window", "area": Area.objects.get(code="330108002001").pk, "applicant_kind": "person", "applicant_name": "林小宝", "applicant_phone": LIN,
        "applicant_born_on": "2017-05-04", "dispute_type": "damage", "summary": "孩子在小区里被狗咬伤，主人不肯赔偿。", "respondent_kind": "person", "respondent_name": "王强", "way": "spoken",
    }  # fmt: skip
    assert at(staff("fang")).post("/entry", words).status_code == 302
    child = Party.objects.get(side="applicant")
    mum = citizen_for(phone=LIN)
    at(mum)  # signing in gives the parent no seat of the child's
    parties.bind(child.pk)  # the link that was texted to this phone does
    agents.name_agent(child.pk, by=staff("fang"), kind="guardian", name="林晓", phone=LIN, document=SimpleUploadedFile("a.jpg", picture()))
    child.refresh_from_db()
    assert (child.user, child.agents, User.objects.get(pk=mum.pk).name) == (None, [mum.pk], "林晓")

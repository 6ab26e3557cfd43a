"""The people at the table: agents and their powers, guardians, groups, joining and leaving, guests, and looks on record."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cases.actions import agents, agree, move, parties, rounds
from cases.actions.intake import Person
from cases.actions.reveal import reveal
from cases.actions.split import split
from cases.models import Case, Party, Signature, Step
from cases.reads.signers import signs_for
from mediation.crypto import blind_index
from mediation.ledger.models import AccessEntry
from mediation.outreach.models import Message
from mediation.people.actions import citizen_for
from mediation.people.actions.codes import ask_code
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.actions import seats, sittings, talk
from rooms.reads.seats import reader_of
from tests.people import DRAWING, LIN, WANG, Story, latest_code, qian, staff
from tests.vault.makers import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
LAW, MUM = "13800000011", "13800000012"


def paper():
    return SimpleUploadedFile("power.jpg", picture(size=(80, 60)))


def sign(story, party, person):
    present = story.now().present_agreement
    ask_code(phone=person.phone, purpose="sign", subject=agree.sign_subject(present))
    return agree.sign(party.pk, by=person, text_sha256=present.text_sha256, code=latest_code(person.phone), drawing=DRAWING)


def talks():
    return Story.begin().accept().answer().bind().take().talk()


def members(story, *names):
    """More applicants, each of them come in by phone."""
    people = [Person(name=name, phone=f"1380000010{n}") for n, name in enumerate(names)]
    added = parties.join(story.case.pk, by=staff("fang"), side="applicant", people=people)
    return {name: (Party.objects.get(pk=p.pk), parties.bind(p.pk)) for name, p in zip(names, added, strict=True)}


def test_an_agent_sits_where_the_party_sits_and_nowhere_else():
    story = talks()
    agents.name_agent(story.party("applicant").pk, by=story.lin, kind="lawyer", name="陈律师", phone=LAW)
    chen = citizen_for(phone=LAW)
    assert Case.objects.visible_to(chen).get() == story.case
    sitting = sittings.open_sitting(story.case.pk, by=staff("shen"))
    seats.take_seat(sitting.pk, by=chen, agreed=True)
    assert reader_of(chen, sitting) == "applicant"
    assert talk.say(sitting.pk, by=chen, text="我方意见", client_id="1").role == "applicant"
    assert any(m.user == chen for m in Message.objects.filter(template="agent"))
    agents.end_agent(story.party("applicant").agent_rows.get().pk, by=story.lin)
    assert not Case.objects.visible_to(chen).exists()
    assert reader_of(chen, sitting) == ""
    with pytest.raises(WrongMoment):
        talk.say(sitting.pk, by=chen, text="还在吗", client_id="2")


def test_full_power_alone_does_not_settle():
    story = talks().draft()
    agents.name_agent(story.party("applicant").pk, by=story.lin, kind="lawyer", name="陈律师", phone=LAW)
    chen = citizen_for(phone=LAW)
    assert signs_for(chen, story.now()) == []
    with pytest.raises(WrongPerson):
        agree.sign(story.party("applicant").pk, by=chen, text_sha256=story.case.present_agreement.text_sha256, code="000000", drawing=DRAWING)
    agents.end_agent(story.party("applicant").agent_rows.get(until=None).pk, by=story.lin)
    agents.name_agent(story.party("applicant").pk, by=story.lin, kind="lawyer", name="陈律师", phone=LAW, may_settle=True)
    assert sign(story, story.party("applicant"), chen).signer == chen


def test_nobody_acts_for_both_sides_or_after_mediating_or_as_a_third():
    story = talks()
    mine = story.party("applicant").pk
    with pytest.raises(Invalid):
        agents.name_agent(mine, by=story.lin, kind="relative", name="王强", phone=WANG)
    shen = staff("shen")
    shen.phone, shen.phone_index = "13800000077", blind_index("13800000077", "phone")
    shen.save()
    with pytest.raises(Invalid):
        agents.name_agent(mine, by=story.lin, kind="relative", name="沈丽华", phone="13800000077")
    for n in (1, 2):
        agents.name_agent(mine, by=story.lin, kind="lawyer", name=f"律师{n}", phone=f"1380000002{n}")
    with pytest.raises(Invalid):
        agents.name_agent(mine, by=story.lin, kind="lawyer", name="律师3", phone="13800000023")
    with pytest.raises(WrongPerson):
        agents.name_agent(mine, by=story.wang, kind="lawyer", name="律师4", phone="13800000024")
    with pytest.raises(Invalid):  # staff only with the paper
        agents.name_agent(story.party("respondent").pk, by=staff("fang"), kind="lawyer", name="律师5", phone="13800000025")
    agents.name_agent(story.party("respondent").pk, by=staff("fang"), kind="lawyer", name="律师5", phone="13800000025", document=paper())


def test_a_child_is_masked_and_speaks_through_its_guardian():
    story = Story.begin().accept()
    born = timezone.localdate() - timedelta(days=365 * 10)
    Party.objects.filter(pk=story.party("respondent").pk).update(born_on=born, name="王小明")
    assert (story.party("respondent").is_minor, story.party("respondent").shown_name, story.case.party_names["respondent"]) == (True, "王**", "王**")
    story.answer().bind()  # the child's own yes counts for nothing
    assert not story.party("respondent").consents_now
    story.take()
    assert story.now().latest_round.state == "awaiting_consent"
    agents.name_agent(story.party("respondent").pk, by=staff("shen"), kind="guardian", name="王妈妈", phone=MUM, document=paper())
    mum = citizen_for(phone=MUM)
    story.answer()
    assert story.now().latest_round.state == "scheduling"
    story.talk().draft()
    assert (signs_for(story.wang, story.now()), signs_for(mum, story.now())) == ([], [story.party("respondent")])
    page = Client()
    page.force_login(story.lin, backend="mediation.people.backends.Citizens")
    for path in ("", "/people", "/round", "/clocks"):
        assert "王小明" not in page.get(f"/case/{story.case.number}{path}").content.decode()


def test_eighteen_is_reached_on_the_birthday():
    today = timezone.localdate()
    for born, minor in ((today.replace(year=today.year - 18), False), (today.replace(year=today.year - 18) + timedelta(days=1), True), (date(1990, 1, 1), False)):
        assert Party(born_on=born).is_minor is minor


def test_a_group_speaks_through_the_people_it_elects():
    story = talks()
    group = members(story, "甲一", "乙二", "丙三")
    (jia, _), (yi, yi_user), (bing, bing_user) = group["甲一"], group["乙二"], group["丙三"]
    with pytest.raises(WrongPerson):
        parties.elect(yi.pk, by=bing_user, speaker_id=jia.pk)
    parties.elect(yi.pk, by=yi_user, speaker_id=jia.pk, settles=True)
    parties.elect(bing.pk, by=bing_user, speaker_id=jia.pk, settles=False)
    with pytest.raises(WrongMoment):  # who speaks for others speaks for themselves
        parties.elect(jia.pk, by=group["甲一"][1], speaker_id=story.party("applicant").pk)
    rounds.reply(jia.pk, answer="talk", by=group["甲一"][1])
    story.now()
    assert [p.consents_now for p in story.case.parties.all() if p.name in ("甲一", "乙二", "丙三")] == [True, True, True]
    story.draft()
    sign(story, jia, group["甲一"][1])
    assert set(Signature.objects.values_list("party__name", flat=True)) == {"甲一", "乙二"}


def test_some_of_a_group_settle_and_the_others_go_on_alone():
    story = talks()
    group = members(story, "甲一", "乙二")
    story.now()
    rest = split(story.case.pk, by=staff("shen"), summary="乙二不接受方案，要求另行处理。", leaving=frozenset({group["乙二"][0].pk}))
    rest = Case.objects.for_reading().get(pk=rest.pk)
    assert sorted(p.name for p in rest.parties.all()) == sorted(["乙二", "王强"])
    assert sorted(p.name for p in story.now().parties.all()) == sorted(["林晓", "甲一", "王强"])
    assert set(Case.objects.visible_to(group["乙二"][1])) == {rest}
    story.draft()
    for party, person in ((story.party("applicant"), story.lin), group["甲一"], (story.party("respondent"), story.wang)):
        sign(story, party, person)
    agree.seal(story.case.pk, by=staff("shen"), drawing=DRAWING)
    move.move(rest.pk, "refuse", by=group["乙二"][1])
    assert (story.now().stage, Case.objects.get(pk=rest.pk).stage) == ("agreed", "failed")


def test_who_leaves_sees_nothing_any_more_and_the_last_cannot_leave():
    story = talks()
    group = members(story, "甲一")
    parties.leave(group["甲一"][0].pk, by=group["甲一"][1])
    assert not Case.objects.visible_to(group["甲一"][1]).exists()
    assert Party.everybody.filter(case=story.case).count() == 3
    with pytest.raises(WrongMoment):
        parties.leave(story.party("applicant").pk, by=story.lin)
    assert Step.objects.filter(case=story.case, name="party_left").count() == 1


def test_two_people_with_one_phone_do_not_join():
    story = talks()
    with pytest.raises(Invalid):
        parties.join(story.case.pk, by=staff("fang"), side="applicant", people=[Person(name="甲", phone=LIN)])
    with pytest.raises(Invalid):
        parties.join(story.case.pk, by=staff("fang"), side="applicant", people=[Person(name="甲", phone="13800000050"), Person(name="乙", phone="13800000050")])
    with pytest.raises(WrongPerson):
        parties.join(story.case.pk, by=story.lin, side="applicant", people=[Person(name="甲")])


def test_a_guest_comes_with_the_yes_of_everybody():
    story = talks()
    guest = agents.propose_attendant(story.case.pk, by=story.lin, kind="interpreter", name="手语翻译")
    assert guest.admitted_at is None
    with pytest.raises(WrongPerson):
        agents.answer_attendant(guest.pk, by=staff("shen"), yes=True)
    assert agents.answer_attendant(guest.pk, by=story.wang, yes=True).admitted_at is not None
    other = agents.propose_attendant(story.case.pk, by=staff("shen"), kind="expert", name="工程师")
    agents.answer_attendant(other.pk, by=story.wang, yes=False)
    with pytest.raises(WrongMoment):
        agents.answer_attendant(other.pk, by=story.lin, yes=True)


def test_a_look_at_a_number_is_on_record_before_it_is_shown():
    story = talks()
    party = story.party("respondent")
    with pytest.raises(WrongPerson):
        reveal(story.now(), party, by=story.lin, reason="call")
    with pytest.raises(Invalid):
        reveal(story.now(), party, by=staff("shen"), reason="")
    assert not AccessEntry.objects.filter(verb="reveal").exists()
    browser = Client()
    browser.force_login(staff("shen"), backend="mediation.people.backends.Citizens")
    page = browser.get(f"/case/{story.case.number}/people").content.decode()
    assert WANG not in page and "138****0002" in page
    answer = browser.post(f"/case/{story.case.number}/people", {"deed": "reveal", "party": party.pk, "reason": "call"})
    assert WANG in answer.content.decode() and answer["Cache-Control"] == "no-store"
    entry = AccessEntry.objects.get(verb="reveal")
    assert (entry.user.username, entry.reason, entry.subject) == ("shen", "call", f"party:{party.pk}")


def test_a_list_of_people_is_read_line_by_line():
    story = talks()
    browser = Client()
    browser.force_login(staff("fang"), backend="mediation.people.backends.Citizens")
    path = f"/case/{story.case.number}/people"
    said = {"deed": "join", "side": "applicant", "kind": "person"}
    wrong = browser.post(path, said | {"people": "张三 13800000031\n李四 12"})
    assert (wrong.status_code, "第2行" in wrong.content.decode()) == (422, True)
    assert browser.post(path, said | {"people": "张三 13800000031\n小明，2018-03-01"}).status_code == 302
    assert [(p.name, p.is_minor) for p in story.now().parties.all()][2:] == [("张三", False), ("小明", True)]


def test_a_stranger_learns_nothing_about_the_people():
    story = talks()
    browser = Client()
    browser.force_login(qian(), backend="mediation.people.backends.Citizens")
    assert browser.get(f"/case/{story.case.number}/people").status_code == 404

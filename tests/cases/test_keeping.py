"""What is kept, until when, and how it goes: two people delete a case, every word is gone, and the chain still verifies."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases import clock
from cases.actions import agents, consents, erase, forget, parties, rounds, undisputed
from cases.actions.evidence import add_evidence
from cases.actions.reveal import reveal
from cases.actions.split import split
from cases.models import Consent, Erasure, Intake, Party, RetentionRule, Roll, Step
from courtlink.actions.file import file_lawsuit
from mediation.crypto import EncryptedTextField
from mediation.ledger.models import AccessEntry
from mediation.outreach.models import Message
from mediation.people.actions import appoint, citizen_for
from mediation.people.models import Centre, User
from mediation.people.roles import SYSTEM, Role
from mediation.refusals import WrongMoment, WrongPerson
from mediation.vault.models import FileState, StoredFile
from rooms.actions import bids, drafts, minutes, notes, offers, remarks, seats, sittings, talk
from rooms.actions.offers import Line, Words
from rooms.actions.wipe import BLANKED
from rooms.models import Minutes
from rooms.reads.drafts import loaded
from tests.people import DRAWING, LIN, WANG, Story, qian, staff
from tests.rooms.drafting import clause
from tests.vault.makers import files_in, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
MARK = "绝密标记"
ADDRESS = f"杭州市滨江区{MARK}路100号"
WORDS = {"id_number": "330108199003070017", "address": ADDRESS, "claims": f"退还押金{MARK}", "facts": f"押金到期未退，催告三次。{MARK}"}


@pytest.fixture
def vault(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "vault"}}}
    return tmp_path / "vault"


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def keepers(centre):
    """Two people who answer for the files of a centre."""
    pair = []
    for username in ("keeper1", "keeper2"):
        person = User.objects.create(username=username, name=f"档案{username[-1]}")
        appoint(user=person, centre=centre, role=Role.MANAGER, by=SYSTEM)
        pair.append(User.objects.get(pk=person.pk))
    return pair


def lived_through():
    """A case that has met everything, with a mark in every word."""
    story = Story.begin().accept().answer().bind().take()
    type(story.case).objects.filter(pk=story.case.pk).update(summary=MARK, title=MARK, wish=MARK)
    sitting = sittings.open_sitting(story.case.pk, by=staff("shen"))
    seats.take_seat(sitting.pk, by=story.lin, agreed=True)
    talk.say(sitting.pk, by=story.lin, text=MARK, client_id="1")
    offers.make_offer(sitting.pk, by=story.lin, words=Words(terms=MARK, amount=Decimal(1), payer="respondent", lines=(Line(MARK, Decimal(1), MARK),)))
    bids.ask(sitting.pk, by=staff("shen"), asked=MARK, payer="respondent")
    notes.write_note(sitting.pk, by=staff("shen"), kind="note", body=MARK)
    minutes.fix_minutes(sitting.pk, by=staff("shen"), text=MARK)
    minutes.confirm_minutes(sitting.pk, by=story.lin, shown=Minutes.objects.get().sha256, agrees=False, words=MARK)
    undisputed.write_fact(story.case.pk, by=staff("shen"), text=MARK)
    draft = drafts.open_draft(sitting.pk, by=staff("shen"), audience="all")
    drafts.change(draft.pk, sitting.pk, by=staff("shen"), update=clause(loaded(draft), MARK, "c1"))
    remarks.remark(draft.pk, sitting.pk, by=story.lin, clause="c1", words=MARK)
    add_evidence(story.case.pk, by=story.lin, upload=SimpleUploadedFile(f"{MARK}.jpg", picture()), purpose=MARK)
    agents.name_agent(story.party("applicant").pk, by=story.lin, kind="lawyer", name=MARK, phone="13800000011")
    agents.propose_attendant(story.case.pk, by=story.lin, kind="companion", name=MARK)
    story.draft().close().move("refuse", story.lin)
    file_lawsuit(story.case.pk, by=story.lin, words=WORDS, evidence=[e.pk for e in story.case.evidence.all()], drawing=DRAWING)
    return story


def later(monkeypatch, days=3700):
    now = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: now)


def everything_stored():
    """Every text of every table, decrypted, as one string."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.all().values() if not hasattr(model, "everybody") else model.everybody.values():
            found.append(json.dumps(row, default=str, ensure_ascii=False))
    return "\n".join(found)


def test_two_people_delete_a_case_and_only_the_record_stays(vault, monkeypatch, django_capture_on_commit_callbacks):
    story = lived_through()
    case = story.now()
    first, second = keepers(case.centre)
    assert everything_stored().count(MARK) > 10
    with pytest.raises(WrongMoment):
        erase.propose(case.pk, by=first)
    later(monkeypatch)
    for nobody in (story.lin, staff("shen"), staff("fang")):
        with pytest.raises(WrongPerson):
            erase.propose(case.pk, by=nobody)
    row = erase.propose(case.pk, by=first)
    with pytest.raises(WrongPerson):
        erase.decide(row.pk, by=first, yes=True)
    with django_capture_on_commit_callbacks(execute=True):
        erase.decide(row.pk, by=second, yes=True)
    forget.forget_old()  # texts and codes have their own, shorter time

    left = everything_stored()
    assert [word for word in (MARK, "林晓", "王强", LIN, WANG, "330108199003070017") if word in left] == []
    assert {f.state for f in StoredFile.objects.filter(made_here=False)} == {FileState.ERASED}
    assert files_in(vault) == []
    assert not User.objects.filter(pk__in=[story.lin.pk, story.wang.pk], is_active=True).exists()
    assert list(story.now().steps.order_by("-seq").values_list("name", flat=True)[:2]) == ["erased", "erasure_proposed"]
    call_command("verify_chain")
    answer = at(staff("fang")).get(f"/case/{case.number}")
    assert (answer.status_code, "档案已删除" in answer.content.decode()) == (200, True)


def test_a_file_that_another_case_keeps_stays(vault, monkeypatch, django_capture_on_commit_callbacks):
    old = Story.begin().accept().answer().bind()
    shown = add_evidence(old.case.pk, by=old.lin, upload=SimpleUploadedFile("a.jpg", picture()))
    kept = add_evidence(Story.begin().case.pk, by=old.lin, upload=SimpleUploadedFile("b.jpg", picture()))
    first, second = keepers(old.now().centre)
    later(monkeypatch)
    with django_capture_on_commit_callbacks(execute=True):
        erase.decide(erase.propose(old.case.pk, by=first).pk, by=second, yes=True)
    assert at(old.lin).get(f"/case/{kept.case.number}/evidence/{kept.pk}").status_code == 200
    shown.file.refresh_from_db()
    assert (shown.file.state, User.objects.get(pk=old.lin.pk).name) == (FileState.ERASED, "林晓")  # she has another case


def test_a_second_person_may_also_say_no(monkeypatch):
    story = Story.begin()
    first, second = keepers(story.now().centre)
    later(monkeypatch)
    row = erase.propose(story.case.pk, by=first)
    erase.decide(row.pk, by=second, yes=False)
    assert (Erasure.objects.count(), story.party("applicant").name) == (0, "林晓")
    assert story.case.steps.filter(name="erasure_refused").exists()


def test_nobody_deletes_alone_even_by_sql(monkeypatch):
    story = Story.begin()
    first, _second = keepers(story.now().centre)
    later(monkeypatch)
    row = erase.propose(story.case.pk, by=first)
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="nobody_deletes_alone"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_erasure SET decided_by_id = proposed_by_id WHERE id = %s", [row.pk])


def test_a_case_that_is_held_is_not_deleted(monkeypatch):
    story = Story.begin()
    first, _second = keepers(story.now().centre)
    type(story.case).objects.filter(pk=story.case.pk).update(hold="police")
    later(monkeypatch)
    with pytest.raises(WrongMoment):
        erase.propose(story.case.pk, by=first)


def test_the_page_proposes_and_decides_and_is_nobody_elses(monkeypatch):
    story = Story.begin()
    centre = story.now().centre
    first, second = keepers(centre)
    path = f"/centre/{centre.pk}/retention"
    assert story.case.number not in at(first).get(path).content.decode()
    later(monkeypatch)
    assert story.case.number in at(first).get(path).content.decode()
    assert [at(person).get(path).status_code for person in (story.lin, staff("shen"), staff("fang"), qian())] == [404] * 4
    assert at(first).post(path, {"deed": "propose", "number": story.case.number}).status_code == 302
    row = Erasure.objects.get()
    assert at(first).post(path, {"deed": "delete", "row": row.pk}).status_code == 403
    assert at(second).post(path, {"deed": "delete", "row": row.pk}).status_code == 302
    assert Party.objects.filter(case=story.case).exclude(name="–").count() == 0


def test_what_rests_without_a_case_goes_by_itself(monkeypatch):
    draft = Intake.objects.create(key="K" * 20, channel="web", words=MARK, created_at=timezone.now())
    Roll.objects.create(centre=Centre.objects.first(), by=staff("fang"), name="a.csv", rows=MARK, at=timezone.now())
    Message.objects.create(phone=LIN, template="code", body=MARK)
    assert forget.forget_old() == {"draft": 0, "roll": 0, "message": 0, "code": 0}
    later(monkeypatch, days=366)
    assert forget.forget_old() == {"draft": 1, "roll": 1, "message": 1, "code": 0}
    assert (Intake.objects.filter(pk=draft.pk).exists(), MARK in everything_stored()) == (False, False)
    assert forget.forget_old() == {"draft": 0, "roll": 0, "message": 0, "code": 0}


def test_whoever_works_here_leaves_a_trace_and_the_parties_read_it():
    story = Story.begin().accept().answer().bind()
    for person in (staff("fang"), staff("fang"), staff("shen"), story.lin):
        assert at(person).get(f"/case/{story.case.number}").status_code == 200
    reveal(story.now(), story.party("applicant"), by=staff("fang"), reason="call")
    assert sorted(AccessEntry.objects.filter(verb="case").values_list("user__username", "facts__role")) == [("fang", "dispatcher"), ("shen", "mediator")]
    page = at(story.wang).get(f"/case/{story.case.number}/looks").content.decode()
    assert ("矛调中心" in page or "调解中心" in page, "方敏" in page, "查看了完整号码" in page) == (True, False, True)
    manager, _second = keepers(story.now().centre)
    assert "方敏" in at(manager).get(f"/case/{story.case.number}/looks").content.decode()
    assert [at(person).get(f"/case/{story.case.number}/looks").status_code for person in (staff("shen"), qian())] == [404, 404]


def test_a_consent_is_taken_back_by_a_button():
    story = Story.begin().accept().answer().bind()
    consent = Consent.objects.create(party=story.party("applicant"), purpose="court", way="self", text_version="1", at=timezone.now())
    assert "收回这项同意" in at(story.lin).get("/my-data").content.decode()
    assert at(story.wang).post("/my-data", {"consent": consent.pk}).status_code == 404
    with pytest.raises(WrongPerson):
        consents.withdraw_consent(consent.pk, by=story.wang)
    assert [at(story.lin).post("/my-data", {"consent": consent.pk}).status_code for _again in range(2)] == [302, 409]
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert Step.objects.get(name="consent_withdrawn").audience == "applicant"


def test_an_account_goes_when_no_case_needs_it():
    story = Story.begin()
    assert at(story.lin).post("/my-data/forget").status_code == 409
    nobody = citizen_for(phone="13800000077", name="过客")
    assert at(nobody).post("/my-data/forget").status_code == 302
    gone = User.objects.get(pk=nobody.pk)
    assert (gone.name, gone.phone, gone.phone_index, gone.is_active) == ("", "", None, False)
    assert citizen_for(phone="13800000077").pk != nobody.pk


def test_every_rule_says_where_it_comes_from():
    assert set(RetentionRule.objects.values_list("code", flat=True)) == {"case", "draft", "roll", "message", "code", "recording"}
    assert all(rule.source and rule.days for rule in RetentionRule.objects.all())


def test_every_sealed_text_of_a_case_is_known_to_the_deletion():
    """A new encrypted field has to say how it goes."""
    known = {(model._meta.label, name) for model, _way, values in erase.BLANKED for name in values} | {("cases.Party", name) for name in erase.OF_A_PARTY}
    elsewhere = {
        "people.User", "outreach.Message", "outreach.Endpoint", "vault.StoredFile", "vault.Upload", "cases.Agent", "cases.Attendant", "cases.Roll", "cases.IdempotencyKey", "courtlink.Filing", "courtlink.FilingConsent", "courtlink.FilingClock", "courtlink.Exchange", "courtlink.Feedback", "courtlink.Hearing", "courtlink.AnswerSheet",
    }  # fmt: skip  # people.forget_person, forget_old, vault.erase, deleted rows, and what the other apps wipe
    known |= {(model._meta.label, name) for model, _way, values in BLANKED for name in values}
    sealed = {(model._meta.label, field.name) for model in apps.get_models() for field in model._meta.fields if isinstance(field, EncryptedTextField)}
    assert {(label, name) for label, name in sealed - known if label not in elsewhere} == {("cases.Case", "token")}


@pytest.mark.parametrize("change", ["held", "something happened"])
def test_what_came_alive_after_the_proposal_is_not_deleted(monkeypatch, change):
    story = Story.begin()
    first, second = keepers(story.now().centre)
    later(monkeypatch)
    row = erase.propose(story.case.pk, by=first)
    if change == "held":
        type(story.case).objects.filter(pk=story.case.pk).update(hold="police")
    else:
        story.move("withdraw", story.lin, "no_longer")
    with pytest.raises(WrongMoment):
        erase.decide(row.pk, by=second, yes=True)
    assert story.party("applicant").name == "林晓"


def test_nothing_is_written_into_a_deleted_case(monkeypatch):
    story = Story.begin()
    agents.name_agent(story.party("applicant").pk, by=story.lin, kind="lawyer", name="陈律师", phone="13800000011")
    agents.end_agent(story.party("applicant").agent_rows.get().pk, by=story.lin)
    lawyer = citizen_for(phone="13800000011")
    first, second = keepers(story.now().centre)
    later(monkeypatch)
    erase.decide(erase.propose(story.case.pk, by=first).pk, by=second, yes=True)
    with pytest.raises(WrongMoment):
        parties.identify(story.party("applicant").pk, by=staff("fang"), address="杭州市滨江区1号")
    assert User.objects.get(pk=lawyer.pk).name == ""  # the power had ended, and the name goes all the same
    assert not story.case.deadlines.filter(closed_at=None).exists()


def test_a_split_case_keeps_the_exhibits_that_the_deleted_one_had(vault, monkeypatch, django_capture_on_commit_callbacks):
    story = Story.begin().accept().answer().bind().take().talk()
    shown = add_evidence(story.case.pk, by=story.lin, upload=SimpleUploadedFile("a.jpg", picture()))
    rest = split(story.case.pk, by=staff("shen"), summary="漏水的赔偿没有谈成，另案处理。")
    first, second = keepers(story.now().centre)
    later(monkeypatch)
    with django_capture_on_commit_callbacks(execute=True):
        erase.decide(erase.propose(story.case.pk, by=first).pk, by=second, yes=True)
    copy = rest.evidence.get()
    assert (copy.file_id, at(story.lin).get(f"/case/{rest.number}/evidence/{copy.pk}").status_code) == (shown.file_id, 200)


def test_a_signature_goes_with_the_consent_before_the_other_side_signs():
    from courtlink.actions.file import join_confirmation
    from courtlink.models import Filing, FilingConsent

    story = Story.begin().accept().answer().bind().take().talk().settle()
    words = {"id_number": "330108199003070017", "address": ADDRESS}
    join_confirmation(story.case.pk, by=story.lin, words=words, drawing=DRAWING)
    consents.withdraw_consent(Consent.objects.get(purpose="court").pk, by=story.lin)
    assert FilingConsent.objects.count() == 0
    join_confirmation(story.case.pk, by=story.wang, words=words | {"id_number": "330109199003070013"}, drawing=DRAWING)
    assert Filing.objects.get().state == "draft"  # it waits for both


def test_nobody_answers_for_somebody_who_took_that_consent_back():
    story = Story.begin()
    consent = Consent.objects.create(party=story.party("respondent"), purpose="assisted", way="spoken", text_version="1", at=timezone.now(), entered_by=staff("fang"))
    rounds.reply(story.party("respondent").pk, answer="talk", by=staff("fang"), way="spoken")
    wang = story.bind().wang
    consents.withdraw_consent(consent.pk, by=wang)
    with pytest.raises(WrongPerson):
        rounds.reply(story.party("respondent").pk, answer="refuse", by=staff("fang"), way="spoken")
    rounds.reply(story.party("respondent").pk, answer="talk", by=wang)


def test_a_clerk_who_opens_a_filing_leaves_a_trace_and_the_other_side_reads_it_when_the_court_took_it():
    story = Story.begin().accept().answer().bind().move("refuse", Story.begin().lin)
    filing = file_lawsuit(story.case.pk, by=story.lin, words=WORDS, evidence=[], drawing=DRAWING)
    seen = {who: at(person).get(f"/filing/{filing.ref}").status_code for who, person in (("lin", story.lin), ("wang", story.wang), ("zhou", staff("zhou")))}
    assert seen == {"lin": 200, "wang": 404, "zhou": 200}
    assert list(AccessEntry.objects.filter(verb="case").values_list("user__username", "subject")) == [("zhou", f"case:{story.case.pk}")]

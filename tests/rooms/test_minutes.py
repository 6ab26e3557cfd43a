"""Minutes: drafted from the record, fixed, confirmed by everybody inside; another word, and everybody confirms anew."""

from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from cases import clock
from cases.models import Step
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.actions import minutes, notes, offers, sittings, talk
from rooms.actions.offers import Words
from rooms.models import Confirmation, Minutes, Sitting
from rooms.reads.minutes import drafted
from tests.people import qian, staff
from tests.rooms.test_offers import at, pay
from tests.rooms.test_room import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
TEXT = "调解笔录：双方到场，未达成一致。"
HASH = sha256(TEXT.encode()).hexdigest()


def test_the_draft_tells_who_sat_and_what_lay_on_the_table_and_nothing_that_was_said():
    story, sitting = opened()
    talk.say(sitting, by=story.lin, text="当面说的话", client_id="1")
    sittings.set_caucus(sitting, by=staff("shen"), side="applicant")
    talk.say(sitting, by=story.lin, text="背对背的话", client_id="2")
    notes.write_note(sitting, by=staff("shen"), kind="note", body="调解员的笔记")
    offers.make_offer(sitting, by=story.lin, words=pay(3111), private=True)
    offers.make_offer(sitting, by=story.wang, words=Words(amount=Decimal(2000), payer="respondent", terms="月底前付清"))
    offers.make_offer(sitting, by=story.lin, words=pay(3000))
    offers.answer_offer(sitting, by=story.wang, number=2, yes=True)
    sittings.end_sitting(sitting, by=staff("shen"), outcome="adjourned")
    text = drafted(Sitting.objects.select_related("case", "round").get(pk=sitting), clock.now())
    wanted = [story.case.number, "线上调解室", "林晓（申请人）", "王强（被申请人）", "沈丽华（调解员）", "身份未在调解室核对", "阅读调解室规则"]
    wanted += ["1. 被申请人：由被申请人支付2000.00元。月底前付清（对方另提方案）", "2. 申请人：由被申请人支付3000.00元。（接受）", "有待继续调解。"]
    assert [word for word in wanted if word not in text] == []
    assert [word for word in ("当面说的话", "背对背的话", "调解员的笔记", "3111") if word in text] == []


def test_only_whoever_leads_writes_and_a_draft_is_seen_by_nobody_else():
    story, sitting = opened()
    for person in (story.lin, story.wang):
        with pytest.raises(WrongPerson):
            minutes.save_minutes(sitting, by=person, text=TEXT)
    minutes.save_minutes(sitting, by=staff("shen"), text=TEXT)
    path = f"/room/{story.case.number}/minutes"
    assert [TEXT in at(person).get(path).content.decode() for person in (staff("shen"), story.lin, story.wang)] == [True, False, False]
    row = Sitting.objects.get(pk=sitting)
    assert [Minutes.objects.visible_to(reader, row).count() for reader in ("mediator", "applicant", "respondent", "joint")] == [1, 0, 0, 0]


def test_everybody_inside_confirms_and_the_chain_keeps_the_hash():
    story, sitting = opened()
    minutes.fix_minutes(sitting, by=staff("shen"), text=TEXT)
    for person in (story.lin, staff("shen")):
        minutes.confirm_minutes(sitting, by=person, shown=HASH, agrees=True)
    assert not Step.objects.filter(name="minutes_confirmed").exists()
    with pytest.raises(Invalid):
        minutes.confirm_minutes(sitting, by=story.wang, shown=HASH, agrees=False)
    minutes.confirm_minutes(sitting, by=story.wang, shown=HASH, agrees=False, words="时间写错了")
    with pytest.raises(WrongMoment):
        minutes.confirm_minutes(sitting, by=story.wang, shown=HASH, agrees=True)
    step = Step.objects.get(name="minutes_confirmed")
    assert step.facts == {"sitting": sitting, "version": 1, "text_sha256": HASH, "confirmed": 2, "refused": 1}
    page = at(story.lin).get(f"/room/{story.case.number}/minutes").content.decode()
    assert (TEXT in page, "时间写错了" in page) == (True, True)
    with pytest.raises(WrongMoment):
        minutes.confirm_minutes(sitting, by=qian(), shown=HASH, agrees=True)


def test_a_changed_text_is_another_version_that_everybody_confirms_anew():
    story, sitting = opened()
    minutes.fix_minutes(sitting, by=staff("shen"), text=TEXT)
    minutes.confirm_minutes(sitting, by=story.lin, shown=HASH, agrees=True)
    new = minutes.fix_minutes(sitting, by=staff("shen"), text=TEXT + "补充。")
    assert (new.version, new.confirmations.count(), Confirmation.objects.count()) == (2, 0, 1)
    with pytest.raises(WrongMoment):
        minutes.confirm_minutes(sitting, by=story.wang, shown=HASH, agrees=True)
    minutes.confirm_minutes(sitting, by=story.lin, shown=new.sha256, agrees=True)


def test_minutes_are_written_and_confirmed_after_the_end_too():
    story, sitting = opened()
    story.close()
    minutes.fix_minutes(sitting, by=staff("shen"), text=TEXT)
    minutes.confirm_minutes(sitting, by=story.wang, shown=HASH, agrees=True)
    assert Confirmation.objects.get().agrees


@pytest.mark.parametrize("text", ["", "  ", "长" * 20_001])
def test_empty_and_endless_minutes_are_refused(text):
    _story, sitting = opened()
    with pytest.raises(Invalid):
        minutes.fix_minutes(sitting, by=staff("shen"), text=text)
    assert Minutes.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("fixed_minutes_stay", "UPDATE rooms_minutes SET text = '\\x00'::bytea"),
        ("fixed_minutes_stay", "UPDATE rooms_minutes SET sha256 = repeat('0', 64)"),
        ("fixed_minutes_stay", "UPDATE rooms_minutes SET fixed_at = NULL, sha256 = ''"),
        (
            "one_word_per_seat_and_version",
            "INSERT INTO rooms_confirmation (minutes_id, seat_id, agrees, words, at) SELECT minutes_id, seat_id, true, '', now() FROM rooms_confirmation",
        ),
    ],
)
def test_the_database_keeps_fixed_minutes(name, sql):
    story, sitting = opened()
    minutes.fix_minutes(sitting, by=staff("shen"), text=TEXT)
    minutes.confirm_minutes(sitting, by=story.lin, shown=HASH, agrees=True)
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_page_drafts_keeps_fixes_and_confirms():
    story, sitting = opened()
    path, desk, phone = f"/room/{story.case.number}/minutes", at(staff("shen")), at(story.lin)
    assert "参加调解的人员" in desk.get(path).content.decode()
    assert desk.post(path, {"deed": "save", "text": TEXT}).status_code == 302
    assert desk.post(path, {"deed": "fix", "text": ""}).status_code == 422
    assert desk.post(path, {"deed": "fix", "text": TEXT}).status_code == 302
    assert phone.post(path, {"deed": "confirm", "text_sha256": "x", "agrees": "yes"}).status_code == 409
    assert phone.post(path, {"deed": "confirm", "text_sha256": HASH, "agrees": "yes"}).status_code == 302
    assert phone.post(path, {"deed": "fix", "text": TEXT}).status_code == 403

"""The case file: every paper is made from the case, each reader finds the own ones, and the same case prints the same bytes."""

from io import BytesIO

import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cases.actions import agents, perform, undisputed
from cases.casefile.catalogue import catalogue, one, readable
from cases.kinds import AgentKind, Stage
from cases.models import Inquiry
from mediation.papers.forms import REQUIRED
from tests.people import LIN, Story, qian, staff
from tests.rooms.test_room import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def at(user) -> Client:
    browser = Client()
    browser.force_login(user, backend="mediation.people.backends.Citizens")
    return browser


def codes(user, story) -> list[str]:
    return [form.code for form, sheets in readable(user, story.now()) for _sheet in sheets]


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "").replace("\n", "")


def printed(user, story, code: str, key: str = "1") -> str:
    answer = at(user).get(f"/case/{story.case.number}/file/{code}/{key}.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return words_of(answer.content)


def looked_at(user, story, code: str, key: str = "1") -> str:
    answer = at(user).get(f"/case/{story.case.number}/file/{code}/{key}")
    assert answer.status_code == 200
    return answer.content.decode()


def kept() -> Story:
    """Settled, visited, with a lawyer for the applicant and a fact that nobody disputes."""
    story = Story.begin().accept().answer().bind().take().talk()
    agents.name_agent(story.party("applicant").pk, by=story.lin, kind=AgentKind.LAWYER, name="高律师", phone="13800000077", may_settle=True)
    undisputed.write_fact(story.case.pk, by=staff("shen"), text="押金共3400元，由王强收取。")
    for person in (story.lin, story.wang):
        undisputed.answer_fact(story.case.pk, by=person, number=1, yes=True)
    story.settle()
    perform.note_visit(story.case.pk, by=story.lin, party_id=story.party("applicant").pk, kept=True, satisfaction=5, smoulders=False, words="很快就收到了")
    return story


def test_the_file_grows_with_the_case_and_every_reader_finds_the_own_papers():
    story = Story.begin()
    assert codes(staff("fang"), story) == ["file_cover", "file_contents", "application", "notice_of_rights", "file_back"]
    assert codes(story.lin, story) == ["application", "notice_of_rights"]
    whole = kept()
    committee = [
        "file_cover",
        "file_contents",
        "application",
        "acceptance_register",
        "notice_of_rights",
        "power_of_attorney",
        "undisputed_facts",
        "return_visit",
        "closing_report",
        "file_back",
    ]
    assert codes(staff("shen"), whole) == committee
    assert codes(whole.lin, whole) == ["application", "notice_of_rights", "power_of_attorney", "undisputed_facts"]
    assert codes(whole.wang, whole) == ["notice_of_rights", "undisputed_facts"]
    assert [at(person).get(f"/case/{whole.case.number}/file").status_code for person in (qian(), staff("wu"), staff("zhou"))] == [404, 404, 404]


def test_what_is_not_for_a_reader_does_not_exist():
    story = kept()
    number = story.case.number
    power = next(sheet.key for form, sheets in readable(story.lin, story.now()) if form.code == "power_of_attorney" for sheet in sheets)
    for person, address in (
        (story.wang, "application/1"),
        (story.wang, f"power_of_attorney/{power}"),
        (story.lin, "closing_report/1"),
        (staff("shen"), "application/2"),
        (staff("shen"), "nothing/1"),
        (qian(), "notice_of_rights/1"),
    ):
        assert [at(person).get(f"/case/{number}/file/{address}{end}").status_code for end in ("", ".pdf")] == [404, 404]


def test_the_application_says_what_was_applied_for_and_masks_numbers():
    story = kept()
    text = printed(story.lin, story, "application")
    for wanted in ("人民调解申请书", story.case.number, "林晓", "王强", "押金3400元未退", "（一）退还押金", "138****0001", "自愿申请"):
        assert wanted in text
    assert LIN not in text


def test_each_box_tells_the_truth():
    story = kept()
    assert "☑当事人申请" in printed(staff("shen"), story, "acceptance_register")
    power = next(sheet for form, sheets in readable(story.lin, story.now()) if form.code == "power_of_attorney" for sheet in sheets)
    text = printed(story.lin, story, "power_of_attorney", power.key)
    assert all(wanted in text for wanted in ("高律师", "☑律师", "☐近亲属", "☐一般授权", "☑特别授权", "☑代为和解并在调解协议书上签名"))
    visit = next(sheet for form, sheets in readable(staff("shen"), story.now()) if form.code == "return_visit" for sheet in sheets)
    text = printed(staff("shen"), story, "return_visit", visit.key)
    assert all(wanted in text for wanted in ("☑是", "5分", "☑无", "很快就收到了"))


def test_the_notice_names_how_each_party_confirmed_it():
    text = looked_at(staff("shen"), kept(), "notice_of_rights")
    assert text.count("在线确认") >= 1
    for right in (
        "选择或者接受人民调解员",
        "接受调解、拒绝调解或者要求终止调解",
        "要求调解公开进行或者不公开进行",
        "自主表达意愿",
        "如实陈述纠纷事实",
        "遵守调解现场秩序",
        "尊重对方当事人行使权利",
    ):
        assert right in text


def test_only_what_everybody_confirmed_stands_in_the_record_of_undisputed_facts():
    story = Story.begin().accept().answer().bind().take().talk()
    for text in ("押金共3400元。", "墙面有污渍。"):
        undisputed.write_fact(story.case.pk, by=staff("shen"), text=text)
    for person in (story.lin, story.wang):
        undisputed.answer_fact(story.case.pk, by=person, number=1, yes=True)
    text = printed(story.wang, story, "undisputed_facts")
    assert ("押金共3400元。" in text, "墙面有污渍" in text) == (True, False)


def test_the_table_of_contents_counts_what_lies_in_the_file_and_says_what_is_lacking():
    story = kept()
    rows = one(staff("shen"), story.now(), "file_contents", "1")[1].facts["rows"]
    assert {row["place"]: row["count"] for row in rows} == {1: 2, 2: 1, 3: 0, 4: 1, 5: 0, 6: 0, 7: 1, 8: 1, 9: 0, 10: 1, 11: 0, 12: 1, 13: 1}
    assert [row["place"] for row in rows if row["lacking"]] == [3]


def test_a_court_reads_its_letter_the_report_and_the_undisputed_facts_and_nothing_else():
    story = Story.begin().directed()
    assert codes(staff("zhou"), story) == ["entrustment_letter"]
    text = printed(staff("zhou"), story, "entrustment_letter", "3")
    assert all(wanted in text for wanted in ("委派调解函", "(2026)浙0108民诉前调1号", "区", "何", "回执"))
    story.close("he")
    assert codes(staff("zhou"), story) == ["entrustment_letter", "court_report"]
    report = printed(staff("zhou"), story, "court_report", "3")
    assert all(wanted in report for wanted in ("调解情况报告", "未达成调解协议", "双方分歧较大", "不在本报告之列"))


def test_a_sitting_has_its_record_once_its_words_are_fixed():
    from rooms.actions import minutes

    story, sitting = opened()
    assert "mediation_record" not in codes(staff("shen"), story)
    minutes.fix_minutes(sitting, by=staff("shen"), text="双方到场，未达成一致。")
    assert "mediation_record" in codes(story.wang, story)
    record = next(sheet for form, sheets in readable(story.wang, story.now()) if form.code == "mediation_record" for sheet in sheets)
    assert all(wanted in printed(story.wang, story, "mediation_record", record.key) for wanted in ("人民调解记录", "双方到场，未达成一致。", "☐成功"))


def test_the_same_case_prints_the_same_bytes_and_the_screen_shows_the_same_words():
    story = kept()
    browser, address = at(staff("shen")), f"/case/{story.case.number}/file/closing_report/1"
    assert browser.get(f"{address}.pdf").content == browser.get(f"{address}.pdf").content
    page = browser.get(address)
    assert "押金3400元未退" in page.content.decode()
    assert "style=" not in page.content.decode()
    assert story.now().stage == Stage.AGREED


def test_every_form_of_the_catalogue_is_known_to_the_press():
    assert [form.code for form in catalogue() if form.code not in REQUIRED] == []
    assert len({form.code for form in catalogue()}) == len(catalogue())


def test_an_inquiry_is_the_mediators_alone():
    story = Story.begin().accept().answer().bind().take().talk()
    path = f"/case/{story.case.number}/inquiry"
    said = {"name": "物业周师傅", "relation": "小区水电工", "at": "2026-01-05T09:30", "place": "物业办公室", "present": "", "text": "问：墙是谁刷的？\n答：退房后刷的。"}
    assert [at(person).post(path, said).status_code for person in (story.lin, story.wang, staff("fang"), qian())] == [404] * 4
    assert at(staff("shen")).post(path, said | {"text": " ", "at": "2126-01-05T09:30"}).status_code == 422
    assert at(staff("shen")).post(path, said | {"at": "2126-01-05T09:30"}).status_code == 422
    assert at(staff("shen")).post(path, said).status_code == 302
    text = printed(staff("shen"), story, "inquiry_record")
    assert all(wanted in text for wanted in ("调查记录", "物业周师傅", "小区水电工", "2026年1月5日09:30", "答：退房后刷的。"))
    for person in (story.lin, story.wang, staff("fang")):
        assert "inquiry_record" not in codes(person, story)
        assert at(person).get(f"/case/{story.case.number}/file/inquiry_record/1").status_code == 404
        assert "调查" not in at(person).get(f"/case/{story.case.number}").content.decode()
    row = Inquiry.objects.get()
    with pytest.raises(IntegrityError, match="words_of_an_inquiry_stay"), transaction.atomic():
        Inquiry.objects.filter(pk=row.pk).update(text="改写")


def test_what_the_other_side_told_us_stands_on_no_paper_of_this_side():
    story = kept()
    other = story.party("respondent")
    other.address, other.id_number = "滨江区秘密路9号", "330109199003070013"
    other.save(update_fields=["address", "id_number"])
    for form, sheets in readable(story.lin, story.now()):
        for sheet in sheets:
            text = printed(story.lin, story, form.code, sheet.key)
            assert ("秘密路" in text, "0013" in text, "男" in text) == (False, False, False), form.code

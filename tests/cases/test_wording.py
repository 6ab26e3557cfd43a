"""Wording of papers: in whose hands, from when, reproducible for ever, and never more than words."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cases import clock
from cases.actions import wording as deeds
from cases.casefile.example import example
from cases.models import Wording
from cases.passages import CENTRE, COPIES, COURT, PASSAGES, passage, standing
from cases.reads.wording import present, worded
from mediation.papers.forms import check_facts
from mediation.papers.render import paper_html, render
from mediation.papers.wording import faults_in
from mediation.people.models import Centre
from mediation.people.roles import CentreKind
from mediation.refusals import Invalid, NotFound, WrongMoment, WrongPerson
from tests.cases.test_casefile import at, printed, words_of
from tests.people import Story, qian, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
OPENING = passage("notice_of_rights", "opening")
NOTES = passage("entrustment_letter", "notes")
OWN = "{调解组织}已经收到您的纠纷。调解之前，请您读完下面的话："


def centre(short: str = "长河矛调中心") -> Centre:
    return Centre.objects.get(short_name=short)


def tomorrow():
    return timezone.localdate(clock.now()) + timedelta(days=1)


def drafted(text: str = OWN, one=OPENING, place=None, by: str = "tang") -> Wording:
    deeds.write(place or centre(), one, text=text, by=staff(by))
    return Wording.objects.get(centre=place or centre(), form=one.form, name=one.name, released_at=None)


def released(text: str = OWN, one=OPENING, place=None, by: str = "tang", second: str = "admin") -> Wording:
    draft = drafted(text, one, place, by)
    return deeds.release(place or centre(), one, number=draft.number, read_at=draft.written_at.isoformat(), begins_on=tomorrow(), by=staff(second))


def later(monkeypatch, days: int) -> None:
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=days))


def notice(story) -> bytes:
    return at(staff("fang")).get(f"/case/{story.case.number}/file/notice_of_rights/1.pdf").content


def test_every_passage_has_a_standing_wording_that_its_own_rules_allow():
    for one in PASSAGES:
        text = standing(one.form, one.name, clock.now()).text
        assert faults_in(text, places=one.places, must=one.must, most=one.most) == [], one
        assert bool(text) or one.optional


def test_every_example_has_all_that_its_paper_needs():
    for one in PASSAGES:
        place = centre("滨江法院") if one.kind == CentreKind.COURT_SERVICE else centre()
        facts = example(one, "试写的一句话。", "试", of=place, at=clock.now())
        check_facts(one.form, facts)
        assert "试写的一句话。" in paper_html(one.form, facts, title="示例", made_at=clock.now())


def test_a_released_wording_prints_from_its_day_on_and_earlier_papers_keep_every_byte(monkeypatch):
    earlier = Story.begin()
    before = notice(earlier)
    released()
    assert notice(earlier) == before
    later(monkeypatch, 2)
    assert notice(earlier) == before
    after = Story.begin()
    text = words_of(notice(after))
    assert ("已经收到您的纠纷" in text, "请您知悉" in text, "长河矛调中心第1版" in text) == (True, False, True)
    released("第二版的开头。")
    assert words_of(notice(after)) == text
    later(monkeypatch, 2)
    assert words_of(notice(after)) == text
    assert "第二版的开头。" in words_of(notice(Story.begin()))
    assert notice(earlier) == before


def test_a_paper_holds_the_record_of_its_form_and_wording(monkeypatch):
    import json
    from io import BytesIO

    import pikepdf

    released()
    later(monkeypatch, 2)
    with pikepdf.open(BytesIO(notice(Story.begin()))) as pdf:
        kept = json.loads(pdf.attachments["case.json"].get_file().read_bytes())
    assert (kept["form"], kept["edition"], kept["wording"]) == ("notice_of_rights", "2026-11", {"opening": "长河矛调中心第1版", "more": "2026-11"})
    assert len(kept["template_sha256"]) == 64


def test_another_centre_goes_on_with_the_standing_wording(monkeypatch):
    released()
    later(monkeypatch, 2)
    assert worded("notice_of_rights", of=centre("西兴矛调中心"), at=clock.now(), places={CENTRE: "西兴"}).versions["opening"] == "2026-11"


def test_nobody_words_papers_alone_and_nobody_elses_papers():
    drafted()
    row = Wording.objects.get()
    asked = {"number": row.number, "read_at": row.written_at.isoformat(), "begins_on": tomorrow()}
    with pytest.raises(WrongPerson):
        deeds.release(centre(), OPENING, by=staff("tang"), **asked)
    for person in (staff("shen"), staff("fang"), staff("zhou"), qian()):
        with pytest.raises(NotFound):
            deeds.write(centre(), OPENING, text=OWN, by=person)
        with pytest.raises(NotFound):
            deeds.release(centre(), OPENING, by=person, **asked)
    with pytest.raises(NotFound):  # the court's passage is no centre's
        deeds.write(centre(), NOTES, text="自愿、保密、不得移送。", by=staff("tang"))
    with pytest.raises(IntegrityError, match="by_somebody_else"), transaction.atomic():
        Wording.objects.update(released_by=staff("tang"), released_at=clock.now(), begins_at=clock.now() + timedelta(days=1))
    assert Wording.objects.get().released_at is None


def test_it_begins_on_a_day_to_come_and_only_as_it_was_read():
    first = drafted()
    for day in (tomorrow() - timedelta(days=1), tomorrow() - timedelta(days=400)):
        with pytest.raises(Invalid):
            deeds.release(centre(), OPENING, number=1, read_at=first.written_at.isoformat(), begins_on=day, by=staff("admin"))
    drafted("换了一句。")
    with pytest.raises(WrongMoment):
        deeds.release(centre(), OPENING, number=1, read_at=first.written_at.isoformat(), begins_on=tomorrow(), by=staff("admin"))
    with pytest.raises(IntegrityError, match="for_a_day_to_come"), transaction.atomic():
        Wording.objects.update(released_by=staff("admin"), released_at=clock.now(), begins_at=clock.now() - timedelta(days=1))


def test_what_was_released_stays_whoever_asks_the_database():
    row = released()
    for change in (lambda: Wording.objects.update(text="x"), lambda: Wording.objects.filter(pk=row.pk).delete()):
        with pytest.raises(IntegrityError, match="a_released_wording_stays"), transaction.atomic():
            change()
    deeds.write(centre(), OPENING, text=OWN, by=staff("tang"))
    deeds.drop(centre(), OPENING, by=staff("tang"))
    with pytest.raises(WrongMoment):
        deeds.drop(centre(), OPENING, by=staff("tang"))
    assert list(Wording.objects.values_list("number", flat=True)) == [1]


def test_what_the_law_wants_cannot_be_left_out():
    with pytest.raises(Invalid, match="保密"):
        deeds.write(centre("滨江法院"), NOTES, text="请自愿调解，不得移送。", by=staff("zhou"))
    with pytest.raises(Invalid, match="密码"):
        deeds.write(centre(), OPENING, text="{密码}", by=staff("tang"))


LITERAL = [
    "<script>alert(1)</script>",
    "<img src=http://127.0.0.1:1/x onerror=x>",
    "<style>p</style>",
    "</p></body><link rel=attachment href=file:///etc/passwd>",
    "&lt;b&gt; &#123;调解组织&#125;",
    "url(file:///etc/passwd) @import 'x'",
    "%s %(x)s $HOME `id` #[1+1]",
    "'; DROP TABLE cases_wording; --",
]


def test_markup_and_code_are_printed_as_the_letters_they_are():
    """Allowed as words, and nothing but words: escaped in the page, drawn letter by letter on the paper, nothing fetched."""
    text = "\n".join(LITERAL)
    drafted(text)
    facts = example(OPENING, text, "试", of=centre(), at=clock.now())
    plain = paper_html("notice_of_rights", example(OPENING, "无", "试", of=centre(), at=clock.now()), title="x", made_at=clock.now())
    html = paper_html("notice_of_rights", facts, title="x", made_at=clock.now())
    assert html.count("<") - plain.count("<") == 2 * (len(LITERAL) - 1)  # one paragraph for each further line, and no other tag
    shown = words_of(render("notice_of_rights", facts, title="x", identifier="x", made_at=clock.now()))
    assert "".join(text.split()) in "".join(shown.split())


def test_the_page_leads_from_the_draft_to_the_release():
    path = f"/centre/{centre().pk}/wording/notice_of_rights/opening"
    tang, admin = at(staff("tang")), at(staff("admin"))
    assert tang.get("/wording").status_code == 200
    assert tang.get(f"/centre/{centre().pk}/wording").status_code == 200
    wrong = tang.post(path, {"deed": "write", "text": "{密码}在这里"})
    assert (wrong.status_code, "{密码}在这里" in wrong.content.decode()) == (422, True)
    assert tang.post(path, {"deed": "nothing"}).status_code == 422
    assert tang.post(path, {"deed": "write", "text": OWN}).status_code == 302
    assert "已经收到您的纠纷" in tang.get(f"{path}/1").content.decode()
    assert tang.get(f"{path}/1.pdf")["Content-Type"] == "application/pdf"
    assert [tang.get(f"{path}/{number}").status_code for number in (0, 2)] == [200, 404]
    draft = Wording.objects.get()
    said = {"deed": "release", "number": draft.number, "read_at": draft.written_at.isoformat(), "begins_on": tomorrow().isoformat()}
    assert tang.post(path, said).status_code == 403
    assert admin.post(path, said | {"begins_on": "gestern"}).status_code == 422
    assert admin.post(path, said).status_code == 302
    assert present(centre(), clock.now() + timedelta(days=2))[2].version == "长河矛调中心第1版"
    assert "长河矛调中心第1版" in tang.get(path).content.decode()
    for other in (f"/centre/{centre().pk}/wording/entrustment_letter/notes", f"/centre/{centre().pk}/wording/x/y", "/centre/99999/wording"):
        assert tang.get(other).status_code == 404


def test_a_court_words_its_letters(monkeypatch):
    released("请自愿、保密地调解。不得移送其他内容。材料寄回{人民法院}。", NOTES, centre("滨江法院"), "zhou", "han")
    later(monkeypatch, 2)
    story = Story.begin().directed()
    assert "材料寄回杭州市滨江区人民法院。" in printed(staff("zhou"), story, "entrustment_letter", "3")


def test_a_sealed_agreement_has_the_wording_of_the_day_on_which_its_text_was_fixed(monkeypatch):
    story = Story.begin().accept().answer().bind().take().talk()
    closing = passage("agreement", "closing")
    released(f"本协议共{{{COPIES}}}份，由{{{CENTRE}}}分发。", closing)
    later(monkeypatch, 2)
    story.settle()
    kept = story.case.papers.get()
    assert (kept.made_of["form"], kept.made_of["wording"]) == ("agreement", {"closing": "长河矛调中心第1版"})
    text = words_of(at(story.lin).get(f"/case/{story.case.number}/paper/{kept.pk}.pdf").getvalue())
    assert "本协议共三份，由长河街道矛盾纠纷调解中心分发。" in text
    page = at(story.lin).get(f"/case/{story.case.number}/agreement").content.decode()
    assert "本协议共三份，由长河街道矛盾纠纷调解中心分发。" in page


def test_places_are_named_as_people_write_them():
    assert {place for one in PASSAGES for place in one.places} == {CENTRE, COPIES, COURT}
    assert Client().get("/wording").status_code == 302

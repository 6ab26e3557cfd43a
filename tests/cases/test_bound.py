"""The file as one: page numbers through all of it, the same in the table of contents; and the seals on its papers."""

from io import BytesIO

import pypdfium2
import pytest
from django.utils import timezone

from cases.actions.inquire import Asked, write_inquiry
from cases.casefile.bound import bound, print_sheet
from cases.casefile.catalogue import catalogue, one, readable
from mediation.papers.binding import bind
from mediation.papers.verify import examine
from tests.cases.test_casefile import at, kept, words_of
from tests.people import Story, qian, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def pages(pdf: bytes) -> list[str]:
    """The words of each page."""
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pypdfium2.PdfDocument(BytesIO(pdf))]


def numbers(pdf: bytes) -> list[int]:
    """The number in the outer upper corner of each page, 0 where there is none."""
    found = []
    for page in pypdfium2.PdfDocument(BytesIO(pdf)):
        width, height = page.get_size()
        corners = [page.get_textpage().get_text_bounded(left=left, right=left + 60, bottom=height - 45, top=height - 20).strip() for left in (width - 80, 20)]
        found.append(int("".join(corners) or 0))
    return found


def contents_of(story, who) -> dict[int, str]:
    rows = one(staff(who), story.now(), "file_contents", "1")[1].told()["rows"]
    return {row["place"]: row["pages"] for row in rows if row["pages"]}


def test_the_pages_are_numbered_through_the_file_and_the_contents_name_them():
    story = kept()
    raw = at(staff("shen")).get(f"/case/{story.case.number}/file.pdf").content
    found = numbers(raw)
    last = max(found)
    assert found == [0, 0, *range(1, last + 1), 0]
    titles = {1: "人民调解申请书", 2: "权利义务告知书", 4: "授权委托书", 7: "无争议事实记载", 8: "人民调解协议书", 10: "回访记录", 12: "结案报告表"}
    words = pages(raw)
    contents = contents_of(story, "shen")
    assert list(contents) == list(titles)
    for place, title in titles.items():
        first = int(contents[place].split("—")[0])
        assert title in words[found.index(first)].replace("\n", "")
    assert contents[12].split("—")[-1] == str(last)
    assert f"本卷共{last}页" in words[-1].replace("\n", "")
    assert all(each in words[1] for each in contents.values())
    assert bound(story.now(), catalogue(), "mediator") == raw


def test_pages_that_are_not_for_a_reader_are_left_out_and_the_numbers_hold():
    story = Story.begin().accept().answer().bind().take().talk()
    write_inquiry(story.case.pk, by=staff("shen"), said=Asked(at=timezone.now(), place="物业", name="周师傅", text="问：墙是谁刷的？"))
    all_of_it, without = (at(staff(who)).get(f"/case/{story.case.number}/file.pdf").content for who in ("shen", "fang"))
    hidden = int(contents_of(story, "shen")[5])
    assert contents_of(story, "fang") == contents_of(story, "shen")
    assert [number for number in numbers(all_of_it) if number != hidden] == numbers(without)
    assert ("墙是谁刷的" in words_of(all_of_it), "墙是谁刷的" in words_of(without)) == (True, False)
    for person in (story.lin, story.wang, qian(), staff("zhou"), staff("wu")):
        assert at(person).get(f"/case/{story.case.number}/file.pdf").status_code == 404


def test_a_paper_that_the_form_wants_sealed_is_sealed_inside_when_it_is_taken_along(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    story = Story.begin().directed().close("he")
    sealed = {}
    for who in ("he", "zhou"):
        for form, sheets in readable(staff(who), story.now()):
            for sheet in sheets:
                taken = at(staff(who)).get(f"/case/{story.case.number}/file/{form.code}/{sheet.key}.pdf").content
                plain = print_sheet(form, sheet, story.case).pdf
                assert plain == print_sheet(form, sheet, story.case).pdf
                assert taken.startswith(plain)  # the seal is a revision behind the paper, which stays byte for byte
                sealed[form.code] = [(s.who, s.role) for s in examine(taken).signatures] if taken != plain else []
    street, court, district = "长河街道矛盾纠纷调解中心", "杭州市滨江区人民法院", "滨江区社会矛盾纠纷调处化解中心"
    assert {code: who[0][0] for code, who in sealed.items() if who} == {
        "acceptance_register": street,
        "court_report": district,
        "entrustment_letter": court,
    }
    assert sealed["notice_of_rights"] == sealed["file_cover"] == []


def test_binding_keeps_every_word_and_gives_the_same_bytes():
    story = Story.begin()
    form, sheet = one(staff("fang"), story.now(), "notice_of_rights", "1")
    pdf = print_sheet(form, sheet, story.case).pdf
    assert bind([(pdf, 9), (pdf, 0)]) == bind([(pdf, 9), (pdf, 0)])
    count = len(pages(pdf))
    assert numbers(bind([(pdf, 9), (pdf, 0)])) == [*range(9, 9 + count), *[0] * count]

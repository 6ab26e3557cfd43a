"""Element-style complaints: the data, the page, the paper, and the rules at their fields."""

import re

import pypdfium2
import pytest
from django.utils import timezone

from cases.kinds import Side
from cases.models import Party
from courtlink.actions.file import file_lawsuit
from courtlink.actions.review import send_back, take
from courtlink.dossier import complaint_to_print
from courtlink.elements import fitting_kind, form_for, forms_on, wrong_value
from courtlink.kinds import FilingKind, ReturnReason
from courtlink.models import Filing
from courtlink.precheck.submission import Submission
from courtlink.precheck.table import what_stops
from courtlink.reads import papers_of
from mediation.refusals import Invalid, WrongMoment
from mediation.vault.reads import open_original
from tests.courtlink.filled import DAY, KINDS, form_of, full, printed
from tests.courtlink.test_court import red
from tests.courtlink.test_pages import web
from tests.people import DRAWING, staff
from tests.vault.makers import paper, upload

SIGNED_HERE = [kind for kind in KINDS if form_of(kind).signing == "electronic"]
KNOWN_KINDS = {"text", "long", "money", "date", "percent", "yes_no", "choice"}
CLOBBERS = {"children", "elements", "action", "method", "target", "name", "id", "submit", "reset", "deed", "evidence", "drawing"}
FIRM = "91330100799655058B"


def text_of(pdf: bytes) -> str:
    """The words of a paper, without the blanks and breaks of its layout."""
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)))


def stopped(story, words, **changes) -> dict[str, str]:
    """The codes of the rules that stop sending, by field."""
    papers = Submission(story.case, FilingKind.LAWSUIT, ((story.party("applicant"), words | changes),), (), timezone.now())
    return {finding.field: str(finding.rule.code) for finding in what_stops(papers)}


def path(story, page="lawsuit") -> str:
    return f"/case/{story.case.number}/{page}"


def test_there_are_nine_forms_and_each_fits_its_disputes():
    assert KINDS == ["divorce", "labour", "loan", "neighbour", "property_service", "sale", "tenancy", "traffic", "general"]
    fitting = {code: fitting_kind(code, on=DAY) for code in ("loan", "tenancy", "labour", "family", "consumer", "medical", "nothing")}
    assert fitting == {"loan": "loan", "tenancy": "tenancy", "labour": "labour", "family": "divorce", "consumer": "sale", "medical": "general", "nothing": "general"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_complete_in_both_languages_and_named_once(kind):
    form = form_of(kind)
    codes = [row.code for row in form.rows]
    assert (len(codes), set(codes) & (CLOBBERS | {block.code for block in form.blocks})) == (len(set(codes)), set())
    for row in form.rows:
        assert row.kind in KNOWN_KINDS
        assert row.rule in ReturnReason.values
        assert all(re.search(r"[\u4e00-\u9fa5]", shown.label) and shown.label_en.isascii() and shown.label_en for shown in (row, *row.choices))
        assert bool(row.choices) == (row.kind in ("choice", "yes_no"))
    assert form.source.endswith("(to verify)")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_the_causes_of_a_form_are_in_the_table_of_causes(kind, district):
    from cases.models import Cause

    assert set(form_of(kind).causes) <= set(Cause.objects.values_list("code", flat=True))


def test_before_the_first_form_came_into_force_its_first_version_is_taken():
    from datetime import date

    assert forms_on(date(2020, 1, 1)) == {}
    assert form_for("loan", on=date(2020, 1, 1)) == form_of("loan")
    assert form_for("no such form", on=DAY) == form_of("general")


@pytest.mark.parametrize(
    ("kind", "value", "right"),
    [
        ("money", "3,400.00", True), ("money", "3400.123", False), ("money", "-1", False), ("money", "1e5", False), ("money", "²", False), ("money", "9" * 400, False),
        ("percent", "3.45", True), ("percent", "十", False), ("date", "2026-02-28", True), ("date", "2026-02-30", False), ("date", "0001-01-01", False),
        ("yes_no", "yes", True), ("yes_no", "maybe", False), ("text", "任何文字", True), ("text", "字" * 201, False), ("money", "", True),
    ],
)  # fmt: skip
def test_a_value_is_right_or_its_sentence_says_what_is_wrong(kind, value, right):
    row = next(row for form in forms_on(DAY).values() for row in form.rows if row.kind == kind)
    assert (wrong_value(row, value) == "") is right


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_shows_every_obligatory_row_and_each_alone_has_its_rule_at_its_field(kind):
    story = red()
    form, person = form_of(kind), "person"
    needed = {row.code: row.rule for row in form.asked_of(person) if row.obligatory}
    other = {"divorce": {"form_kind": "ink_needed"}, "labour": {"court": "excluded_matter"}}.get(kind, {})
    assert stopped(story, {"form_kind": kind}) == needed | other
    words = full(kind)
    assert stopped(story, words) == other
    for code, rule in needed.items():
        assert stopped(story, words, **{code: " "}) == {code: rule} | other
    page = web(story.lin).post(path(story), {"form_kind": kind, "deed": "check"})
    assert (page.status_code, set(page.context["form"].errors)) == (200, {*needed, *other} - {"court"})
    assert Filing.objects.count() == 0


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("kind", SIGNED_HERE)
def test_what_was_typed_is_kept_returned_at_its_field_corrected_and_taken(kind):
    story, words = red(), full(kind)
    assert web(story.lin).post(path(story), words | {"drawing": DRAWING}).status_code == 302
    first = Filing.objects.get()
    assert {code: value for code, value in papers_of(first).words.items() if value} == words
    take(first.pk, by=staff("zhou"))
    send_back(first.pk, by=staff("zhou"), reasons={first.documents.get(kind="complaint").pk: ("missing_row", "请写明期限")})
    page = web(story.lin).get(path(story))
    form = page.context["form"]
    assert {row.code: form[row.code].initial for row in form_of(kind).asked_of("person")} == {code: value for code, value in words.items() if code != "form_kind"}
    assert page.context["faults"]["story"][0].endswith(": 请写明期限")
    assert "请写明期限" in page.content.decode().split('id="story"')[1].split("<section")[0]
    assert web(story.lin).post(path(story), words | {"facts": words["facts"] + "补充期限。", "drawing": DRAWING}).status_code == 302
    assert [(f.seq, f.state) for f in Filing.objects.order_by("pk")] == [(1, "returned"), (2, "submitted")]


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("code", [code for code in ReturnReason.values if code not in ("window_over", "unsealed_agreement")])
def test_every_return_of_a_complaint_is_shown_on_the_page_of_its_correction(code):
    story = red()
    filing = take(file_lawsuit(story.case.pk, by=story.lin, words=full("tenancy"), evidence=[], drawing=DRAWING).pk, by=staff("zhou"))
    send_back(filing.pk, by=staff("zhou"), reasons={filing.documents.get(kind="complaint").pk: (code, "独一无二的理由")})
    page = web(story.lin).get(path(story))
    (field,) = page.context["faults"]
    assert f'id="{field}"' in page.content.decode()
    assert page.content.decode().count("独一无二的理由") == 2  # at the top, and at its field


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("kind", KINDS)
def test_every_filled_row_is_on_the_paper(kind):
    story = red("labour" if kind == "labour" else "tenancy")
    for party_kind in ("person", "organisation") if kind == "loan" else ("person",):
        Party.objects.filter(case=story.case, side=Side.APPLICANT).update(kind=party_kind)
        words = full(kind, party_kind) | {"id_number": FIRM if party_kind == "organisation" else "330108199003070017"}
        pdf = complaint_to_print(story.now(), story.party("applicant"), words=words, exhibits=[], at=timezone.now())
        text = text_of(pdf)
        wanted = [line for row in form_of(kind).asked_of(party_kind) if row.code in words for line in printed(row, words[row.code])]
        assert [line for line in wanted if re.sub(r"\s", "", line) not in text] == []
        assert [block.label for block in form_of(kind).blocks[3:] if block.label not in text] == []
        assert form_of(kind).paper in text


@pytest.mark.usefixtures("district")
def test_an_empty_row_says_on_paper_that_it_is_empty():
    story = red()
    text = text_of(complaint_to_print(story.now(), story.party("applicant"), words={"form_kind": "loan"}, exhibits=[], at=timezone.now()))
    assert text.count("（未填）") > 40
    assert text.count("☑") == 1  # nobody acts for the plaintiff: the case knows that


@pytest.mark.usefixtures("district")
def test_a_divorce_is_printed_for_a_signature_by_hand_and_never_sent():
    story = red("family")
    browser = web(story.lin)
    page = browser.get(path(story))
    assert (page.context["form"].form.kind, page.context["signed_here"], b"data-signature" in page.content) == ("divorce", False, False)
    answer = browser.post(path(story), full("divorce") | {"drawing": DRAWING})
    assert (answer.status_code, list(answer.context["faults"]), Filing.objects.count()) == (422, ["form_kind"], 0)
    printed_paper = browser.post(path(story), full("divorce") | {"deed": "print"})
    text = text_of(printed_paper.content)
    assert (printed_paper.headers["Content-Type"], "请打印后亲笔签名" in text, "原告（亲笔签名或者盖章）" in text) == ("application/pdf", True, True)
    assert Filing.objects.count() == 0


@pytest.mark.usefixtures("district")
def test_a_divorce_on_the_general_form_cannot_be_signed_on_a_screen_either():
    story = red("family")
    with pytest.raises(Invalid) as refused:
        file_lawsuit(story.case.pk, by=story.lin, words=full("general") | {"claims": "判令原告与被告离婚"}, evidence=[], drawing=DRAWING)
    assert list(refused.value.facts["fields"]) == ["form_kind"]


@pytest.mark.usefixtures("district")
def test_wages_are_claimed_with_an_application_for_arbitration_to_print():
    story = red("labour")
    browser = web(story.lin)
    assert path(story, "arbitration") in browser.get(f"/case/{story.case.number}").content.decode()
    page = browser.get(path(story, "arbitration"))
    assert (page.status_code, page.context["form"].form.kind, page.context["signed_here"]) == (200, "labour", False)
    text = text_of(browser.post(path(story, "arbitration"), full("labour") | {"deed": "print"}).content)
    assert ("劳动人事争议仲裁申请书" in text, "劳动人事争议仲裁委员会" in text, "被申请人" in text, "原告" in text, "诉前保全" in text) == (True, True, True, False, False)
    with pytest.raises(WrongMoment):
        file_lawsuit(story.case.pk, by=story.lin, words=full("labour"), evidence=[], drawing=DRAWING)
    assert web(red().lin).get(f"/case/{red().case.number}/arbitration").status_code == 404


@pytest.mark.usefixtures("district")
def test_another_form_keeps_what_was_typed_and_sends_nothing():
    story = red()
    typed = {"form_kind": "loan", "deed": "change", "claims": "独一无二的请求", "facts": "事实若干字事实若干字"}
    page = web(story.lin).post(path(story), typed)
    assert (page.status_code, page.context["form"].form.kind, page.context["form"]["claims"].initial, page.context["faults"]) == (200, "loan", "独一无二的请求", {})
    assert 'name="lent_on"' in page.content.decode()
    assert Filing.objects.count() == 0


@pytest.mark.usefixtures("district")
def test_the_page_begins_with_what_the_case_knows():
    story = red("loan")
    story.case.__class__.objects.filter(pk=story.case.pk).update(amount="3400.00")
    words = web(story.lin).get(path(story)).context["words"]
    known = {code: words[code] for code in ("form_kind", "principal", "lender", "borrower", "amount", "facts")}
    assert known == {"form_kind": "loan", "principal": "3400.00", "lender": "林晓", "borrower": "王强", "amount": "3400.00", "facts": story.case.summary}


@pytest.mark.usefixtures("district")
def test_labels_follow_the_reader_and_the_paper_stays_chinese():
    story = red("loan")
    browser = web(story.lin)
    browser.cookies["django_language"] = "en"
    page = browser.get(path(story)).content.decode()
    assert "Principal still owed (yuan)" in page
    assert "本金：尚欠金额" not in page
    pdf = browser.post(path(story), full("loan") | {"deed": "print"}).content
    assert ("本金：尚欠金额" in text_of(pdf), "Principal" in text_of(pdf)) == (True, False)


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize(
    "value",
    ["a\x00b", "²", "9" * 400, "\u202e<script>alert(1)</script>", "{{ settings.SECRET_KEY }}", "长" * 900],
    ids=["nul", "superscript", "endless", "turned", "braces", "long"],
)
@pytest.mark.parametrize("deed", ["send", "check", "change", "print"])
def test_hostile_words_in_every_row_are_answered_and_change_nothing(value, deed):
    story = red()
    rows = {row.code: value for row in form_of("loan").rows}
    answer = web(story.lin).post(path(story), rows | {"form_kind": "loan", "deed": deed, "drawing": DRAWING, "evidence": value})
    assert (answer.status_code, Filing.objects.count()) == (422 if deed == "send" else 200, 0)
    assert b"<script>alert" not in answer.content
    assert web(story.lin).post(path(story), {"form_kind": value, "deed": value}).status_code == 422


@pytest.mark.usefixtures("district")
def test_the_paper_in_the_package_is_the_form_that_was_filled_in():
    story = red()
    filing = file_lawsuit(story.case.pk, by=story.lin, words=full("neighbour"), evidence=[], drawing=DRAWING)
    paper = open_original(filing.documents.get(kind="complaint").file).read()
    assert "（相邻关系纠纷）" in text_of(paper)


@pytest.mark.usefixtures("district")
def test_what_the_other_side_told_this_house_is_not_on_the_paper_and_what_the_plaintiff_knows_is():
    story = red()
    other = story.party("respondent")
    other.address, other.id_number = "杭州市滨江区密密路7号", "330109199003070013"
    other.save(update_fields=["address", "id_number"])

    def paper(**more):
        return text_of(complaint_to_print(story.now(), story.party("applicant"), words={"form_kind": "general"} | more, exhibits=[], at=timezone.now()))

    assert ("密密路" in paper(), "330109199003070013" in paper(), "王强" in paper()) == (False, False, True)
    assert "知道的路9号" in paper(defendant_address="知道的路9号")


@pytest.mark.usefixtures("district")
def test_a_labour_case_goes_on_where_the_commission_accepted_it():
    story = red("labour")
    address, number = path(story, "arbitration-accepted"), "杭滨劳人仲案〔2026〕12号"
    browser = web(story.lin)
    assert address in browser.get(f"/case/{story.case.number}").content.decode()
    assert browser.post(address, {"number": ""}).status_code == 422
    notice = upload(paper(1), "notice.pdf")
    assert browser.post(address, {"number": number, "paper": notice}).status_code == 302
    step = story.now().steps.latest("seq")
    assert (story.case.stage, story.case.end_reason, step.facts["number"], step.name) == ("transferred", "arbitration", number, "arbitrate")
    assert story.case.papers.get(kind="arbitration_notice").sha256 == step.facts["paper_sha256"]
    assert browser.post(address, {"number": number}).status_code == 422  # it has gone already
    other = red()
    assert path(other, "arbitration-accepted") not in web(other.lin).get(f"/case/{other.case.number}").content.decode()
    assert web(other.lin).post(path(other, "arbitration-accepted"), {"number": number}).status_code == 422

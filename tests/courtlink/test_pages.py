"""The parties' pages at the court: the right person, the right moment, nothing typed twice, nobody stuck."""

from datetime import datetime, timedelta

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from cases import clock
from cases.models import Agreement, Case, Evidence, Obligation, Party
from courtlink.actions import file as deeds
from courtlink.actions.file import file_lawsuit, join_confirmation
from courtlink.actions.review import send_back, take
from courtlink.models import Filing
from mediation.papers.errors import PaperError
from mediation.refusals import Invalid, WrongMoment
from mediation.vault.actions import keep_bytes
from mediation.vault.reads import open_original
from tests.courtlink.test_court import WORDS, green, red, sue
from tests.people import DRAWING, Story, staff

pytestmark = pytest.mark.usefixtures("district")
WANG_WORDS = WORDS | {"id_number": "330109199003070013"}


def web(person) -> Client:
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def sued() -> Story:
    story = Story.begin().accept().answer().bind()
    return story.move("refuse", story.lin)


def exhibit(story: Story) -> Evidence:
    file = keep_bytes(content=b"%PDF-1.7 receipt", name="receipt.pdf", media_type="application/pdf", by=story.lin)
    return Evidence.objects.create(case=story.case, party=story.party("applicant"), number=1, file=file, added_at=clock.now())


def test_only_the_applicant_writes_the_lawsuit():
    story = sued()
    path = f"/case/{story.case.number}/lawsuit"
    assert [web(person).get(path).status_code for person in (story.lin, story.wang)] == [200, 403]


def test_what_came_back_is_shown_to_the_applicant_at_its_field_and_to_nobody_else():
    story = sued()
    filing = take(sue(story, claims="独一无二的请求").pk, by=staff("zhou"))
    document = filing.documents.get(kind="complaint")
    send_back(filing.pk, by=staff("zhou"), reasons={document.pk: ("unclear_facts", "请写明日期")})
    page = web(story.lin).get(f"/case/{story.case.number}/lawsuit")
    assert (list(page.context["faults"]), page.context["words"]["claims"]) == (["facts"], "独一无二的请求")
    assert page.context["faults"]["facts"][0].endswith(": 请写明日期")
    assert web(story.wang).get(f"/case/{story.case.number}/lawsuit").status_code == 403


def test_too_early_for_the_court_is_said_before_anybody_types():
    story = Story.begin().accept()
    paths = [f"/case/{story.case.number}/{page}" for page in ("lawsuit", "confirmation")]
    assert [web(story.lin).get(path).status_code for path in paths] == [409, 409]


def test_ticked_exhibits_stay_ticked_when_something_else_is_wrong_and_when_papers_come_back():
    story = red()
    shown = exhibit(story)
    path = f"/case/{story.case.number}/lawsuit"
    wrong = web(story.lin).post(path, WORDS | {"claims": "", "evidence": shown.pk, "drawing": DRAWING})
    assert (wrong.status_code, wrong.context["ticked"]) == (422, [shown.pk])
    filing = take(file_lawsuit(story.case.pk, by=story.lin, words=WORDS, evidence=[shown.pk], drawing=DRAWING).pk, by=staff("zhou"))
    assert [d.kind for d in filing.documents.all()] == ["complaint", "service_address", "certificate", "evidence_list", "evidence"]
    send_back(filing.pk, by=staff("zhou"), reasons={filing.documents.last().pk: ("illegible", "")})
    assert web(story.lin).get(path).context["ticked"] == [shown.pk]


def test_exhibits_of_the_other_side_never_go_along():
    story = sued()
    shown = exhibit(story)
    Evidence.objects.update(party=story.party("respondent"))
    filing = file_lawsuit(story.case.pk, by=story.lin, words=WORDS, evidence=[shown.pk], drawing=DRAWING)
    assert [d.kind for d in filing.documents.all()] == ["complaint", "service_address", "certificate"]


def test_an_organisation_files_with_its_credit_code():
    story = red()
    Party.objects.filter(pk=story.party("applicant").pk).update(kind="organisation")
    path = f"/case/{story.case.number}/lawsuit"
    answers = [web(story.lin).post(path, WORDS | {"id_number": code, "drawing": DRAWING}).status_code for code in (WORDS["id_number"], "91330100799655058B")]
    assert answers == [422, 302]


def test_a_refused_signature_leaves_no_application_behind():
    story = green()
    path = f"/case/{story.case.number}/confirmation"
    answers = [web(story.lin).post(path, WORDS | wrong).status_code for wrong in ({"id_number": "1", "drawing": DRAWING}, {"drawing": ""})]
    assert (answers, Filing.objects.count()) == ([422, 422], 0)


def test_the_window_closes_with_its_last_day_and_not_before(monkeypatch):
    story = green()
    Agreement.objects.filter(case=story.case).update(effective_at=datetime(2026, 8, 31, 9, tzinfo=clock.SHANGHAI))
    end = datetime(2026, 10, 1, tzinfo=clock.SHANGHAI)  # 30 days from 31 August end with 30 September
    monkeypatch.setattr(clock, "now", lambda: end)
    with pytest.raises(WrongMoment):
        join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING)
    assert Filing.objects.count() == 0
    monkeypatch.setattr(clock, "now", lambda: end - timedelta(seconds=1))
    assert join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING).state == "draft"


def test_when_the_paper_cannot_be_printed_the_last_signer_can_send_again(monkeypatch):
    story = green()
    path = f"/case/{story.case.number}/confirmation"
    assert web(story.lin).post(path, WORDS | {"drawing": DRAWING}).status_code == 302
    assert web(story.lin).get(path).context["mine"] is True

    def broken(*_args, **_kwargs):
        raise PaperError

    with monkeypatch.context() as patched:
        patched.setattr(deeds, "confirmation_parts", broken)
        assert web(story.wang).post(path, WANG_WORDS | {"drawing": DRAWING}).status_code == 503
    assert (Filing.objects.get().state, web(story.wang).get(path).context["mine"]) == ("draft", False)
    assert web(story.wang).post(path, WANG_WORDS | {"drawing": DRAWING}).status_code == 302
    assert (Filing.objects.get().state, Filing.objects.get().consents.count()) == ("submitted", 2)


def test_nothing_is_sent_when_the_case_moved_while_papers_were_printed(monkeypatch):
    story = green()
    join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING)
    print_parts = deeds.confirmation_parts

    def slow(*args, **kwargs):
        parts = print_parts(*args, **kwargs)
        Obligation.objects.update(due_on=timezone.localdate() - timedelta(days=1))
        story.move("breach", staff("shen"))
        return parts

    monkeypatch.setattr(deeds, "confirmation_parts", slow)
    with pytest.raises(WrongMoment):
        join_confirmation(story.case.pk, by=story.wang, words=WANG_WORDS, drawing=DRAWING)
    assert (Case.objects.get().stage, Filing.objects.get().state) == ("breached", "draft")


def test_the_certificate_names_people_and_not_where_they_are_found():
    story = red()
    other = story.party("respondent")
    other.address, other.id_number = "滨江区秘密路9号", "330109199003070013"
    other.save(update_fields=["address", "id_number"])
    filing = sue(story)
    with open_original(filing.documents.get(kind="certificate").file) as file:
        text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file.read()))
    assert (other.name in text, "秘密路" in text, "0013" in text, other.phone in text) == (True, False, False, False)


def test_a_document_comes_back_only_for_a_reason_of_its_own():
    story = red()
    filing = take(sue(story).pk, by=staff("zhou"))
    with pytest.raises(Invalid) as refused:
        send_back(filing.pk, by=staff("zhou"), reasons={filing.documents.get(kind="certificate").pk: ("unclear_claim", "")})
    assert (refused.value.code, Filing.objects.get().state) == ("wrong-reason", "under_review")


def test_a_return_for_a_missing_row_opens_that_row_and_the_correction_shows_what_changed():
    story = sued()
    filing = take(sue(story, form_kind="tenancy", deposit="3400", amount="3400", house="江南大道100号").pk, by=staff("zhou"))
    document = filing.documents.get(kind="complaint")
    clerk = web(staff("zhou"))
    assert 'value="missing_row:deposit"' in clerk.get(f"/court/filing/{filing.ref}").content.decode()
    clerk.post(f"/court/filing/{filing.ref}", {"deed": "return", f"reason-{document.pk}": "missing_row:house", f"words-{document.pk}": "请写明幢和室号"})
    document.refresh_from_db()
    assert (document.review_reason, document.review_row) == ("missing_row", "house")
    page = web(story.lin).get(f"/case/{story.case.number}/lawsuit")
    assert list(page.context["faults"]) == ["house"]
    shown = next(one for one in page.context["form"].blocks() if "house" in [field.name for field in (*one.needed, *one.more)])
    assert shown.is_open or "house" in [field.name for field in shown.needed]
    second = sue(story, form_kind="tenancy", deposit="3400", amount="3400", house="江南大道100号1幢301室")
    for person, address in ((story.lin, f"/filing/{second.ref}"), (staff("zhou"), f"/court/filing/{second.ref}")):
        told = web(person).get(address)
        assert [(one.before, one.after) for one in told.context["changes"]] == [("江南大道100号", "江南大道100号1幢301室")]
        assert "<del>江南大道100号</del>" in told.content.decode()


def test_a_row_that_the_form_does_not_have_is_only_a_missing_row():
    story = sued()
    filing = take(sue(story).pk, by=staff("zhou"))
    document = filing.documents.get(kind="complaint")
    send_back(filing.pk, by=staff("zhou"), reasons={document.pk: ("missing_row:no_such_row", "")})
    document.refresh_from_db()
    assert (document.review_reason, document.review_row) == ("missing_row", "")

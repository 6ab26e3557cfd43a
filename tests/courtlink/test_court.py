"""The court link: edges, the wall, numbers, returns, windows."""

import io
import itertools
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from cases.actions import agree
from cases.models import Agreement
from courtlink.actions.file import file_lawsuit, join_confirmation
from courtlink.actions.review import accept, decide, reject, send_back, take
from courtlink.checks import docket_parts
from courtlink.flow import FILING_EDGES, way_to
from courtlink.kinds import FilingState
from courtlink.models import Filing, FilingDocument
from mediation.people.actions.codes import ask_code
from mediation.people.identity import valid_credit_code, valid_id_number
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from mediation.vault.reads import open_original
from tests.people import DRAWING, LIN, WANG, Story, latest_code, qian, staff

pytestmark = pytest.mark.usefixtures("district")
WORDS = {"id_number": "330108199003070017", "address": "杭州市滨江区江南大道100号", "claims": "退还押金3400元", "facts": "押金到期未退，催告三次。"}


def red(dispute: str = "tenancy") -> Story:
    story = Story.begin(dispute).accept()
    return story.move("refuse", story.lin)


def green() -> Story:
    story = Story.begin().accept().answer().bind().take().talk().draft()
    for side, phone in (("applicant", LIN), ("respondent", WANG)):
        ask_code(phone=phone, purpose="sign", subject=agree.sign_subject(story.now().present_agreement))
        story.sign(side, latest_code(phone))
    agree.seal(story.case.pk, by=staff("shen"), drawing=DRAWING)
    return story


def sue(story: Story, **changes: str) -> Filing:
    return file_lawsuit(story.case.pk, by=story.lin, words=WORDS | changes, evidence=[], drawing=DRAWING)


def reviewed(story: Story) -> Filing:
    return take(sue(story).pk, by=staff("zhou"))


def test_a_lawsuit_is_sealed_sent_accepted_and_makes_the_case_filed():
    story = red()
    filing = accept(reviewed(story).pk, by=staff("zhou"), docket_number="(2026)浙0108民初9号")
    assert (filing.state, story.now().stage, story.case.docket_number) == ("accepted", "filed", "(2026)浙0108民初9号")


def test_the_package_holds_what_its_manifest_says_and_nothing_said_in_mediation():
    story = Story.begin().accept()
    story.answer("talk")
    from cases.actions import rounds

    rounds.reply(story.party("respondent").pk, answer="offer", words="密语甲乙丙", by=None)
    story.move("refuse", story.lin)
    filing = sue(story)
    content = open_original(filing.package).read()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        manifest = json.loads(package.read("manifest.json"))
        names = [d["path"] for d in manifest["documents"]]
        assert package.namelist() == ["manifest.json", *names, "manifest.jws"]
    assert names == ["documents/01-complaint.pdf", "documents/02-service_address.pdf", "documents/03-certificate.pdf"]
    assert [(d["role"], d["media"]) for d in manifest["documents"]] == [("lead", "application/pdf"), ("connected", "application/pdf"), ("connected", "application/pdf")]
    assert {k: v for k, v in manifest.items() if k not in ("documents", "created")} == {
        "version": 1,
        "filing": filing.ref,
        "revises": "",
        "kind": "lawsuit",
        "court": "浙0108",
        "case": story.case.number,
        "parties": [{"side": "applicant", "kind": "person", "name": "林*"}, {"side": "respondent", "kind": "person", "name": "王*"}],
    }
    assert "密语甲乙丙".encode() not in content


def test_papers_are_returned_once_and_the_correction_keeps_the_first_date():
    story = red()
    first = reviewed(story)
    document = first.documents.get(kind="complaint")
    send_back(first.pk, by=staff("zhou"), reasons={document.pk: ("missing_address", "请写明室号")})
    second = take(sue(story, address="杭州市滨江区江南大道100号1幢301室").pk, by=staff("zhou"))
    assert (second.seq, second.revises_id, second.first_submitted_at) == (2, first.pk, first.first_submitted_at)
    with pytest.raises(WrongMoment):
        send_back(second.pk, by=staff("zhou"), reasons={second.documents.first().pk: ("illegible", "")})
    assert Filing.objects.get(pk=second.pk).state == "under_review"


def test_a_return_and_a_rejection_need_coded_reasons():
    filing = reviewed(red())
    with pytest.raises(Invalid):
        send_back(filing.pk, by=staff("zhou"), reasons={})
    with pytest.raises(Invalid):
        reject(filing.pk, by=staff("zhou"), reason="because", remark="x")
    assert Filing.objects.get(pk=filing.pk).state == "under_review"


def test_only_the_clerk_of_this_court_decides():
    filing = reviewed(red())
    for person in (staff("shen"), staff("tang"), qian()):
        with pytest.raises(WrongPerson):
            accept(filing.pk, by=person, docket_number="(2026)浙0108民初9号")


def test_wages_go_to_arbitration_first():
    with pytest.raises(WrongMoment):
        sue(red("labour"))
    assert Filing.objects.count() == 0


def test_what_a_clerk_would_return_is_refused_before_sending_at_its_field():
    with pytest.raises(Invalid) as refused:
        sue(red(), id_number="110101199003070017", claims=" ", address="x")
    assert set(refused.value.facts["fields"]) == {"id_number", "claims", "address"}
    assert Filing.objects.count() == 0


def test_a_second_lawsuit_meets_the_first():
    story = red()
    sue(story)
    with pytest.raises(WrongMoment):
        sue(story)
    assert Filing.objects.count() == 1


def test_a_confirmation_needs_both_sides_and_makes_the_agreement_enforceable():
    story = green()
    first = join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING)
    assert first.state == "draft"
    filing = join_confirmation(story.case.pk, by=story.wang, words=WORDS | {"id_number": "330109199003070013"}, drawing=DRAWING)
    assert filing.state == "submitted"
    accept(take(filing.pk, by=staff("zhou")).pk, by=staff("zhou"), docket_number="(2026)浙0108民特1号")
    decide(filing.pk, by=staff("zhou"), result="confirmed")
    assert (story.now().stage, story.case.present_agreement.is_enforceable) == ("confirmed", True)


def test_after_the_window_no_application_is_taken():
    story = green()
    Agreement.objects.filter(case=story.case).update(effective_at=timezone.now() - timedelta(days=60))
    with pytest.raises(WrongMoment):
        join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING)


def test_filings_change_state_along_the_table_and_no_other_way_in_sql():
    filing = reviewed(red())
    allowed = set()
    for source, target in itertools.permutations(FilingState, 2):
        with transaction.atomic():
            point = transaction.savepoint()
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(
                    "UPDATE courtlink_filing SET state = %s, reason = 'x', result = 'judgment', docket_number = 'x', trouble = 'silence' WHERE id = %s", [source, filing.pk]
                )
                cursor.execute("SET LOCAL session_replication_role = origin")
                try:
                    with transaction.atomic():
                        cursor.execute("UPDATE courtlink_filing SET state = %s WHERE id = %s", [target, filing.pk])
                    allowed.add((source, target))
                except IntegrityError as refused:
                    assert refused.__cause__.diag.constraint_name == "filing_state_moves"
            transaction.savepoint_rollback(point)
    assert allowed == FILING_EDGES


def test_no_other_kind_of_document_reaches_the_court():
    filing = reviewed(red())
    document = filing.documents.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        FilingDocument.objects.filter(pk=document.pk).update(kind="transcript")


def test_strangers_find_nothing_at_the_court():
    story = red()
    filing = sue(story)
    paths = ["/court", f"/court/filing/{filing.ref}", f"/filing/{filing.ref}", f"/case/{story.case.number}/lawsuit", f"/court/case/{story.case.number}"]
    browser = Client()
    browser.force_login(qian(), backend="mediation.people.backends.Citizens")
    assert [browser.get(path).status_code for path in paths] == [404] * 5


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("(2026)浙0108民初9号", ("2026", "浙0108", "民初", "9")),
        ("（2024）浙02民诉前调595号", ("2024", "浙02", "民诉前调", "595")),
        ("(2026)滨长人调字第12号", None),
        ("浙0108民初9号", None),
        ("(2026)浙0108民初9号之一", None),
    ],
)
def test_docket_numbers(number, parts):
    assert docket_parts(number) == parts


@pytest.mark.parametrize(
    ("number", "good"),
    [("330108199003070017", True), ("330109199003070013", True), ("110101199003070017", False), ("330108199013070017", False), ("33010819900307001", False), ("", False)],
)
def test_identity_numbers(number, good):
    assert valid_id_number(number) is good


@pytest.mark.parametrize(
    ("code", "good"),
    [("91330100799655058B", True), (" 91330100799655058b ", True), ("91330100799655058C", False), ("9133010079965505IB", False), ("91330100799655058", False), ("", False)],
)
def test_credit_codes_of_organisations(code, good):
    assert valid_credit_code(code) is good


def test_the_picture_in_the_docs_is_the_table():
    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", (settings.BASE_DIR / "docs" / "court-link.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert drawn == {(str(source), str(target)) for source, target in FILING_EDGES}


@pytest.mark.parametrize(
    ("source", "target", "way"),
    [
        ("submitted", "accepted", ["received", "under_review", "accepted"]),
        ("failed", "received", ["submitted", "received"]),
        ("received", "returned", ["under_review", "returned"]),
        ("submitted", "withdrawn", ["withdrawn"]),
        ("received", "decided", ["under_review", "accepted", "decided"]),
        ("withdrawn", "accepted", []),
        ("accepted", "received", []),
        ("returned", "accepted", []),
        ("draft", "received", []),
        ("accepted", "withdrawn", ["withdrawn"]),
    ],
)
def test_a_courts_word_leads_through_the_states_between(source, target, way):
    assert way_to(source, target) == way

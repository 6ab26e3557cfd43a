"""What a settled case hands out: an agreement that everybody signed inside, and papers that the centre sealed."""

import subprocess
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cases.actions import agents, agree, amend, oral, sign_on_paper
from cases.models import Paper, Signature
from courtlink.actions.file import file_lawsuit
from mediation.papers.errors import PaperError
from mediation.papers.verify import examine
from mediation.people.actions.codes import ask_code
from mediation.vault.reads import open_original
from tests.people import DRAWING, LIN, WANG, Story, latest_code, staff
from tests.vault.makers import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
LAWYER = "13800000009"


def talks() -> Story:
    return Story.begin().accept().answer().bind().take().talk()


def signers(story: Story) -> list[tuple[str, str]]:
    """Who signed the newest agreement, once everything in it is as it was signed."""
    with open_original(Paper.objects.filter(case=story.case, kind="agreement").latest("pk").file) as file:
        verdict = examine(file.read())
    assert (verdict.outcome, verdict.missing) == ("unchanged", 0)
    return [(signed.who, signed.role) for signed in verdict.signatures]


def text_of(story: Story) -> str:
    with open_original(Paper.objects.filter(case=story.case, kind="agreement").latest("pk").file) as file:
        said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=file.read(), capture_output=True, check=True).stdout.decode()
    return "".join(said.split())


def sign_by(story: Story, phone: str, side: str, person) -> None:
    agreement = story.now().text_in_signing
    ask_code(phone=phone, purpose="sign", subject=agree.sign_subject(agreement))
    agree.sign(story.party(side).pk, by=person, text_sha256=agreement.text_sha256, code=latest_code(phone), drawing=DRAWING)


def test_a_sealed_agreement_carries_each_signature_the_mediators_and_the_seal():
    story = talks().settle()
    number = story.case.number

    assert signers(story) == [
        (f"林* {number}/{story.party('applicant').pk}", "申请人"),
        (f"王* {number}/{story.party('respondent').pk}", "被申请人"),
        (f"{staff('shen').name} {number}/v1", "调解员"),
        (story.case.latest_round.centre.name, "调解专用章"),
    ]


def test_what_a_signature_covers_names_the_act_and_the_text():
    story = talks().settle()
    with open_original(Paper.objects.get(case=story.case, kind="agreement").file) as file:
        first = examine(file.read()).signatures[0]
    act = Signature.objects.get(party=story.party("applicant"))
    assert first.words == f"申请人于{timezone.localtime(act.at):%Y-%m-%d %H:%M}签署；身份确认：手机验证码；同意文本{act.text_version}；正文摘要SHA-256:{act.text_sha256}"


def test_a_signature_in_ink_gets_no_certificate():
    story = talks().draft()
    sign_by(story, WANG, "respondent", story.wang)
    scan = SimpleUploadedFile("paper.jpg", picture(size=(80, 60)))
    row = sign_on_paper.enter_paper(story.case.pk, by=staff("shen"), party_id=story.party("applicant").pk, scan=scan)
    sign_on_paper.witness_paper(story.case.pk, by=staff("fang"), signature_id=row.pk, right=True)
    agree.seal(story.case.pk, by=staff("shen"), drawing=DRAWING)

    assert [role for _who, role in signers(story)] == ["被申请人", "调解员", "调解专用章"]
    assert "纸质签名存档" in text_of(story)


def test_whoever_signs_for_somebody_is_named():
    story = talks().draft()
    agents.name_agent(story.party("applicant").pk, by=story.lin, kind="lawyer", name="陈律师", phone=LAWYER, may_settle=True)
    chen = story.party("applicant").agent_rows.get().user
    sign_by(story, LAWYER, "applicant", chen)
    sign_by(story, WANG, "respondent", story.wang)
    agree.seal(story.case.pk, by=staff("shen"), drawing=DRAWING)

    assert signers(story)[0] == (f"陈**代林* {story.case.number}/{story.party('applicant').pk}", "申请人")
    assert "林晓（陈律师代签）" in text_of(story)


def test_an_oral_agreement_is_signed_by_the_mediator_and_says_what_text_it_has():
    story = talks()
    duty = agree.Duty(debtor="respondent", what="退还押金", how="当面付清", amount=3400, due_on=timezone.localdate())
    agree.write_draft(story.case.pk, by=staff("shen"), facts_text="押金纠纷", clauses=[], duties=[duty])
    oral.register_oral(story.case.pk, by=staff("shen"), drawing=DRAWING)

    assert [role for _who, role in signers(story)] == ["调解员", "调解专用章"]
    assert story.now().present_agreement.text_sha256 in text_of(story)


def test_a_new_version_is_signed_anew():
    story = talks().settle()
    later = agree.Duty(debtor="respondent", what="退还押金", how="银行转账", amount=3400, due_on=timezone.localdate() + timedelta(days=40))
    amend.propose_amendment(story.case.pk, by=staff("shen"), facts_text="押金纠纷", clauses=[], duties=[later])
    for side, phone, person in (("applicant", LIN, story.lin), ("respondent", WANG, story.wang)):
        sign_by(story, phone, side, person)
    amend.seal_amendment(story.case.pk, by=staff("shen"), drawing=DRAWING)

    assert ([role for _who, role in signers(story)], signers(story)[2][0]) == (["申请人", "被申请人", "调解员", "调解专用章"], f"{staff('shen').name} {story.case.number}/v2")


def test_a_paper_that_could_not_be_signed_leaves_the_case_as_it_was(settings):
    settings.TSA_URL = "http://127.0.0.1:9/"
    with pytest.raises(PaperError):
        talks().settle()
    assert Paper.objects.filter(kind="agreement").count() == 0
    assert Signature.objects.filter(party=None).count() == 0


def test_the_certificate_in_the_package_for_the_court_is_sealed():
    story = talks().close()
    story.move("refuse", story.lin)
    words = {"id_number": "330108199003070017", "address": "杭州市滨江区江南大道100号", "claims": "退还押金3400元", "facts": "押金到期未退，催告三次。"}
    filing = file_lawsuit(story.case.pk, by=story.lin, words=words, evidence=[], drawing=DRAWING)

    with open_original(filing.documents.get(kind="certificate").file) as file:
        verdict = examine(file.read())
    assert (verdict.outcome, [s.role for s in verdict.signatures]) == ("unchanged", ["调解专用章"])


def test_a_party_checks_the_agreement_that_was_handed_out():
    story = talks().settle()
    browser = Client()
    browser.force_login(story.lin, backend="mediation.people.backends.Citizens")
    paper = Paper.objects.get(case=story.case, kind="agreement")
    handed_out = b"".join(browser.get(f"/case/{story.case.number}/paper/{paper.pk}.pdf"))

    answer = Client(headers={"accept-language": "en"}).post("/verify", {"paper": SimpleUploadedFile("a.pdf", handed_out)})
    assert (answer.status_code, answer.context["verdict"].outcome) == (200, "unchanged")

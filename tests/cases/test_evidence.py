"""What a party shows later, and takes away: numbered, hashed into the chain, seen by those it is meant for."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Evidence
from tests.people import Story, qian, staff
from tests.vault.makers import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<<>>\nstartxref\n29\n%%EOF\n"


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def show(story, person, name="wall.jpg", content=None, **more):
    upload = SimpleUploadedFile(name, content or picture())
    return at(person).post(f"/case/{story.case.number}/evidence", {"file": upload, **more})


def test_an_exhibit_gets_the_next_number_and_its_hash_stands_in_the_chain():
    story = Story.begin().accept().answer().bind()
    assert show(story, story.lin, purpose="墙面").status_code == 302
    assert show(story, story.wang, name="合同.pdf", content=PDF).status_code == 302
    rows = list(Evidence.objects.order_by("number"))
    assert [(e.number, e.party.side, e.file.is_picture) for e in rows] == [(1, "applicant", True), (2, "respondent", False)]
    assert [s.facts for s in story.case.steps.filter(name="evidence_added")] == [{"number": e.number, "sha256": e.file.sha256} for e in rows]
    answer = at(story.lin).get(f"/case/{story.case.number}/evidence/{rows[1].pk}")
    assert (answer.status_code, answer.headers["Content-Disposition"].split(";")[0]) == (200, "attachment")
    page = at(story.lin).get(f"/case/{story.case.number}").content.decode()
    assert f"/evidence/{rows[0].pk}" in page
    assert ">E2</a>" in page


def test_a_private_exhibit_is_for_the_own_side_and_the_mediator():
    story = Story.begin().accept().answer().bind()
    show(story, story.lin, private="on")
    exhibit = Evidence.objects.get()
    path = f"/case/{story.case.number}/evidence/{exhibit.pk}"
    seen = {who: at(person).get(path).status_code for who, person in (("lin", story.lin), ("wang", story.wang), ("shen", staff("shen")), ("fang", staff("fang")), ("qian", qian()))}
    assert seen == {"lin": 200, "wang": 404, "shen": 200, "fang": 404, "qian": 404}
    assert [s["words"] for s in at(story.wang).get(f"/api/v1/cases/{story.case.number}").json()["steps"]].count("出示了材料") == 0
    assert at(story.wang).get(f"/api/v1/cases/{story.case.number}").json()["documents"] == []


@pytest.mark.parametrize(("name", "content"), [("a.exe", b"MZ"), ("a.pdf", b"no"), ("a.jpg", b"\xff\xd8\xff"), ("a.svg", b"<svg onload=alert(1)>")])
def test_what_is_no_picture_and_no_paper_is_refused_and_leaves_nothing(name, content):
    story = Story.begin().accept().answer().bind()
    answer = show(story, story.lin, name=name, content=content)
    assert (answer.status_code, Evidence.objects.count(), story.now().steps.filter(name="evidence_added").count()) == (422, 0, 0)


def test_only_parties_show_and_only_while_the_case_is_open():
    story = Story.begin().accept().answer().bind()
    assert show(story, staff("shen")).status_code == 403
    assert show(story, qian()).status_code == 404
    story.move("withdraw", story.lin, "no_longer")
    assert show(story, story.lin).status_code == 422
    assert Evidence.objects.count() == 0


def test_a_certificate_is_there_when_mediation_has_failed_and_is_the_same_each_time():
    story = Story.begin("labour").accept().answer().bind()
    path = f"/case/{story.case.number}/certificate.pdf"
    assert at(story.lin).get(path).status_code == 404
    story.move("refuse", story.wang)
    papers = [at(person).get(path).content for person in (story.lin, story.lin, story.wang)]
    assert papers[0][:5] == b"%PDF-"
    assert papers[0] == papers[1] == papers[2]
    assert path in at(story.lin).get(f"/case/{story.case.number}").content.decode()
    assert at(qian()).get(path).status_code == 404


@pytest.mark.parametrize(("dispute", "lawsuit", "arbitration"), [("labour", False, True), ("tenancy", True, False)])
def test_a_failed_labour_case_leads_to_arbitration_and_not_to_a_refusal(dispute, lawsuit, arbitration):
    story = Story.begin(dispute).accept().answer().bind()
    story.move("refuse", story.lin)
    page = at(story.lin).get(f"/case/{story.case.number}").content.decode()
    assert (f"/case/{story.case.number}/lawsuit" in page, "劳动仲裁" in page) == (lawsuit, arbitration)

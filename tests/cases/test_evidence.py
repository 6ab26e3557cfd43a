"""What a party shows later, and takes away: numbered, hashed into the chain, seen by those it is meant for."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Evidence
from mediation.papers.verify import examine
from mediation.vault.actions import draw_pages
from mediation.vault.models import StoredFile
from tests.people import Story, qian, staff
from tests.vault.makers import paper, picture, voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
PDF = paper(1)


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
    assert [s.facts for s in story.case.steps.filter(name="evidence_added")] == [{"exhibit": e.label, "version": 1, "sha256": e.file.sha256} for e in rows]
    answer = at(story.lin).get(f"/case/{story.case.number}/evidence/{rows[1].pk}")
    assert (answer.status_code, answer.headers["Content-Disposition"].split(";")[0]) == (200, "attachment")
    page = at(story.lin).get(f"/case/{story.case.number}").content.decode()
    assert f"/exhibit/{rows[0].pk}" in page
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
    assert show(story, story.lin).status_code == 409
    assert Evidence.objects.count() == 0


def test_private_exhibits_count_for_themselves_so_that_no_gap_tells_of_them():
    story = Story.begin().accept().answer().bind()
    for private in ({}, {"private": "on"}, {}):
        show(story, story.lin, **private)
    show(story, story.wang, private="on")
    assert [e.label for e in Evidence.objects.order_by("pk")] == ["E1", "PA1", "E2", "PR1"]
    titles = {
        who: [d["title"] for d in at(person).get(f"/api/v1/cases/{story.case.number}").json()["documents"]] for who, person in (("wang", story.wang), ("shen", staff("shen")))
    }
    assert titles == {"wang": ["E1", "E2", "PR1"], "shen": ["E1", "E2", "PA1", "PR1"]}


def test_a_better_copy_keeps_the_number_and_the_old_version():
    story = Story.begin().accept().answer().bind()
    show(story, story.lin, purpose="墙面")
    old = Evidence.objects.get()
    path = f"/case/{story.case.number}/exhibit/{old.pk}"
    assert at(story.wang).post(path, {"file": SimpleUploadedFile("b.jpg", picture(colour="blue"))}).status_code == 403
    assert at(story.lin).post(path, {"file": SimpleUploadedFile("b.jpg", picture(colour="blue"))}).status_code == 302
    new = Evidence.objects.exclude(pk=old.pk).get()
    assert (new.label, new.version, new.replaces, new.purpose, new.is_current) == ("E1", 2, old, "墙面", True)
    assert [d["sha256"] for d in at(story.wang).get(f"/api/v1/cases/{story.case.number}").json()["documents"]] == [new.file.sha256]
    page = at(story.wang).get(path)
    assert (page.status_code, f"/exhibit/{new.pk}" in page.content.decode()) == (200, True)  # the old one is still there, and leads on
    assert at(story.wang).get(f"/case/{story.case.number}/evidence/{old.pk}").status_code == 200
    assert at(story.lin).post(path, {"file": SimpleUploadedFile("c.jpg", picture())}).status_code == 404  # only the newest is replaced
    step = story.case.steps.get(name="evidence_replaced")
    assert step.facts == {"exhibit": "E1", "version": 2, "sha256": new.file.sha256, "before": old.file.sha256}


def test_a_private_exhibit_is_put_on_the_table_with_a_number_of_its_own():
    story = Story.begin().accept().answer().bind()
    show(story, story.wang)
    show(story, story.lin, private="on")
    exhibit = Evidence.objects.get(audience="applicant")
    path = f"/case/{story.case.number}/exhibit/{exhibit.pk}/to-all"
    assert [at(person).post(path).status_code for person in (story.wang, staff("shen"), story.lin, story.lin)] == [404, 403, 302, 409]
    exhibit.refresh_from_db()
    assert (exhibit.label, at(story.wang).get(f"/case/{story.case.number}/exhibit/{exhibit.pk}").status_code) == ("E2", 200)


def test_what_is_taken_back_is_seen_by_its_own_side_alone_and_goes_to_no_court():
    story = Story.begin().accept().answer().bind()
    show(story, story.lin)
    exhibit = Evidence.objects.get()
    path = f"/case/{story.case.number}/exhibit/{exhibit.pk}"
    assert [at(person).post(f"{path}/back").status_code for person in (story.wang, staff("shen"), story.lin)] == [403, 403, 302]
    seen = {who: at(person).get(path).status_code for who, person in (("lin", story.lin), ("wang", story.wang), ("shen", staff("shen")))}
    assert seen == {"lin": 200, "wang": 404, "shen": 404}
    story.move("refuse", story.wang)
    assert 'name="evidence"' not in at(story.lin).get(f"/case/{story.case.number}/lawsuit").content.decode()
    assert story.case.steps.filter(name="evidence_taken_back").count() == 1


def test_taking_back_takes_every_version_back():
    story = Story.begin().accept().answer().bind()
    show(story, story.lin)
    old = Evidence.objects.get()
    at(story.lin).post(f"/case/{story.case.number}/exhibit/{old.pk}", {"file": SimpleUploadedFile("b.jpg", picture(colour="blue"))})
    new = Evidence.objects.get(version=2)
    at(story.lin).post(f"/case/{story.case.number}/exhibit/{new.pk}/back")
    assert [at(story.wang).get(f"/case/{story.case.number}/evidence/{e.pk}?original=1").status_code for e in (old, new)] == [404, 404]
    assert at(story.lin).get(f"/case/{story.case.number}/exhibit/{old.pk}").status_code == 200


def test_a_full_side_tells_nothing_of_the_other_and_leaves_it_room(monkeypatch):
    monkeypatch.setattr("cases.actions.evidence.LIMIT", 2)
    story = Story.begin().accept().answer().bind()
    assert [show(story, story.lin, private="on").status_code for _three in range(3)] == [302, 302, 422]
    assert show(story, story.wang).status_code == 302


def test_a_refused_exhibit_leaves_no_file():
    story = Story.begin().accept().answer().bind()
    kept = StoredFile.objects.count()
    show(story, qian())
    show(story, story.lin, name="a.pdf", content=b"%PDF-")
    assert StoredFile.objects.count() == kept


def test_a_paper_and_a_voice_message_can_be_looked_at_and_heard():
    story = Story.begin().accept().answer().bind()
    show(story, story.lin, name="合同.pdf", content=paper(2))
    show(story, story.lin, name="voice.webm", content=voice())
    contract, note = Evidence.objects.order_by("pk")
    draw_pages(contract.file_id)
    page = at(story.wang).get(f"/case/{story.case.number}/exhibit/{contract.pk}").content.decode()
    assert [f"/evidence/{contract.pk}/page/{n}" in page for n in (1, 2, 3)] == [True, True, False]
    assert at(story.wang).get(f"/case/{story.case.number}/evidence/{contract.pk}/page/2").headers["Content-Type"] == "image/webp"
    assert [at(story.wang).get(f"/case/{story.case.number}/evidence/{contract.pk}/page/{n}").status_code for n in (0, 3)] == [404, 404]
    assert at(qian()).get(f"/case/{story.case.number}/evidence/{contract.pk}/page/1").status_code == 404
    heard = at(story.wang).get(f"/case/{story.case.number}/evidence/{note.pk}")
    assert (heard.headers["Content-Type"], heard.headers["Accept-Ranges"]) == ("audio/mp4", "bytes")
    part = at(story.wang).get(f"/case/{story.case.number}/evidence/{note.pk}", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (206, b"ftyp", f"bytes 4-7/{len(heard.content)}")
    original = at(story.wang).get(f"/case/{story.case.number}/evidence/{note.pk}?original=1")
    assert original.headers["Content-Disposition"].startswith("attachment")


def test_a_certificate_is_there_when_mediation_has_failed_and_is_the_same_each_time():
    story = Story.begin("labour").accept().answer().bind()
    path = f"/case/{story.case.number}/certificate.pdf"
    assert at(story.lin).get(path).status_code == 404
    story.move("refuse", story.wang)
    papers = [at(person).get(path).content for person in (story.lin, story.lin, story.wang)]
    assert papers[0][:5] == b"%PDF-"
    assert len({paper[: paper.index(b"%%EOF")] for paper in papers}) == 1  # what follows is the seal's signature, made anew each time
    verdict = examine(papers[2])
    assert (verdict.outcome, [(s.who, s.role) for s in verdict.signatures]) == ("unchanged", [(story.case.centre.name, "调解专用章")])
    assert path in at(story.lin).get(f"/case/{story.case.number}").content.decode()
    assert at(qian()).get(path).status_code == 404


@pytest.mark.parametrize(("dispute", "lawsuit", "arbitration"), [("labour", False, True), ("tenancy", True, False)])
def test_a_failed_labour_case_leads_to_arbitration_and_not_to_a_refusal(dispute, lawsuit, arbitration):
    story = Story.begin(dispute).accept().answer().bind()
    story.move("refuse", story.lin)
    page = at(story.lin).get(f"/case/{story.case.number}").content.decode()
    assert (f"/case/{story.case.number}/lawsuit" in page, "劳动仲裁" in page) == (lawsuit, arbitration)

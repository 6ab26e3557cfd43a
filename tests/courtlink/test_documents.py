"""What supports a filing: who acts for whom, who the parties are, who presided, what nobody disputes."""

import json

import pikepdf
import pytest

from cases.actions import agents
from courtlink.actions.file import file_lawsuit, join_confirmation
from courtlink.actions.identity import MOST, hand_in, take_out
from courtlink.actions.wipe import wipe_filings
from courtlink.models import Filing, IdentityPaper
from mediation.refusals import Invalid, WrongPerson
from mediation.vault.models import StoredFile
from mediation.vault.reads import open_original
from tests.courtlink.test_court import WORDS, green
from tests.courtlink.test_pages import sued, web
from tests.people import DRAWING, qian, staff
from tests.vault.makers import paper, upload

pytestmark = pytest.mark.usefixtures("district")
WANG_WORDS = WORDS | {"id_number": "330109199003070013"}


def scan(words: str = "授权委托书") -> object:
    return upload(paper(1, words=words), "power.pdf")


def kinds(filing: Filing) -> list[str]:
    return list(filing.documents.values_list("kind", flat=True))


def test_a_lawsuit_carries_the_paper_of_the_agent_and_the_own_identity_and_not_the_other_sides():
    story = sued()
    lin = story.party("applicant")
    agents.name_agent(lin.pk, by=story.lin, kind="lawyer", name="陈律师", phone="13900000009", document=scan())
    hand_in(lin.pk, by=story.lin, upload=upload(paper(1), "id.pdf"))
    hand_in(story.party("respondent").pk, by=story.wang, upload=upload(paper(2), "id.pdf"))
    filing = file_lawsuit(story.case.pk, by=story.lin, words=WORDS, evidence=[], drawing=DRAWING)
    assert kinds(filing) == ["complaint", "service_address", "certificate", "power_of_attorney", "identity_paper"]
    assert [d.title for d in filing.documents.filter(kind="power_of_attorney")] == ["授权委托书（陈律师）"]


def test_an_application_for_confirmation_says_who_presided_and_needs_special_authority_from_an_agent():
    story = green()
    lin = story.party("applicant")
    general = agents.name_agent(lin.pk, by=story.lin, kind="lawyer", name="陈律师", phone="13900000009", document=scan())
    with pytest.raises(Invalid) as refused:
        join_confirmation(story.case.pk, by=general.user, words=WORDS, drawing=DRAWING)
    assert "agents" in refused.value.facts["fields"]
    agents.end_agent(general.pk, by=story.lin)
    special = agents.name_agent(lin.pk, by=story.lin, kind="lawyer", name="陈律师", phone="13900000009", may_settle=True, document=scan())
    join_confirmation(story.case.pk, by=special.user, words=WORDS, drawing=DRAWING)
    filing = join_confirmation(story.case.pk, by=story.wang, words=WANG_WORDS, drawing=DRAWING)
    assert kinds(filing) == ["confirmation_application", "agreement", "service_address", "presided_proof", "power_of_attorney"]


def test_identity_papers_are_handed_in_and_seen_by_their_own_side_alone():
    story = sued()
    path = f"/case/{story.case.number}/identity"
    browser = web(story.lin)
    assert path in browser.get(f"/case/{story.case.number}/lawsuit").content.decode()
    assert browser.post(path, {}).status_code == 422
    assert browser.post(path, {"paper": upload(paper(1), "身份证.pdf")}).status_code == 302
    kept = IdentityPaper.objects.get()
    assert "身份证.pdf" in browser.get(path).content.decode()
    assert browser.get(f"{path}/{kept.pk}").status_code == 200
    assert "身份证.pdf" not in web(story.wang).get(path).content.decode()
    for person in (story.wang, staff("shen"), staff("zhou"), qian()):
        assert web(person).get(f"{path}/{kept.pk}").status_code == 404
        assert web(person).post(f"{path}/{kept.pk}/take-out").status_code == 404
    with pytest.raises(WrongPerson):
        take_out(kept.pk, by=story.wang)
    assert browser.post(f"{path}/{kept.pk}/take-out").status_code == 302
    assert (IdentityPaper.objects.count(), StoredFile.objects.get(pk=kept.file_id).state) == (0, "erased")


def test_only_so_many_and_gone_with_the_case():
    story = sued()
    lin = story.party("applicant")
    for number in range(MOST):
        hand_in(lin.pk, by=story.lin, upload=upload(paper(1, words=f"第{number}页"), "id.pdf"))
    with pytest.raises(Invalid):
        hand_in(lin.pk, by=story.lin, upload=upload(paper(1, words="多余"), "id.pdf"))
    with pytest.raises(WrongPerson):
        hand_in(lin.pk, by=story.wang, upload=upload(paper(1), "id.pdf"))
    assert len(wipe_filings(story.case)) == MOST
    assert not IdentityPaper.objects.exists()


def test_the_row_of_each_paper_says_what_it_was_made_of_as_the_paper_itself_does():
    story = green()
    hand_in(story.party("applicant").pk, by=story.lin, upload=upload(paper(1), "id.pdf"))
    for person, words in ((story.lin, WORDS), (story.wang, WANG_WORDS)):
        filing = join_confirmation(story.case.pk, by=person, words=words, drawing=DRAWING)
    made = {row.kind: row for row in filing.documents.select_related("file")}
    assert made.pop("identity_paper").made_of == {}
    assert {kind: row.made_of["form"] for kind, row in made.items()} == {kind: kind for kind in ("confirmation_application", "agreement", "service_address", "presided_proof")}
    for row in made.values():
        with pikepdf.open(open_original(row.file)) as pdf:
            inside = json.loads(pdf.attachments["case.json"].get_file().read_bytes())
        assert row.made_of == {name: inside[name] for name in ("form", "edition", "template_sha256", "wording")}

"""The joint application signed in the signing sitting: bound to the text, sent by the seal, void with another text."""

import pytest

from cases.actions import agree
from courtlink.actions.file import join_confirmation
from courtlink.models import Filing
from courtlink.tasks import follow
from mediation.people.actions.codes import ask_code
from mediation.refusals import WrongMoment
from tests.courtlink.test_court import WORDS
from tests.courtlink.test_pages import web
from tests.people import DRAWING, LIN, WANG, Story, latest_code, staff

pytestmark = pytest.mark.usefixtures("district")
WANG_WORDS = WORDS | {"id_number": "330109199003070013"}


def signing() -> Story:
    return Story.begin().accept().answer().bind().take().talk().draft()


def sign(story: Story, *sides: str) -> None:
    for side in sides:
        phone = LIN if side == "applicant" else WANG
        ask_code(phone=phone, purpose="sign", subject=agree.sign_subject(story.now().present_agreement))
        story.sign(side, latest_code(phone))


def ask(story: Story, side: str) -> Filing:
    person, words = (story.lin, WORDS) if side == "applicant" else (story.wang, WANG_WORDS)
    return join_confirmation(story.case.pk, by=person, words=words, drawing=DRAWING)


def test_signed_with_the_agreement_it_is_sent_by_the_seal():
    story = signing()
    with pytest.raises(WrongMoment):  # who has not signed the agreement cannot ask for its confirmation
        ask(story, "applicant")
    sign(story, "applicant", "respondent")
    assert "/confirmation" in web(story.lin).get(f"/case/{story.case.number}/agreement").content.decode()
    page = web(story.lin).get(f"/case/{story.case.number}/confirmation")
    assert (page.status_code, page.context["early"], [fault.field for fault in page.context["must"]]) == (200, True, ["id_number", "address"])
    assert [ask(story, side).state for side in ("applicant", "respondent")] == ["draft", "draft"]
    assert web(story.wang).get(f"/case/{story.case.number}/confirmation").context["mine"]
    follow(story.case.pk)
    assert Filing.objects.get().state == "draft"
    agree.seal(story.case.pk, by=staff("shen"), drawing=DRAWING)
    follow(story.case.pk)
    follow(story.case.pk)
    filing = Filing.objects.get()
    assert (filing.state, filing.documents.filter(kind="confirmation_application").count(), story.now().stage) == ("submitted", 1, "agreed")


def test_a_changed_text_needs_other_signatures():
    story = signing()
    sign(story, "applicant", "respondent")
    ask(story, "applicant")
    ask(story, "respondent")
    agree.unfreeze(story.case.pk, by=staff("shen"))
    with pytest.raises(WrongMoment):
        ask(story, "applicant")
    story.draft()
    sign(story, "applicant", "respondent")
    assert not web(story.lin).get(f"/case/{story.case.number}/confirmation").context["mine"]
    ask(story, "applicant")
    agree.seal(story.case.pk, by=staff("shen"), drawing=DRAWING)
    follow(story.case.pk)
    filing = Filing.objects.get()
    assert (filing.state, [consent.party.side for consent in filing.consents.all()]) == ("draft", ["applicant"])
    assert ask(story, "respondent").state == "submitted"


def test_when_the_round_fails_nothing_goes_to_the_court():
    story = signing()
    sign(story, "applicant")
    ask(story, "applicant")
    story.move("refuse", story.wang)
    follow(story.case.pk)
    assert Filing.objects.get().state == "withdrawn"

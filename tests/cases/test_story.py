"""Both stories, played with the real actions."""

import pytest

from cases.actions import agree, court, move
from cases.errors import FactsMissing, MoveRefused, ReasonMissing
from cases.models import Case, Step
from cases.reads.chain import broken_chains
from mediation.people.actions.codes import ask_code
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from tests.people import LIN, WANG, Story, latest_code, qian, staff

pytestmark = pytest.mark.usefixtures("district")


def sign_by_code(story: Story, side: str, phone: str) -> None:
    ask_code(phone=phone, purpose="sign", subject=agree.sign_subject(story.now().present_agreement))
    story.sign(side, latest_code(phone))


def settled() -> Story:
    story = Story.begin().accept().answer().bind().take().talk().draft()
    sign_by_code(story, "applicant", LIN)
    sign_by_code(story, "respondent", WANG)
    from tests.people import DRAWING

    agree.seal(story.case.pk, by=staff("shen"), drawing=DRAWING)
    return story


def test_a_dispute_is_settled_and_confirmed_yellow_to_green():
    story = settled()
    case = story.now()
    assert (case.stage, case.colour) == ("agreed", "green")
    paper = case.papers.get()
    assert case.steps.get(name="agree").facts["paper_sha256"] == paper.sha256
    moved = court.confirmed(case.pk, docket_number="(2026)浙0108民特1号", filing="F1")
    assert (moved.stage, moved.colour) == ("confirmed", "green")
    assert [broken for _, broken in broken_chains()] == [None]


def test_a_dispute_fails_everywhere_and_is_filed_yellow_orange_blue_red():
    story = Story.begin()
    colours = [story.now().colour]
    story.second()
    colours.append(story.now().colour)
    story.close("wu").move("ask_court", story.lin)
    colours.append(story.now().colour)
    story.answer("talk", "applicant").answer("talk")
    from cases.actions import rounds
    from mediation.people.models import Centre

    centre = Centre.objects.get(short_name="区矛调中心")
    rounds.register_and_direct(story.case.pk, by=staff("zhou"), court_number="(2026)浙0108民诉前调1号", centre_id=centre.pk, mediator_id=staff("he").pk)
    story.take("he").talk("he").move("fail", staff("he"), reason="too_far_apart")
    colours.append(story.now().colour)
    filed = court.court_filed(story.case.pk, docket_number="(2026)浙0108民初1号", filing="F1")
    assert colours == ["yellow", "orange", "blue", "red"]
    assert (filed.stage, filed.colour, filed.docket_number) == ("filed", "red", "(2026)浙0108民初1号")


def test_the_moved_object_carries_the_new_colour():
    story = Story.begin()
    moved = move.move(story.case.pk, "withdraw", by=story.lin, reason="no_longer")
    assert (moved.stage, moved.colour) == ("withdrawn", "grey")


def test_a_party_refuses_in_one_move_and_reaches_red():
    story = Story.begin().accept()
    story.move("refuse", story.lin)
    assert (story.now().stage, story.case.end_reason, story.case.latest_round.end_reason) == ("failed", "one_refuses", "one_refuses")


def test_a_wrong_person_is_refused_and_nothing_changes():
    story = Story.begin()
    with pytest.raises(WrongPerson):
        move.move(story.case.pk, "decline", by=qian(), reason="barred")
    assert (story.now().stage, list(story.case.steps.values_list("name", flat=True))) == ("intake", ["submit"])


def test_a_superuser_has_no_way_in():
    story = Story.begin()
    boss = qian()
    boss.is_superuser = True
    boss.save()
    assert not Case.objects.visible_to(boss).exists()
    with pytest.raises(WrongPerson):
        move.move(story.case.pk, "withdraw", by=boss, reason="no_longer")


def test_a_wrong_moment_says_where_the_case_stands():
    story = Story.begin()
    with pytest.raises(MoveRefused) as refused:
        move.move(story.case.pk, "perform", by=staff("shen"))
    assert (refused.value.status, refused.value.facts) == (409, {"colour": "yellow", "stage": "intake"})


def test_declining_needs_a_coded_reason():
    story = Story.begin()
    with pytest.raises(ReasonMissing):
        move.move(story.case.pk, "decline", by=staff("fang"), reason="because")
    assert story.now().stage == "intake"


def test_a_second_mediation_needs_the_first_one_closed():
    story = Story.begin().accept()
    with pytest.raises(FactsMissing):
        move.move(story.case.pk, "refer", by=story.lin)


def test_the_second_mediator_is_somebody_else():
    from cases.actions import rounds
    from mediation.people.models import Centre

    story = Story.begin().accept().answer().bind().take().talk().close()
    story.move("refer", story.lin).answer("talk", "applicant").answer("talk")
    with pytest.raises(Invalid):
        rounds.place(story.case.pk, by=staff("fang"), centre_id=Centre.objects.get(short_name="长河矛调中心").pk, mediator_id=staff("shen").pk)
    assert story.now().stage == "referral"


def test_a_changed_text_cannot_be_signed():
    story = Story.begin().accept().answer().bind().take().talk().draft()
    old = story.now().present_agreement.text_sha256
    agree.unfreeze(story.case.pk, by=staff("shen"))
    agree.freeze(story.case.pk, by=staff("shen"))
    with pytest.raises(WrongMoment):
        agree.sign(story.party("applicant").pk, by=story.lin, text_sha256=old, code="000000", drawing="data:image/png;base64,")


def test_nobody_signs_for_another():
    story = Story.begin().accept().answer().bind().take().talk().draft()
    with pytest.raises(WrongPerson):
        agree.sign(story.party("applicant").pk, by=story.wang, text_sha256=story.now().present_agreement.text_sha256, code="000000", drawing="")


def test_every_step_of_a_long_story_is_one_chain():
    story = Story.begin().directed()
    seqs = list(Step.objects.filter(case=story.case).values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
    assert [broken for _, broken in broken_chains()] == [None]


def test_the_case_page_shows_the_deadline_of_the_stage_not_the_centres_own_targets(client):
    story = Story.begin()
    client.force_login(story.lin, backend="mediation.people.backends.Citizens")
    page = client.get(f"/case/{story.case.number}")
    assert page.context["deadline"].period.code == "T-ADM"

"""Every edge of the table is walked once with the real deeds, by the people it is for; every other role is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import agree, amend, court, move, perform, rounds
from cases.actions.move import check
from cases.facts import MADE_BY_THE_DEED
from cases.flow import BY_NAME, EDGES, MOVES
from cases.kinds import EndReason, Stage
from cases.models import Case, DisputeType, Obligation, Step
from mediation.people.actions.codes import ask_code
from mediation.people.actions.staff import appoint
from mediation.people.models import Centre
from mediation.people.roles import SYSTEM, Role
from mediation.refusals import Refusal, WrongPerson
from tests.people import DRAWING, LIN, WANG, Story, latest_code, qian, staff

pytestmark = pytest.mark.usefixtures("district")
DISTRICT, DOCKET = "区矛调中心", "(2026)浙0108民初1号"


def first():
    return Story.begin().accept().answer().bind().take().talk()


def consents(story):
    return story.answer("talk", "applicant").answer("talk")


def failed():
    story = first()
    return story.close().move("refuse", story.lin)


def filed():
    story = failed()
    court.court_filed(story.case.pk, docket_number=DOCKET, filing="F")
    return story


def entrusted():
    story = consents(filed())
    rounds.entrust(story.case.pk, by=staff("zhou"), centre_id=Centre.objects.get(short_name=DISTRICT).pk, mediator_id=staff("he").pk)
    return story.take("he").talk("he")


def confirmed():
    story = first().settle()
    court.confirmed(story.case.pk, docket_number="(2026)浙0108民特1号", filing="F")
    return story


def overdue(story):
    Obligation.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    return story.move("breach", staff("shen"))


def ended(name, by, reason=""):
    story = Story.begin()
    return story.move(name, story.lin if by == "lin" else staff(by), reason)


def referral():
    story = first().close()
    return story.move("refer", story.lin)


def registration():
    story = first().close()
    return story.move("ask_court", story.lin)


REACH = {
    Stage.INTAKE: Story.begin,
    Stage.FIRST_MEDIATION: first,
    Stage.REFERRAL: referral,
    Stage.SECOND_MEDIATION: lambda: Story.begin().second(),
    Stage.COURT_REGISTRATION: registration,
    Stage.DIRECTED_MEDIATION: lambda: Story.begin().directed(),
    Stage.FAILED: failed,
    Stage.FILED: filed,
    Stage.AGREED: lambda: first().settle(),
    Stage.CONFIRMED: confirmed,
    Stage.BREACHED: lambda: overdue(first().settle()),
    Stage.DECLINED: lambda: ended("decline", "fang", "not_civil"),
}
MEDIATOR_AT = {Stage.SECOND_MEDIATION: "wu", Stage.DIRECTED_MEDIATION: "he"}


def tang(story):
    """A manager of the centre of the case."""
    appoint(user=staff("tang"), centre=story.now().centre, role=Role.MANAGER)
    return staff("tang")


def done(story):
    for obligation in Obligation.objects.filter(agreement__case=story.case, closed_at=None):
        perform.close_obligation(obligation.pk, by=staff("shen"))
    return story


def reasoned(name, who, reason):
    return lambda story, source: story.move(name, who(story, source), reason)


def lin(story, source):
    return story.lin


def mediator(story, source):
    return staff(MEDIATOR_AT.get(source, "shen"))


def person(name):
    return lambda story, source: staff(name)


def labour(story):
    Case.objects.filter(pk=story.case.pk).update(dispute_type=DisputeType.objects.get(code="labour"))
    return story


def agree_or_settle(story, source):
    if source in (Stage.REFERRAL, Stage.COURT_REGISTRATION, Stage.FAILED):
        rounds.open_settlement(consents(story).case.pk, by=staff("shen"))
    return story.settle(mediator(story, source).username)


def placed(story, source):
    consents(story)
    rounds.place(story.case.pk, by=staff("fang"), centre_id=Centre.objects.get(short_name=DISTRICT).pk, mediator_id=staff("wu").pk)


def directed(story, source):
    consents(story)
    number, centre = "(2026)浙0108民诉前调1号", Centre.objects.get(short_name=DISTRICT)
    rounds.register_and_direct(story.case.pk, by=staff("zhou"), court_number=number, centre_id=centre.pk, mediator_id=staff("he").pk)


def entrust(story, source):
    court.propose_entrustment(story.case.pk, by=staff("zhou"))
    consents(story)
    rounds.entrust(story.case.pk, by=staff("zhou"), centre_id=Centre.objects.get(short_name=DISTRICT).pk, mediator_id=staff("he").pk)


def statement(story, source):
    story = entrusted()
    story.draft("he")
    for side, phone in (("applicant", LIN), ("respondent", WANG)):
        ask_code(phone=phone, purpose="sign", subject=agree.sign_subject(story.now().present_agreement))
        story.sign(side, latest_code(phone))
    court.enter_statement(story.case.pk, by=staff("zhou"), number="(2026)浙0108民初1号")
    return story


def closed_first(name):
    """The round is closed before the applicant goes on."""

    def deed(story, source):
        if story.now().open_round:
            story.close(mediator(story, source).username)
        return story.move(name, story.lin)

    return deed


def cured(name):
    def deed(story, source):
        if name != "catch_up_confirmed":
            return done(story).move(name, staff("shen"))
        story = overdue(confirmed())
        return done(story).move(name, staff("shen"))

    return deed


def rescheduled(story, source):
    day = timezone.localdate() + timedelta(days=30)
    duty = agree.Duty(debtor="respondent", what="退还押金", how="银行转账", amount=3400, due_on=day)
    amend.propose_amendment(story.case.pk, by=staff("shen"), facts_text="押金纠纷", clauses=[], duties=[duty])
    for side, phone in (("applicant", LIN), ("respondent", WANG)):
        text = story.now().text_in_signing
        ask_code(phone=phone, purpose="sign", subject=agree.sign_subject(text))
        party = story.party(side)
        agree.sign(party.pk, by=party.user, text_sha256=text.text_sha256, code=latest_code(phone), drawing=DRAWING)
    amend.seal_amendment(story.case.pk, by=staff("shen"), drawing=DRAWING)
    return story


DO = {
    "reschedule": rescheduled,
    "decline": reasoned("decline", person("fang"), "not_civil"),
    "reopen": lambda story, source: story.move("reopen", tang(story)),
    "transfer": reasoned("transfer", person("fang"), "police"),
    "arbitrate": lambda story, source: court.enter_arbitration(labour(story).case.pk, by=story.lin, number="杭滨劳人仲案〔2026〕12号"),
    "accept": lambda story, source: story.accept(),
    "direct_to_court": reasoned("direct_to_court", lin, ""),
    "agree": agree_or_settle,
    "settle_now": agree_or_settle,
    "refer": closed_first("refer"),
    "ask_court": closed_first("ask_court"),
    "refuse": reasoned("refuse", lin, ""),
    "fail": reasoned("fail", mediator, EndReason.TOO_FAR_APART),
    "close_referral": reasoned("close_referral", person("fang"), EndReason.ONE_REFUSES),
    "court_declines": reasoned("court_declines", person("zhou"), "not_this_court"),
    "place": placed,
    "register_and_direct": directed,
    "court_statement": statement,
    "resume_trial": lambda story, source: entrusted().move("resume_trial", staff("zhou")),
    "retry_referral": lambda story, source: consents(story).move("retry_referral", story.lin),
    "retry_court": lambda story, source: consents(story).move("retry_court", story.lin),
    "court_filed": lambda story, source: court.court_filed(story.case.pk, docket_number=DOCKET, filing="F"),
    "entrust": entrust,
    "confirm": lambda story, source: court.confirmed(story.case.pk, docket_number="(2026)浙0108民特1号", filing="F"),
    "notarise": lambda story, source: court.enter_deed(story.case.pk, by=staff("shen"), number="(2026)浙杭证字第1号"),
    "perform": lambda story, source: done(story).move("perform", staff("shen")),
    "breach": lambda story, source: overdue(story),
    "cure": cured("cure"),
    "catch_up": cured("catch_up"),
    "catch_up_confirmed": cured("catch_up_confirmed"),
    "sue": reasoned("sue", lin, ""),
    "revoke": lambda story, source: court.enter_revocation(story.case.pk, by=staff("zhou"), number="(2026)浙0108民特监1号"),
    "withdraw": reasoned("withdraw", lin, "no_longer"),
}
WALKS = [(m.name, source) for m in MOVES for source in m.sources]


@pytest.mark.parametrize(("name", "source"), WALKS, ids=[f"{n}-{s}" for n, s in WALKS])
def test_the_edge_is_walked_by_the_people_it_is_for(name, source):
    story = REACH[source]()
    assert story.now().stage == source
    told = DO[name](story, source)
    case = (told if isinstance(told, Story) else story).now()
    step = Step.objects.filter(case=case, name=name).latest("seq")
    assert (step.from_stage, step.to_stage) == (source, BY_NAME[name].target)
    assert case.stage == BY_NAME[name].target
    assert case.colour == Case.objects.get(pk=case.pk).colour


def test_the_walks_cover_the_whole_table():
    assert {(source, BY_NAME[name].target) for name, source in WALKS} == set(EDGES)
    assert set(DO) == set(BY_NAME)


# Domain table 6.2, written down a second time on purpose: C applicant, R respondent, M mediator, D dispatcher, A manager, K clerk, S system.
WHO = {
    "decline": "DA", "reopen": "A", "transfer": "DAM", "arbitrate": "ACDM", "accept": "DA", "direct_to_court": "C", "agree": "M", "settle_now": "M",
    "refer": "CM", "ask_court": "C", "refuse": "CR", "fail": "M", "close_referral": "DA", "court_declines": "K", "place": "DA", "register_and_direct": "K",
    "court_statement": "K", "resume_trial": "K", "retry_referral": "C", "retry_court": "C", "court_filed": "S", "entrust": "K", "confirm": "S",
    "notarise": "MA", "perform": "M", "breach": "M", "cure": "MS", "catch_up": "M", "catch_up_confirmed": "M", "reschedule": "M", "sue": "CR", "revoke": "K", "withdraw": "C",
}  # fmt: skip


def test_each_move_is_open_to_its_roles_and_closed_to_all_others():
    story = first()
    people = {"C": story.lin, "R": story.wang, "M": staff("shen"), "D": staff("fang"), "A": tang(story), "K": staff("zhou"), "S": SYSTEM}
    nobody = [qian(), staff("xu"), staff("pan"), staff("lu"), staff("meng"), staff("admin"), None]
    case, found = story.now(), {}
    for one in MOVES:
        allowed = ""
        for letter, somebody in people.items():
            if may(case, one, somebody):
                allowed += letter
        assert not any(may(case, one, somebody) for somebody in nobody), one.name
        found[one.name] = "".join(sorted(allowed))
    assert found == {name: "".join(sorted(letters)) for name, letters in WHO.items()}


def may(case, one, somebody):
    """Ask as the deed does, from a stage in which the move exists; the facts are another question."""
    case.__dict__["stage"] = one.sources[0]
    try:
        check(case, one.name, by=somebody, reason=one.reasons.values[0] if one.reasons else "")
    except WrongPerson:
        return False
    except Refusal:
        return True
    return True


def test_a_settlement_between_two_mediations_needs_both_sides_and_the_last_mediator():
    story = referral()
    with pytest.raises(Refusal):
        rounds.open_settlement(story.case.pk, by=staff("shen"))
    consents(story)
    with pytest.raises(WrongPerson):
        rounds.open_settlement(story.case.pk, by=staff("wu"))
    rounds.open_settlement(story.case.pk, by=staff("shen"))
    with pytest.raises(Refusal):  # nobody places a second mediation while the agreement is being written
        placed(story, Stage.REFERRAL)
    assert (story.now().stage, story.case.latest_round.number) == (Stage.REFERRAL, 2)


def test_facts_that_a_deed_makes_are_checked_again_at_its_end():
    assert {f for m in MOVES for f in m.facts} >= set(MADE_BY_THE_DEED)
    story = first().settle()
    with pytest.raises(Refusal):
        move.move(story.case.pk, "notarise", by=staff("shen"))
    assert story.now().stage == Stage.AGREED

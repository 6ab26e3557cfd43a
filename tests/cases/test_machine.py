"""The whole machine, driven at random by everybody, beside a small independent model: no divergence, every invariant held.

Some runs in the ordinary suite; `make prove` makes two thousand and asks that every edge was taken.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cases.actions import agree, amend, court, intake, mediators, move, perform, rounds
from cases.kinds import ROUND_ENDS
from cases.models import Case, Deadline, Obligation, Round, Step
from cases.reads.chain import broken_chains
from mediation.people.actions import appoint, citizen_for
from mediation.people.actions.codes import ask_code
from mediation.people.models import Area, Centre, User
from mediation.people.roles import SYSTEM
from mediation.refusals import Refusal
from tests.cases.machine_model import CENTRE, COLOUR, DEEDS, ENDING, MEDIATORS, Model
from tests.people import DRAWING, LIN, WANG, Story, latest_code, qian, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
RUNS = int(os.environ.get("RUNS", "12"))
PLACE = {"street": "长河矛调中心", "district": "区矛调中心"}
REASONS = {"decline": "stale", "transfer": "police", "fail": "too_far_apart", "close_referral": "one_refuses", "court_declines": "not_this_court", "withdraw": "no_longer"}
SIDES = {"C": "applicant", "R": "respondent"}
AT_ONCE, WILD, ENDS, ANEW, FROM_COURT, LABOUR = 5, 0.15, 0.04, 0.5, 0.25, 0.2
CURIOUS, SELDOM = 0.5, 5
OVER = ("performed", "withdrawn", "transferred", "declined")
NUMBER = "(2026)浙0108民初1号"
TAKEN: Counter = Counter()  # edges, over all runs
TRIED: Counter = Counter()  # deeds at each stage, over all runs


def as_the_outermost():
    """A transaction that counts as none: one-time codes ask for one of their own."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


class Machine(RuleBasedStateMachine):
    """A case in the product, and the same case in the model."""

    @initialize(chance=st.randoms(use_true_random=True))
    def begin(self, chance):
        self.chance = chance
        self.atomic = as_the_outermost()
        self.atomic.__enter__()
        appoint(user=staff("tang"), centre=Centre.objects.get(short_name=PLACE["street"]), role="manager")
        self.open_case(from_court=chance.random() < FROM_COURT)

    def open_case(self, *, from_court):
        """A new dispute, applied for or brought to the court."""
        labour = self.chance.random() < LABOUR
        self.model, self.story_so_far = Model(labour=labour), []
        self.story = Story.begin("labour" if labour else "tenancy")
        self.story.bind()
        if from_court:
            self._register_by_court()
        self.who = {"C": self.story.lin, "R": self.story.wang, "D": staff("fang"), "A": User.objects.get(username="tang"), "K": staff("zhou"), "S": SYSTEM, "Q": qian()}
        self.who |= {name: staff(name) for name in MEDIATORS}
        self.pk = self.story.case.pk

    def _register_by_court(self):
        people = intake.Person(name="林晓", phone=LIN), intake.Person(name="王强", phone=WANG)
        form = intake.Application(
            area=Area.objects.get(code="330108002001"),
            channel="court",
            dispute_type=self.story.case.dispute_type,
            summary="押金3400元未退，诉至法院。",
            applicant=people[0],
            respondent=people[1],
        )
        self.story.case = intake.register_by_court(form, by=staff("zhou"))
        for party in self.story.now().parties.all():
            party.user = citizen_for(phone=party.phone)
            party.save(update_fields=["user"])
        self.model.stage, self.model.answers = "court_registration", {"C": (0, ""), "R": (0, "")}

    @rule()
    def a_few_things_happen(self):
        """Mostly what is open, with what leads on tried more often than what ends the case; now and then anything by anybody."""
        for _once in range(AT_ONCE):
            if self.model.stage in OVER and self.chance.random() < ANEW:
                self.replay()
                self.open_case(from_court=self.chance.random() < FROM_COURT)
            if self.chance.random() < WILD:
                deed = self.chance.choice(sorted(DEEDS))
                self.both(deed, self.chance.choice(DEEDS[deed]))
                continue
            if open_now := list(self.open_deeds()):
                self.both(*self.chosen(open_now))

    def open_deeds(self):
        """What the model allows now; what ends the case only now and then, unless it was hardly ever tried here."""
        ends = self.chance.random() < ENDS
        for deed, everybody in DEEDS.items():
            for given in everybody:
                if self.model.can(deed, *given) and (ends or given[:1] == () or given[0] not in ENDING or self.tries(deed, given) < SELDOM):
                    yield deed, given

    def chosen(self, open_now):
        """Half of the time whatever was tried least at this stage: chance alone hardly comes to the far corners of the machine."""
        self.chance.shuffle(open_now)
        deed, given = min(open_now, key=lambda found: self.tries(*found)) if self.chance.random() < CURIOUS else open_now[0]
        TRIED[self.corner(deed, given)] += 1
        return deed, given

    def tries(self, deed, given):
        return TRIED[self.corner(deed, given)]

    def corner(self, deed, given):
        return self.model.stage, deed, given[:1]

    def both(self, deed, given):
        """Do it in the product, and in the model when the model allows it; they must agree."""
        before, allowed = self.model.stage, self.model.can(deed, *given)
        try:
            with as_the_outermost():
                happened = getattr(self, deed)(*given) is not False
        except Refusal:
            happened = False
        self.story_so_far.append((deed, *given) if happened else ("no", deed, *given))
        assert happened is allowed, (before, deed, given, "the product did it" if happened else "the product refused it", self.story_so_far)
        if allowed:
            self.model.done(deed, *given)
            if self.model.stage != before:
                TAKEN[(before, self.model.stage)] += 1

    def press(self, name, who):
        move.move(self.pk, name, by=self.who[who], reason=REASONS.get(name, ""))

    def admit(self, who):
        rounds.accept_case(self.pk, by=self.who[who], mediator_id=self.who["shen"].pk)

    def place(self, who, mediator):
        rounds.place(self.pk, by=self.who[who], centre_id=self.centre("district"), mediator_id=self.who[mediator].pk)

    def direct(self, who, mediator):
        facts = {"by": self.who[who], "centre_id": self.centre(CENTRE[mediator]), "mediator_id": self.who[mediator].pk}
        if self.model.stage == "filed":
            rounds.entrust(self.pk, **facts)
        else:
            rounds.register_and_direct(self.pk, court_number="(2026)浙0108民诉前调1号", **facts)

    def answer(self, side, answer):
        rounds.reply(self.story.party(SIDES[side]).pk, answer=answer, by=self.who[side])

    def take(self, who):
        mediators.take(self.pk, by=self.who[who])

    def hand_back(self, who):
        mediators.hand_back(self.pk, by=self.who[who])

    def appoint(self, who, mediator):
        mediators.appoint(self.pk, by=self.who[who], mediator_id=self.who[mediator].pk)

    def talk(self, who):
        rounds.begin_talks(self.pk, by=self.who[who])

    def close(self, who):
        rounds.close_round(self.pk, by=self.who[who], reason="too_far_apart")

    def write_down(self, who):
        rounds.open_settlement(self.pk, by=self.who[who])

    def write_and_sign(self, who):
        agree.write_draft(self.pk, by=self.who[who], facts_text="押金纠纷", clauses=[], duties=[self.duty()])
        agree.freeze(self.pk, by=self.who[who])
        self.both_sign()

    def take_back_from_signing(self, who):
        agree.unfreeze(self.pk, by=self.who[who])

    def seal(self, who):
        agree.seal(self.pk, by=self.who[who], drawing=DRAWING)

    def do_what_was_agreed(self, who):
        present = self.story.now().present_agreement
        if present is None:
            return False
        perform.close_obligation(present.obligations.get().pk, by=self.who[who])
        return True

    def days_pass(self, late):
        day = timezone.localdate() + timedelta(days=-5 if late else 20)
        return bool(Obligation.objects.filter(agreement=self.story.now().present_agreement, closed_at=None).update(due_on=day))

    def court_confirms(self):
        court.confirmed(self.pk, docket_number=NUMBER, filing="F")

    def court_files(self):
        court.court_filed(self.pk, docket_number=NUMBER, filing="F")

    def court_states(self, who):
        court.enter_statement(self.pk, by=self.who[who], number=NUMBER)

    def court_revokes(self, who):
        court.enter_revocation(self.pk, by=self.who[who], number=NUMBER)

    def notary_signs(self, who):
        court.enter_deed(self.pk, by=self.who[who], number=NUMBER)

    def reschedule(self, who):
        amend.propose_amendment(self.pk, by=self.who[who], facts_text="押金纠纷", clauses=[], duties=[self.duty()])
        self.both_sign()
        amend.seal_amendment(self.pk, by=self.who[who], drawing=DRAWING)

    def duty(self):
        return agree.Duty(debtor="respondent", what="退还押金", how="银行转账", amount=3400, due_on=timezone.localdate() + timedelta(days=7))

    def both_sign(self):
        for side, phone in (("applicant", LIN), ("respondent", WANG)):
            text = self.story.now().text_in_signing
            ask_code(phone=phone, purpose="sign", subject=agree.sign_subject(text))
            party = self.story.party(side)
            agree.sign(party.pk, by=party.user, text_sha256=text.text_sha256, code=latest_code(phone), drawing=DRAWING)

    def centre(self, place):
        return Centre.objects.get(short_name=PLACE[place]).pk

    @invariant()
    def the_case_is_as_the_model_says(self):
        if not hasattr(self, "pk"):
            return
        case, m = self.story.now(), self.model
        assert (case.stage, case.colour, Case.objects.values_list("colour", flat=True).get(pk=self.pk)) == (m.stage, COLOUR[m.stage], COLOUR[m.stage])
        attempts = list(Round.objects.filter(case=self.pk))
        assert [r.number for r in attempts] == list(range(1, m.rounds + 1))
        still = [r for r in attempts if r.state not in ROUND_ENDS]
        assert [r.state for r in still] == ([m.open] if m.open else [])
        assert all(r.end_reason for r in attempts if r not in still)
        assert case.limitation_interrupted_on is not None
        if m.stage in ("agreed", "confirmed", "performed", "breached"):
            assert case.present_agreement.effective_at is not None
        if m.stage == "confirmed":
            assert case.present_agreement.is_enforceable and case.present_agreement.effect_number

    def replay(self):
        """The chain of happenings leads to where the case stands, link by link."""
        steps = list(Step.objects.filter(case=self.pk).order_by("seq"))
        assert [s.seq for s in steps] == list(range(1, len(steps) + 1))
        replayed = ""
        for step in steps:
            assert step.from_stage == replayed
            replayed = step.to_stage
        assert replayed == self.model.stage
        assert {broken for _, broken in broken_chains()} == {None}
        assert not Deadline.objects.filter(case=self.pk, closed_at__isnull=False, ring_at__isnull=False).exists()

    def teardown(self):
        if not hasattr(self, "pk"):
            return
        self.replay()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)


def test_the_machine_and_its_model_never_part():
    TAKEN.clear()
    TRIED.clear()
    rules = settings(max_examples=RUNS, stateful_step_count=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None, print_blob=True)
    run_state_machine_as_test(Machine, settings=rules)
    print(f"\n{len(TAKEN)} of 50 edges in {RUNS} runs, {sum(TAKEN.values())} moves; least: {TAKEN.most_common()[-5:]}")
    if RUNS >= 2000:
        from cases.flow import EDGES

        assert set(TAKEN) == {(str(a), str(b)) for a, b in EDGES}

"""The five-colour code a second time, small and independent: what a case must do, without looking at how the product does it.

Written from the domain table (moves, actors, guards), not from `cases.flow`. Letters: C applicant,
R respondent, D dispatcher, A manager, K clerk, S system, Q stranger; shen, wu, he are mediators.
"""

from dataclasses import dataclass, field

MEDIATING = ("first_mediation", "referral", "second_mediation", "court_registration", "directed_mediation")
YES = ("talk", "offer")
COLOUR = {
    "intake": "yellow", "first_mediation": "yellow", "referral": "orange", "second_mediation": "orange", "court_registration": "blue", "directed_mediation": "blue",
    "failed": "red", "filed": "red", "agreed": "green", "confirmed": "green", "performed": "green", "breached": "green",
    "withdrawn": "grey", "declined": "grey", "transferred": "grey",
}  # fmt: skip
# name: (stages, target, who)
MOVES = {
    "decline": ("intake", "declined", "DA"),
    "reopen": ("declined", "intake", "A"),
    "transfer": ("intake first_mediation referral second_mediation", "transferred", "DAM"),
    "direct_to_court": ("intake", "court_registration", "C"),
    "refer": ("first_mediation", "referral", "CM"),
    "ask_court": ("first_mediation referral second_mediation", "court_registration", "C"),
    "refuse": (" ".join(MEDIATING), "failed", "CR"),
    "fail": ("first_mediation second_mediation directed_mediation", "failed", "M"),
    "close_referral": ("referral", "failed", "DA"),
    "court_declines": ("court_registration", "failed", "K"),
    "resume_trial": ("directed_mediation", "filed", "KCR"),
    "retry_referral": ("failed", "referral", "C"),
    "retry_court": ("failed", "court_registration", "C"),
    "arbitrate": ("failed", "transferred", "CMDA"),
    "perform": ("agreed confirmed", "performed", "M"),
    "breach": ("agreed confirmed", "breached", "M"),
    "cure": ("breached", "performed", "MS"),
    "catch_up": ("breached", "agreed", "M"),
    "catch_up_confirmed": ("breached", "confirmed", "M"),
    "sue": ("agreed breached", "failed", "CR"),
    "withdraw": ("intake failed " + " ".join(MEDIATING), "withdrawn", "C"),
}
ENDS_THE_ROUND = ("agreed", "confirmed", "withdrawn", "failed", "filed", "transferred")
MOST_ROUNDS = 3
CENTRE = {"shen": "street", "wu": "district", "he": "district"}


GREEN_EFFECT = ("contract", "ruling", "deed", "statement")
WHO = ("C", "R", "shen", "wu", "he", "D", "A", "K", "S", "Q")
MEDIATORS = ("shen", "wu", "he")
ENDING = ("decline", "transfer", "withdraw", "refuse", "fail", "arbitrate", "close_referral", "court_declines")
# Every deed with everybody who might try it.
DEEDS = {
    "press": [(name, who) for name in MOVES for who in WHO],
    "admit": [(who,) for who in ("D", "A", "C", "shen", "K")],
    "place": [(who, m) for who in ("D", "A", "K", "R") for m in MEDIATORS[1:]],
    "direct": [(who, m) for who in ("K", "D", "C") for m in MEDIATORS],
    "answer": [(side, a) for side in "CR" for a in ("talk", "offer", "help", "refuse")],
    "take": [(m,) for m in MEDIATORS],
    "hand_back": [(m,) for m in MEDIATORS],
    "appoint": [(who, m) for who in "DAKC" for m in MEDIATORS],
    "talk": [(m,) for m in MEDIATORS],
    "close": [(who,) for who in (*MEDIATORS, "D")],
    "write_down": [(m,) for m in MEDIATORS],
    "write_and_sign": [(m,) for m in MEDIATORS],
    "take_back_from_signing": [(m,) for m in MEDIATORS],
    "seal": [(m,) for m in MEDIATORS],
    "do_what_was_agreed": [(who,) for who in ("C", "R", *MEDIATORS)],
    "days_pass": [(True,), (False,)],
    "court_confirms": [()],
    "court_files": [()],
    "court_states": [(who,) for who in ("K", "A", "C", *MEDIATORS)],
    "court_revokes": [(who,) for who in ("K", "A", "C", *MEDIATORS)],
    "notary_signs": [(who,) for who in ("K", "A", "C", *MEDIATORS)],
    "reschedule": [(m,) for m in MEDIATORS],
}


@dataclass
class Model:
    """One case as it must be."""

    stage: str = "intake"
    rounds: int = 0
    open: str = ""  # the state of the open round
    kind: str = ""
    centre: str = ""
    mediator: str = ""  # of the latest round
    earlier: set = field(default_factory=set)
    answers: dict = field(default_factory=lambda: {"C": (1, "talk"), "R": (0, "")})
    labour: bool = False
    agreement: str = ""  # "", draft, signed, contract, ruling, deed, statement
    duties: str = ""  # "", open, late, closed

    def in_question(self):
        return self.rounds if self.open else self.rounds + 1

    def says(self, side):
        number, answer = self.answers[side]
        return answer if number == self.in_question() else ""

    def both_say_yes(self):
        return self.says("C") in YES and self.says("R") in YES

    def mine(self, who, *states):
        return bool(self.open) and self.mediator == who and (not states or self.open in states)

    def can(self, deed, *given):
        """Is this deed open to this person now?"""
        return bool(getattr(self, f"can_{deed}")(*given))

    def done(self, deed, *given):
        """What the deed changes."""
        getattr(self, f"done_{deed}")(*given)

    def can_press(self, name, who):
        stages, _target, letters = MOVES[name]
        if self.stage not in stages.split() or not (who in letters or ("M" in letters and who == self.mediator)):
            return False
        entrusted, enforceable = self.kind == "entrusted", self.agreement in ("ruling", "deed", "statement")
        left = self.rounds < MOST_ROUNDS
        return {
            "refer": not self.open and "refuse" not in (self.says("C"), self.says("R")),
            "ask_court": not self.open,
            "refuse": not entrusted,
            "fail": not entrusted,
            "resume_trial": entrusted,
            "retry_referral": self.both_say_yes() and left,
            "retry_court": self.both_say_yes() and left,
            "perform": self.duties == "closed",
            "breach": self.duties == "late",
            "cure": self.duties == "closed",
            "arbitrate": self.labour,
            "catch_up": self.duties != "late" and not enforceable,
            "catch_up_confirmed": self.duties != "late" and enforceable,
            "sue": not enforceable,
        }.get(name, True)

    def done_press(self, name, who):
        self.go(MOVES[name][1])

    def can_admit(self, who):
        return self.stage == "intake" and who in "DA"

    def done_admit(self, who):
        self.go("first_mediation")
        self.begin_round("first", "shen")

    def can_place(self, who, m):
        return self.stage == "referral" and who in "DA" and self.both_say_yes() and not self.open and m not in self.earlier

    def done_place(self, who, m):
        self.go("second_mediation")
        self.begin_round("second", m)

    def can_direct(self, who, m):
        return self.stage in ("court_registration", "filed") and who == "K" and self.both_say_yes() and not self.open and m not in self.earlier

    def done_direct(self, who, m):
        kind = "entrusted" if self.stage == "filed" else "delegated"
        self.go("directed_mediation")
        self.begin_round(kind, m)

    def can_answer(self, side, answer):
        return self.stage in ("intake", "failed", "filed") or COLOUR[self.stage] in ("yellow", "orange", "blue")

    def done_answer(self, side, answer):
        self.answers[side] = (self.in_question(), answer)
        self.go_on()

    def can_take(self, who):
        return self.mine(who, "awaiting_mediator")

    def done_take(self, who):
        self.open = "awaiting_consent"
        self.go_on()

    def can_hand_back(self, who):
        return self.mine(who, "awaiting_mediator")

    def done_hand_back(self, who):
        self.earlier.discard(who)
        self.open, self.mediator = "proposed", ""

    def can_appoint(self, who, m):
        names = "K" if self.kind in ("delegated", "entrusted") else "DA"
        return self.open == "proposed" and who in names and CENTRE[m] == self.centre and m not in self.earlier

    def done_appoint(self, who, m):
        self.open, self.mediator = "awaiting_mediator", m
        self.earlier.add(m)

    def can_talk(self, who):
        return self.mine(who, "scheduling", "in_progress", "signing")

    def done_talk(self, who):
        if self.open == "scheduling":  # a room that is opened again, to sign in it, changes nothing
            self.open = "in_progress"

    def can_close(self, who):
        return self.mine(who)

    def done_close(self, who):
        self.open = ""

    def can_write_down(self, who):
        return self.stage in ("referral", "court_registration", "failed") and self.mediator == who and not self.open and self.both_say_yes()

    def done_write_down(self, who):
        self.begin_round(self.kind, who, "in_progress", self.centre)

    def can_write_and_sign(self, who):
        return self.mine(who, "in_progress")

    def done_write_and_sign(self, who):
        self.open, self.agreement, self.duties = "signing", "signed", "open"

    def can_take_back_from_signing(self, who):
        return self.mine(who, "signing")

    def done_take_back_from_signing(self, who):
        self.open, self.agreement = "in_progress", "draft"

    def can_seal(self, who):
        return self.mine(who, "signing")

    def done_seal(self, who):
        self.agreement = "contract"
        self.go("agreed")

    def can_do_what_was_agreed(self, who):
        return self.agreement in GREEN_EFFECT and self.duties in ("open", "late") and (who == "C" or who == self.mediator)

    def done_do_what_was_agreed(self, who):
        self.duties = "closed"

    def can_days_pass(self, late):
        return self.duties in ("open", "late")

    def done_days_pass(self, late):
        self.duties = "late" if late else "open"

    def can_court_confirms(self):
        return self.stage == "agreed"

    def done_court_confirms(self):
        self.agreement = "ruling"
        self.go("confirmed")

    def can_court_files(self):
        return self.stage == "failed"

    def done_court_files(self):
        self.go("filed")

    def can_court_states(self, who):
        return self.stage == "directed_mediation" and self.kind == "entrusted" and who == "K" and self.open == "signing"

    def done_court_states(self, who):
        self.agreement = "statement"
        self.go("confirmed")

    def can_court_revokes(self, who):
        return self.stage == "confirmed" and self.agreement == "ruling" and who == "K"

    def done_court_revokes(self, who):
        self.agreement = "contract"
        self.go("agreed")

    def can_notary_signs(self, who):
        return self.stage == "agreed" and (who == "A" or who == self.mediator)

    def done_notary_signs(self, who):
        self.agreement = "deed"
        self.go("confirmed")

    def can_reschedule(self, who):
        return self.stage in ("agreed", "breached") and self.mediator == who

    def done_reschedule(self, who):
        self.agreement, self.duties = "contract", "open"
        self.go("agreed")

    def go(self, target):
        self.stage = target
        if target in ENDS_THE_ROUND:
            self.open = ""

    def begin_round(self, kind, who, state="awaiting_mediator", centre=""):
        self.rounds += 1
        self.kind, self.mediator, self.open, self.centre = kind, who, state, centre or CENTRE[who]
        self.earlier.add(who)

    def go_on(self):
        if self.open == "awaiting_consent" and self.both_say_yes():
            self.open = "scheduling"

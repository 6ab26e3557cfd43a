"""The five-colour code on one page: every move a case can make.

This table is the source of the transitions, the database wall, the buttons, the diagram
(`manage.py drawflow` → docs/flow.md) and the tests. Numbers in `law` are articles.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rules.predicates import Predicate

from cases import facts, rules
from cases.facts import Fact
from cases.kinds import (
    COLOUR_OF,
    Colour,
    CourtReason,
    DeclineReason,
    EndReason,
    SettledReason,
    Stage,
    TransferReason,
)

S = Stage
STARTS = {S.INTAKE: "submit", S.COURT_REGISTRATION: "register_by_court"}
MEDIATING = (S.FIRST_MEDIATION, S.REFERRAL, S.SECOND_MEDIATION, S.COURT_REGISTRATION, S.DIRECTED_MEDIATION)


@dataclass(frozen=True, slots=True)
class Move:
    """One deed along edges of the table, and who may do it."""

    name: str
    sources: tuple[Stage, ...]
    target: Stage
    label: Promise | str
    by: Predicate
    law: str
    facts: tuple[Fact, ...] = ()
    reasons: type[TextChoices] | None = None
    default_reason: str = ""  # recorded when the move itself says why
    danger: bool = False  # needs a second tap
    inner: bool = field(default=False)  # done by another deed (signing, a filing), never by its own button
    page: str = ""  # the route of the page where that deed is done, when it is opened from the case

    @property
    def edges(self) -> tuple[tuple[Stage, Stage], ...]:
        """The pairs of stages this move connects."""
        return tuple((source, self.target) for source in self.sources)


MOVES: tuple[Move, ...] = (
    Move("decline", (S.INTAKE,), S.DECLINED, _("Do not admit"), rules.is_dispatcher, "PML 17; 规则 9", reasons=DeclineReason, danger=True),
    Move("reopen", (S.DECLINED,), S.INTAKE, _("Open again on appeal"), rules.is_manager, "PML 3"),
    Move(
        "transfer",
        (S.INTAKE, S.FIRST_MEDIATION, S.REFERRAL, S.SECOND_MEDIATION),
        S.TRANSFERRED,
        _("Hand to another authority"),
        rules.is_dispatcher | rules.is_its_mediator,
        "PML 25",
        reasons=TransferReason,
        danger=True,
    ),
    Move(
        "arbitrate",
        (S.FAILED,),
        S.TRANSFERRED,
        _("The arbitration commission has accepted it"),
        rules.is_applicant | rules.is_dispatcher | rules.is_its_mediator,
        "劳动争议调解仲裁法 5, 29",
        facts=(facts.belongs_to_arbitration,),
        default_reason=TransferReason.ARBITRATION,
        inner=True,
        page="cases:arbitration_accepted",
    ),
    Move("accept", (S.INTAKE,), S.FIRST_MEDIATION, _("Admit and assign"), rules.is_dispatcher, "PML 17, 19", inner=True),
    Move("direct_to_court", (S.INTAKE,), S.COURT_REGISTRATION, _("Ask the court to direct mediation"), rules.is_applicant, "CPL 125"),
    Move(
        "agree",
        (S.FIRST_MEDIATION, S.SECOND_MEDIATION, S.DIRECTED_MEDIATION),
        S.AGREED,
        _("Seal the agreement"),
        rules.is_its_mediator,
        "PML 28, 29; 特邀 24; 规则 19",
        facts=(facts.agreement_is_complete, facts.is_not_held),
        inner=True,
    ),
    Move(
        "settle_now",
        (S.REFERRAL, S.COURT_REGISTRATION, S.FAILED),
        S.AGREED,
        _("Seal the agreement"),
        rules.is_its_mediator,
        "PML 28, 29",
        facts=(facts.agreement_is_complete, facts.is_not_held),
        inner=True,
    ),
    Move(
        "refer",
        (S.FIRST_MEDIATION,),
        S.REFERRAL,
        _("Try a second mediation"),
        rules.is_applicant | rules.is_its_mediator,
        "PML 3, 17",
        facts=(facts.round_has_ended, facts.nobody_refused),
    ),
    Move(
        "ask_court",
        (S.FIRST_MEDIATION, S.REFERRAL, S.SECOND_MEDIATION),
        S.COURT_REGISTRATION,
        _("Ask the court to direct mediation"),
        rules.is_applicant,
        "CPL 125",
        facts=(facts.round_has_ended,),
    ),
    Move(
        "refuse",
        MEDIATING,
        S.FAILED,
        _("I do not want to go on with mediation"),
        rules.is_party & ~rules.is_entrusted,
        "PML 23(2), 26; 规则 25(4)",
        facts=(facts.is_not_entrusted,),
        default_reason=EndReason.ONE_REFUSES,
        danger=True,
    ),
    Move(
        "fail",
        (S.FIRST_MEDIATION, S.SECOND_MEDIATION, S.DIRECTED_MEDIATION),
        S.FAILED,
        _("Close: mediation failed"),
        rules.is_its_mediator,
        "PML 26; 规则 21, 25",
        reasons=EndReason,
        facts=(facts.is_not_entrusted,),
        danger=True,
    ),
    Move("close_referral", (S.REFERRAL,), S.FAILED, _("Close: no second mediation"), rules.is_dispatcher, "PML 26", reasons=EndReason, danger=True),
    Move("court_declines", (S.COURT_REGISTRATION,), S.FAILED, _("Do not direct: send back"), rules.is_clerk, "规则 9, 15", reasons=CourtReason, danger=True),
    Move("place", (S.REFERRAL,), S.SECOND_MEDIATION, _("Assign the second mediation"), rules.is_dispatcher, "PML 19, 23", facts=(facts.both_sides_consent,), inner=True),
    Move(
        "register_and_direct",
        (S.COURT_REGISTRATION,),
        S.DIRECTED_MEDIATION,
        _("Register and direct"),
        rules.is_clerk,
        "CPL 125; 特邀 11; 规则 10",
        facts=(facts.both_sides_consent,),
        inner=True,
        page="courtlink:register",
    ),
    Move(
        "court_statement",
        (S.DIRECTED_MEDIATION,),
        S.CONFIRMED,
        _("Enter the court's mediation statement"),
        rules.is_clerk,
        "CPL 100, 101",
        facts=(facts.is_entrusted, facts.effect_is_enforceable),
        inner=True,
        page="courtlink:statement",
    ),
    Move(
        "resume_trial",
        (S.DIRECTED_MEDIATION,),
        S.FILED,
        _("No agreement: the trial goes on"),
        rules.is_clerk | (rules.is_party & rules.is_entrusted),
        "特邀 26; 规则 24",
        facts=(facts.is_entrusted,),
        danger=True,
    ),
    Move("retry_referral", (S.FAILED,), S.REFERRAL, _("Try mediation again"), rules.is_applicant, "PML 3", facts=(facts.both_sides_consent, facts.a_round_is_left)),
    Move(
        "retry_court",
        (S.FAILED,),
        S.COURT_REGISTRATION,
        _("Ask the court to direct mediation"),
        rules.is_applicant,
        "CPL 125",
        facts=(facts.both_sides_consent, facts.a_round_is_left),
    ),
    Move("court_filed", (S.FAILED,), S.FILED, _("The court accepted the lawsuit"), rules.is_system, "CPL 126; 登记 2", inner=True),
    Move(
        "entrust", (S.FILED,), S.DIRECTED_MEDIATION, _("Entrust to mediation"), rules.is_clerk, "特邀 11", facts=(facts.both_sides_consent,), inner=True, page="courtlink:register"
    ),
    Move("confirm", (S.AGREED,), S.CONFIRMED, _("The court confirmed the agreement"), rules.is_system, "CPL 205, 206", facts=(facts.effect_is_enforceable,), inner=True),
    Move(
        "notarise",
        (S.AGREED,),
        S.CONFIRMED,
        _("Enter the notarised deed"),
        rules.is_its_mediator | rules.is_manager,
        "公证法 37",
        facts=(facts.effect_is_enforceable,),
        inner=True,
        page="cases:notarise",
    ),
    Move("perform", (S.AGREED, S.CONFIRMED), S.PERFORMED, _("Everything is done"), rules.is_its_mediator, "PML 31", facts=(facts.obligations_are_closed,)),
    Move(
        "breach",
        (S.AGREED, S.CONFIRMED),
        S.BREACHED,
        _("Record that the agreement is not kept"),
        rules.is_its_mediator,
        "PML 31",
        facts=(facts.an_obligation_is_overdue,),
        danger=True,
    ),
    Move("cure", (S.BREACHED,), S.PERFORMED, _("Everything is done after all"), rules.is_its_mediator | rules.is_system, "PML 31", facts=(facts.obligations_are_closed,)),
    Move("catch_up", (S.BREACHED,), S.AGREED, _("Nothing is overdue any more"), rules.is_its_mediator, "PML 31", facts=(facts.nothing_is_overdue, facts.effect_is_contract)),
    Move(
        "reschedule",
        (S.BREACHED,),
        S.AGREED,
        _("A new version of the agreement is in force"),
        rules.is_its_mediator,
        "PML 33",
        facts=(facts.agreement_is_complete, facts.is_not_held),
        inner=True,
    ),
    Move(
        "catch_up_confirmed",
        (S.BREACHED,),
        S.CONFIRMED,
        _("Nothing is overdue any more"),
        rules.is_its_mediator,
        "PML 31",
        facts=(facts.nothing_is_overdue, facts.effect_is_enforceable),
    ),
    Move(
        "sue",
        (S.AGREED, S.BREACHED),
        S.FAILED,
        _("Go to court about the agreement"),
        rules.is_party,
        "PML 32",
        facts=(facts.effect_is_contract,),
        default_reason="agreement_disputed",
        danger=True,
    ),
    Move(
        "revoke",
        (S.CONFIRMED,),
        S.AGREED,
        _("The confirmation was revoked"),
        rules.is_clerk,
        "解释 372",
        facts=(facts.effect_is_contract,),
        inner=True,
        page="courtlink:revocation",
    ),
    Move("withdraw", (S.INTAKE, *MEDIATING, S.FAILED), S.WITHDRAWN, _("Take back my application"), rules.is_applicant, "PML 17; 规则 25(2)", reasons=SettledReason, danger=True),
)

BY_NAME = {move.name: move for move in MOVES}
EDGES: frozenset[tuple[Stage, Stage]] = frozenset(edge for move in MOVES for edge in move.edges)
ENDS = frozenset({S.PERFORMED, S.WITHDRAWN, S.DECLINED, S.TRANSFERRED})


def by(predicate: Predicate) -> Callable[[Any, Any], bool]:
    """Turn a rule (user, case) into what django-fsm asks (case, user)."""
    return lambda case, user: bool(predicate.test(user, case))


def moves_from(stage: str) -> tuple[Move, ...]:
    """Every move out of a stage, in the table's order."""
    return tuple(move for move in MOVES if stage in move.sources)


def colour_of(stage: str) -> Colour:
    """The colour of a stage."""
    return COLOUR_OF[Stage(stage)]

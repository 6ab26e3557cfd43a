"""What this reader may do with a case now: buttons come from the table of moves, never from a second list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import rules
from cases.facts import MADE_BY_THE_DEED, both_sides_consent, is_written
from cases.flow import Move
from cases.kinds import Answer, EndReason, RoundState, Stage
from cases.models import Case, Party, Round, reasons_on
from cases.reads.agreement import can_be_enforced, owed_to
from cases.reads.roles import seat_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A move with its button; `missing` says why it cannot be made yet."""

    move: Move
    missing: object
    reasons: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """A move that has a page of its own."""

    label: object
    address: str


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything a case page offers one reader."""

    moves: tuple[Offer, ...]
    dangers: tuple[Offer, ...]
    deeds: tuple[Deed, ...]
    may_assign: bool
    may_take: bool
    may_talk: bool
    may_close: bool
    may_settle: bool
    may_answer: bool
    may_show: bool
    may_write: bool
    lawsuit: bool
    arbitration: bool
    confirmation: bool
    enforcement: bool
    may_amend: bool
    may_sign_amendment: bool
    may_look_back: bool
    end_reasons: tuple[tuple[str, Any], ...]
    waiting: tuple[object, ...]  # what the page of the round waits for from this reader

    @property
    def buttons(self) -> tuple[Offer, ...]:
        """Every move with a button, the harmless ones first."""
        return self.moves + self.dangers


def offers_for(user: Any, case: Case) -> Offers:
    """Collect what the rules allow this reader in this moment."""
    allowed = [m for m in case.open_moves() if m.by.test(user, case) and case.joined_to_id is None]
    moves = [_offer(m, case) for m in allowed if not m.inner]
    attempt, seat = case.open_round, seat_of(user, case)
    mine = attempt is not None and attempt.mediator_id == getattr(user, "pk", 0)
    state = attempt.state if attempt else ""
    dispatcher, naming = rules.is_dispatcher.test(user, case), rules.names_mediator.test(user, case)
    red = case.stage == Stage.FAILED and rules.is_applicant.test(user, case)
    return Offers(
        moves=tuple(o for o in moves if not o.move.danger and not o.missing),
        dangers=tuple(o for o in moves if o.move.danger and not o.missing),
        deeds=tuple(Deed(m.label, reverse(m.page, args=[case.number])) for m in allowed if m.page and not _unready(m, case)),
        may_assign=(dispatcher and case.joined_to_id is None and case.stage in (Stage.INTAKE, Stage.REFERRAL)) or (naming and state == RoundState.PROPOSED),
        may_take=mine and state == RoundState.AWAITING_MEDIATOR,
        may_talk=(mine or seat is not None) and state in (RoundState.SCHEDULING, RoundState.IN_PROGRESS, RoundState.SIGNING),
        may_close=mine and state not in ("", RoundState.AWAITING_MEDIATOR),
        may_settle=attempt is None and any(m.name == "settle_now" for m in allowed) and not both_sides_consent(case),
        may_answer=seat is not None and case.is_mediable and case.stage != Stage.INTAKE and seat.answer not in (Answer.TALK, Answer.OFFER),
        may_show=seat is not None and case.is_mediable,
        may_write=mine and state in (RoundState.IN_PROGRESS, RoundState.SIGNING),
        lawsuit=red and not case.dispute_type.no_lawsuit_reason,
        arbitration=red and bool(case.dispute_type.no_lawsuit_reason),
        confirmation=case.stage == Stage.AGREED and seat is not None and not is_written(case),
        enforcement=seat is not None and can_be_enforced(case) and bool(owed_to(case, seat)),
        may_amend=case.stage in (Stage.AGREED, Stage.BREACHED) and rules.is_its_mediator.test(user, case),
        may_sign_amendment=case.amendment_id is not None and (seat is not None or rules.is_its_mediator.test(user, case)),
        may_look_back=case.stage in (Stage.PERFORMED, Stage.BREACHED) and (seat is not None or dispatcher or rules.is_its_mediator.test(user, case)),
        end_reasons=tuple(c for c in reasons_on(EndReason, timezone.localdate()) if c[0] != EndReason.AGREED),
        waiting=tuple(_waiting(user, case, attempt, seat)),
    )


def _waiting(user: Any, case: Case, attempt: Round | None, seat: Party | None) -> Iterator[object]:
    """Questions about the round that are open for this reader."""
    if attempt is None:
        return
    if seat is not None and attempt.choosing:
        yield _("Both sides can choose the mediator together.")
    if seat is not None and attempt.needs_waiver and attempt.state == RoundState.AWAITING_CONSENT:
        yield _("The mediator disclosed a relation. Please decide whether you keep this mediator.")
    if seat is not None and attempt.extending:
        yield _("More time is being asked for.")
    if attempt.objected and rules.names_mediator.test(user, case):
        yield _("A party asks for another mediator. Please decide.")


def _unready(move: Move, case: Case) -> bool:
    """Is something missing that the page of the deed cannot bring?"""
    return any(fact(case) for fact in move.facts if fact not in MADE_BY_THE_DEED)


def _offer(move: Move, case: Case) -> Offer:
    missing = next((sentence for fact in move.facts if (sentence := fact(case))), "")
    reasons = tuple(c for c in reasons_on(move.reasons, timezone.localdate()) if c[0] != EndReason.AGREED) if move.reasons else ()
    return Offer(move, missing, reasons)

"""What must be true before a move: each fact looks at a case and names what is missing."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.kinds import ROUND_ENDS, Answer, EffectBasis, RoundKind, Side

if TYPE_CHECKING:
    from cases.models import Case

Fact = Callable[["Case"], object]  # "" when it holds, else a sentence for people


def round_has_ended(case: "Case") -> object:
    """The latest attempt is over (moves 8, 9)."""
    latest = case.latest_round
    if latest is None or latest.state in ROUND_ENDS:
        return ""
    return _("The present mediation is still open. Close it first, with a reason.")


def nobody_refused(case: "Case") -> object:
    """No side has refused all further mediation (move 8)."""
    if any(p.answer == Answer.REFUSE for p in case.parties.all()):
        return _("One side does not want mediation. The way to court is open.")
    return ""


def both_sides_consent(case: "Case") -> object:
    """Each side has said yes to the round that is about to open (规则 4, 15)."""
    for side in Side:
        if not any(p.side == side and p.consents_now for p in case.parties.all()):
            return _("The consent of both sides is needed first. Missing: %(side)s.") % {"side": side.label}
    return ""


def is_not_held(case: "Case") -> object:
    """Nothing speaks against signing or filing: no suspicion is being looked into (特邀 18; 规则 23)."""
    return _("This case is held. Nothing can be signed or filed until that is cleared.") if case.hold else ""


def a_round_is_left(case: "Case") -> object:
    """The number of mediations that the rules allow is not used up (move 20)."""
    latest = case.latest_round
    if latest is None or case.rounds_allowed is None or latest.number < case.rounds_allowed:
        return ""
    return _("There were %(n)d mediations already. The manager of the centre can allow another one.") % {"n": latest.number}


def belongs_to_arbitration(case: "Case") -> object:
    """The law sends this kind of dispute to an arbitration commission first (move 4b; 劳动争议调解仲裁法 5)."""
    return "" if case.dispute_type.no_lawsuit_reason else _("This dispute can go to court without arbitration.")


def agreement_is_complete(case: "Case") -> object:
    """All parties and the mediator have signed the present version (PML 29)."""
    agreement = case.present_agreement
    if agreement is not None and agreement.effective_at is not None:
        return ""
    return _("The agreement is not signed by everybody yet.")


def is_written(case: "Case") -> object:
    """The agreement is in writing: an oral one cannot be confirmed (PML 28, 33)."""
    agreement = case.present_agreement
    if agreement is not None and agreement.effect_basis != EffectBasis.ORAL:
        return ""
    return _("An oral agreement cannot be confirmed by a court. Write it down and have both sides sign it first.")


def obligations_are_closed(case: "Case") -> object:
    """Nothing of the agreement is left to do (move 28)."""
    agreement = case.present_agreement
    if agreement is not None and all(o.is_closed for o in agreement.obligations.all()):
        return ""
    return _("Some obligations are still open.")


def an_obligation_is_overdue(case: "Case") -> object:
    """Something is overdue (move 29)."""
    agreement = case.present_agreement
    if agreement is not None and any(o.is_overdue for o in agreement.obligations.all()):
        return ""
    return _("No obligation is overdue.")


def nothing_is_overdue(case: "Case") -> object:
    """Nothing is overdue any more (move 30b)."""
    agreement = case.present_agreement
    if agreement is not None and not any(o.is_overdue for o in agreement.obligations.all()):
        return ""
    return _("An obligation is still overdue.")


def effect_is_contract(case: "Case") -> object:
    """The agreement is binding like a contract, not yet enforceable (PML 32)."""
    agreement = case.present_agreement
    if agreement is not None and not agreement.is_enforceable:
        return ""
    return _("The agreement is enforceable. Ask the court to enforce it instead.")


def effect_is_enforceable(case: "Case") -> object:
    """The agreement has the effect of a ruling, statement or deed."""
    agreement = case.present_agreement
    if agreement is not None and agreement.is_enforceable:
        return ""
    return _("The agreement is not confirmed.")


def is_entrusted(case: "Case") -> object:
    """The round was entrusted by the court after filing."""
    latest = case.latest_round
    if latest is not None and latest.kind == RoundKind.ENTRUSTED:
        return ""
    return _("This is possible only in a mediation that the court entrusted after filing.")


def is_not_entrusted(case: "Case") -> object:
    """The round was not entrusted after filing: its failure opens the way to a lawsuit."""
    return "" if is_entrusted(case) else _("The lawsuit is already filed: the trial goes on instead.")


# These become true by the deed itself (a number is entered, a signature given): a page opens before they hold.
MADE_BY_THE_DEED = (both_sides_consent, effect_is_contract, effect_is_enforceable, agreement_is_complete)

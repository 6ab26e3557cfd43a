"""How an agreement reads, and the canonical text that is hashed and signed."""

import hashlib

from cases.kinds import Side, Stage
from cases.models import Agreement, Case, Obligation, Party

SIDE_ZH = {Side.APPLICANT: "申请人", Side.RESPONDENT: "被申请人"}


def obligation_text(obligation: Obligation) -> str:
    """One obligation as a sentence of the (Chinese) paper."""
    debtor, creditor = _called(obligation.debtor, obligation.debtor_party), _called(obligation.creditor, obligation.creditor_party)
    amount = f"人民币{obligation.amount:,.2f}元" if obligation.amount else ""
    late = f"；逾期：{obligation.if_late}" if obligation.if_late else ""
    grace = f"（宽限{obligation.grace_days}日）" if obligation.grace_days else ""
    account = f"，收款账户：{obligation.account}" if obligation.account else ""
    day = f"{obligation.due_on.year}年{obligation.due_on.month}月{obligation.due_on.day}日"
    return f"{debtor}于{day}前{grace}向{creditor}{obligation.what}{amount}，方式：{obligation.how}{account}{late}。"


def _called(side: str, party: Party | None) -> str:
    """A whole side, or the one person of it who owes or receives."""
    return SIDE_ZH[Side(side)] + (party.name if party else "")


def terms(agreement: Agreement) -> list[str]:
    """Every term in order: obligations first, then the other clauses."""
    return [obligation_text(o) for o in agreement.obligations.all()] + list(agreement.clauses)


def can_be_enforced(case: Case) -> bool:
    """Is what a court confirmed not kept (解释 460)?"""
    agreement = case.present_agreement
    return case.stage == Stage.BREACHED and agreement is not None and agreement.is_enforceable


def owed_to(case: Case, party: Party) -> list[Obligation]:
    """What is overdue and owed to this party, in the order of the agreement."""
    agreement = case.present_agreement
    duties = agreement.obligations.all() if agreement else ()
    return [duty for duty in duties if duty.is_overdue and duty.creditor == party.side and duty.creditor_party_id in (None, party.pk)]


def canonical_text(agreement: Agreement) -> str:
    """The text that is hashed and signed: case, version, facts, numbered terms."""
    lines = [agreement.case.number, f"v{agreement.version}", agreement.facts_text.strip()]
    lines += [f"{number}. {term.strip()}" for number, term in enumerate(terms(agreement), start=1)]
    return "\n".join(lines) + "\n"


def text_hash(agreement: Agreement) -> str:
    """The SHA-256 that signatures cover."""
    return hashlib.sha256(canonical_text(agreement).encode()).hexdigest()

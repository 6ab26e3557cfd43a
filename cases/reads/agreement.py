"""How an agreement reads: its canonical text, and what a court would find unclear."""

from django.utils.translation import gettext as _

from cases.kinds import Side
from cases.models import Agreement, Obligation

SIDE_ZH = {Side.APPLICANT: "申请人", Side.RESPONDENT: "被申请人"}
MIN_WORDS = 4


def obligation_text(obligation: Obligation) -> str:
    """One obligation as a sentence of the (Chinese) paper."""
    debtor, creditor = SIDE_ZH[Side(obligation.debtor)], SIDE_ZH[Side(obligation.creditor)]
    amount = f"人民币{obligation.amount:,.2f}元" if obligation.amount else ""
    late = f"；逾期：{obligation.if_late}" if obligation.if_late else ""
    day = f"{obligation.due_on.year}年{obligation.due_on.month}月{obligation.due_on.day}日"
    return f"{debtor}于{day}前向{creditor}{obligation.what}{amount}，方式：{obligation.how}{late}。"


def terms(agreement: Agreement) -> list[str]:
    """Every term in order: obligations first, then the other clauses."""
    return [obligation_text(o) for o in agreement.obligations.all()] + list(agreement.clauses)


def canonical_text(agreement: Agreement) -> str:
    """The text that is hashed and signed: case, version, facts, numbered terms."""
    lines = [agreement.case.number, f"v{agreement.version}", agreement.facts_text.strip()]
    lines += [f"{number}. {term.strip()}" for number, term in enumerate(terms(agreement), start=1)]
    return "\n".join(lines) + "\n"


def what_is_unclear(agreement: Agreement) -> list[str]:
    """Name what a court would refuse as unclear (解释 358(5), 461)."""
    points = []
    if not agreement.facts_text.strip():
        points.append(_("The facts of the dispute are missing."))
    if not terms(agreement):
        points.append(_("There is no term yet."))
    for number, obligation in enumerate(agreement.obligations.all(), start=1):
        if len(obligation.what.strip()) + len(obligation.how.strip()) < MIN_WORDS:
            points.append(_("Obligation %(number)d: say what is done and how.") % {"number": number})
        if obligation.due_on < agreement.created_at.date():
            points.append(_("Obligation %(number)d: the day is already over.") % {"number": number})
    return points

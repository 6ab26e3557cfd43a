"""An application for enforcement (强制执行申请书): what is owed, what was done of it, and the facts of the paper (执行工作若干规定 18)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from cases.kinds import EffectBasis, Side
from cases.models import Case, Obligation, Party
from cases.papers import day, party_facts, written
from cases.reads.agreement import obligation_text, owed_to
from courtlink.elements import money_of

Words = Mapping[str, str]
TYPED = ("id_number", "address", "electronic", "performed", "clues", "debtor_id", "debtor_address", "debtor_phone", "double_interest")
BASIS_ZH = {EffectBasis.RULING: "民事裁定书", EffectBasis.COURT_STATEMENT: "民事调解书", EffectBasis.NOTARISED: "具有强制执行效力的公证债权文书"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One overdue obligation on the page; `left` and `late` are what was typed: yuan still open, yuan for the delay until today."""

    duty: Obligation
    asked: bool
    left: str
    late: str

    @property
    def left_yuan(self) -> Decimal | None:
        """What is still open; None where nothing readable stands."""
        return money_of(self.left)

    @property
    def late_yuan(self) -> Decimal | None:
        """What is claimed for the delay."""
        return money_of(self.late)

    @property
    def performed(self) -> Decimal:
        """What was paid of it."""
        return (self.duty.amount or Decimal(0)) - (self.left_yuan or Decimal(0))


def claims_of(case: Case, party: Party, words: Words) -> list[Claim]:
    """Every overdue obligation towards this party with what was typed about it."""
    return [Claim(duty, f"claim_{duty.pk}" in words, words.get(f"left_{duty.pk}", "").strip(), words.get(f"late_{duty.pk}", "").strip()) for duty in owed_to(case, party)]


def first_words(case: Case, party: Party) -> dict[str, str]:
    """What the case knows: everything overdue is claimed in full."""
    words = {"id_number": party.id_number, "address": party.address, "electronic": "yes"}
    for duty in owed_to(case, party):
        words[f"claim_{duty.pk}"] = "yes"
        if duty.amount:
            words[f"left_{duty.pk}"] = f"{duty.amount:.2f}"
    return words


def kept(case: Case, party: Party, words: Words) -> dict[str, str]:
    """What is kept of what was typed; person and address stand in the signature."""
    plain = {name: words.get(name, "").strip() for name in TYPED if name not in ("id_number", "address", "electronic")}
    for claim in claims_of(case, party, words):
        if claim.asked:
            plain |= {f"claim_{claim.duty.pk}": "yes", f"left_{claim.duty.pk}": claim.left, f"late_{claim.duty.pk}": claim.late}
    return plain


def claimed_duties(words: Words) -> list[int]:
    """The obligations that a kept application asks to enforce."""
    return [int(name.removeprefix("claim_")) for name in words if name.startswith("claim_")]


def total_of(claims: Iterable[Claim]) -> Decimal:
    """What is asked for in yuan: still open, and for the delay."""
    return sum(((claim.left_yuan or Decimal(0)) + (claim.late_yuan or Decimal(0)) for claim in claims if claim.asked), Decimal(0))


def duties_in(case: Case, words: Words) -> list[Obligation]:
    """These obligations, closed or not."""
    return list(Obligation.objects.filter(agreement__case=case, pk__in=claimed_duties(words)).order_by("position"))


def enforcement_facts(case: Case, party: Party, words: Words, *, drawing: str, at: datetime) -> dict[str, Any]:
    """The facts for `papers/enforcement_application.html`."""
    agreement = case.present_agreement
    if agreement is None or agreement.effective_at is None:
        raise ValueError("only an agreement that a court confirmed is enforced")
    asked = [claim for claim in claims_of(case, party, words) if claim.asked]
    return {
        "court": case.court.name,
        "centre": case.court.name,
        "creditor": party_facts(party, full=True) | {"id_number": words["id_number"].strip().upper(), "address": words["address"].strip(), "legal_head": party.legal_head},
        "debtors": list(_debtors(case, party, words)),
        "basis": BASIS_ZH[EffectBasis(agreement.effect_basis)],
        "basis_number": agreement.effect_number,
        "confirms": agreement.effect_basis == EffectBasis.RULING,
        "agreement_number": case.number,
        "presided_by": agreement.round.centre.name,
        "agreed_on": day(min(agreement.effective_at, at)),
        "terms": [obligation_text(claim.duty) for claim in asked],
        "requests": [request for claim in asked for request in _requests(claim, at)],
        "total": total_of(asked),
        "double_interest": words.get("double_interest") == "yes",
        "performed": _lines(words.get("performed", "")),
        "clues": _lines(words.get("clues", "")),
        "signature": {"name": party.name, "image": drawing, "signed_at": day(at)},
        "on": day(at),
    }


def _requests(claim: Claim, at: datetime) -> Iterator[str]:
    duty = claim.duty
    if duty.amount:
        yield f"{duty.what}：请求执行人民币{claim.left_yuan or 0:,.2f}元（约定{duty.amount:,.2f}元，已履行{claim.performed:,.2f}元，履行期限至{written(duty.due_on)}）"
    else:
        yield f"{duty.what}（履行期限至{written(duty.due_on)}，至今未履行）"
    if claim.late_yuan:
        yield f"按照协议关于逾期的约定（{duty.if_late}），截至{day(at)}人民币{claim.late_yuan:,.2f}元，并计算至实际履行之日"


def _debtors(case: Case, party: Party, words: Words) -> Iterator[dict[str, Any]]:
    """Who owes it: as the case names them, with what the creditor knows of the first; numbers and addresses that the other side told this house stay here."""
    typed = {"id_number": words.get("debtor_id", "").strip(), "address": words.get("debtor_address", "").strip()}
    for other in (p for p in case.parties.all() if p.side != party.side):
        facts = party_facts(other, full=True) | {"legal_head": other.legal_head, "id_number": "", "address": ""}
        named = facts["phone"] if party.side == Side.APPLICANT else ""  # the applicant gave it; nobody gets the applicant's from here
        yield facts | typed | {"phone": words.get("debtor_phone", "").strip() or named}
        typed = {}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

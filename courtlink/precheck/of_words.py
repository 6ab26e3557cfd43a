"""What can be seen in the words themselves: identity, addresses, claims, facts, amounts, rows of the form."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from cases.kinds import PartyKind, Side
from cases.reads.lint import VAGUE
from courtlink.elements import Row, money_of, wrong_value
from courtlink.precheck.submission import Fault, Submission
from mediation.papers.glyphs import cannot_print, missing_glyphs
from mediation.people.identity import valid_credit_code, valid_id_number

MIN_ADDRESS, MIN_FACTS = 6, 10
FIGURE = re.compile(r"(\d[\d,]{0,14}(?:\.\d{1,2})?)\s*(万)?\s*元", re.ASCII)
TIME = re.compile(r"\d{4}\s*[年.\-/]|\d{1,2}\s*月", re.ASCII)
PLACE = re.compile(r"[市区县镇乡村路街道巷弄幢栋室楼店厂]|小区|医院|学校|公司|门口|网上|平台|微信")
PLACES = ("house", "accident_place", "contract_place", "estate", "post", "married_at", "deliver_how")  # rows that say where
ASKS_FOR_MONEY = re.compile(r"支付|返还|退还|归还|偿还|赔偿|给付")
TEN_THOUSAND = 10_000


def identity(papers: Submission) -> Iterator[Fault]:
    """A person's number, an organisation's credit code (CPL 124; 登记 6)."""
    for party, words in papers.people:
        valid = valid_credit_code if party.kind == PartyKind.ORGANISATION else valid_id_number
        if not valid(words.get("id_number", "")):
            yield Fault("id_number", _("Please check the identity number: 18 characters."))


def address(papers: Submission) -> Iterator[Fault]:
    """Where court papers reach whoever files (解释 354; 登记 4)."""
    for _party, words in papers.people:
        if len(words.get("address", "").strip()) < MIN_ADDRESS:
            yield Fault("address", _("Please give the full address where papers reach you."))


def unprintable(papers: Submission) -> Iterator[Fault]:
    """Nothing prints as an empty box; the sign is named, so that it can be written in another way (登记 7)."""
    for _party, words in papers.people:
        for name, said in words.items():
            if missing := missing_glyphs(said):
                yield Fault(name, cannot_print(missing))


def defendant_unknown(papers: Submission) -> Iterator[Fault]:
    """A definite defendant: a name and something to find them by (CPL 122(2); 解释 209)."""
    if any(papers.said(code) for code in ("defendant_address", "defendant_phone", "defendant_id", "defendant_lead")):
        return
    for other in papers.case.parties.all():
        if other.side == Side.RESPONDENT and not (other.name.strip() and other.phone):
            yield Fault("defendant_address", _("Please say how the court can find the defendant: an address, a phone, or another lead."))
            return


def defendant_without_address(papers: Submission) -> Iterator[Fault]:
    """Papers have to be served somewhere."""
    if not papers.said("defendant_address") and not papers.said("defendant_lead"):
        yield Fault("defendant_address", _("With the defendant's address, or a lead to it, the court can serve your papers sooner."))


def no_claim(papers: Submission) -> Iterator[Fault]:
    """Concrete claims (CPL 122(3))."""
    if not _claims(papers):
        yield Fault("claims", _("Please write at least one claim: what should the court order?"))


def vague_claim(papers: Submission) -> Iterator[Fault]:
    """A claim that a court can order word for word."""
    for line in _claims(papers):
        if word := next((word for word in VAGUE if word in line), ""):
            yield Fault("claims", _("“%(word)s” is too vague to be ordered by a court. Say who does what by which day.") % {"word": word})
            return
        if ASKS_FOR_MONEY.search(line) and not re.search(r"[\d一二三四五六七八九十百千万]", line):
            yield Fault("claims", _("Say how much: a claim for money needs its figure."))
            return


def no_facts(papers: Submission) -> Iterator[Fault]:
    """Facts and reasons (CPL 122(3), 124)."""
    if len(papers.said("facts")) < MIN_FACTS:
        yield Fault("facts", _("Please tell the facts: when, where, what."))


def facts_without_time(papers: Submission) -> Iterator[Fault]:
    """When it happened."""
    dated = any(row.kind == "date" and papers.said(row.code) for row in papers.form.rows)
    if not dated and not TIME.search(papers.said("facts")):
        yield Fault("facts", _("Say when it happened: year, month and day."))


def facts_without_place(papers: Submission) -> Iterator[Fault]:
    """Where it happened."""
    told = any(papers.said(code) for code in PLACES)
    if not told and not PLACE.search(papers.said("facts")):
        yield Fault("facts", _("Say where it happened."))


def facts_to_add(papers: Submission) -> Iterator[Fault]:
    """Time and place."""
    yield from facts_without_time(papers)
    yield from facts_without_place(papers)


def rows(papers: Submission) -> Iterator[Fault]:
    """Rows without which this form says nothing, and rows that cannot be right."""
    for row in papers.form.asked_of(papers.party.kind):
        if wrong := wrong_value(row, papers.said(row.code)):
            yield Fault(row.code, wrong)
        elif row.obligatory and row.rule == "missing_row" and not papers.said(row.code):
            yield Fault(row.code, _("Please fill in: %(row)s") % {"row": row.text})


def amounts(papers: Submission) -> Iterator[Fault]:
    """The amount in question is the sum of what is claimed."""
    total = money_of(papers.said("amount"))
    claimed = sum(_claimed(papers), Decimal(0))
    figures = [_figure(*found) for found in FIGURE.findall(papers.said("claims"))]
    if total is None:
        if (claimed or figures) and not papers.said("amount"):
            yield Fault("amount", _("Please write the amount in question: the sum of what you claim."))
    elif claimed and claimed != total:
        yield Fault("amount", _("The rows of the form add up to %(sum)s yuan. The amount in question says %(amount)s.") % {"sum": f"{claimed:.2f}", "amount": f"{total:.2f}"})
    elif figures and total not in (*figures, sum(figures)):
        yield Fault("amount", _("The claims name other sums than the amount in question."))


def _claims(papers: Submission) -> list[str]:
    return [line.strip() for line in papers.said("claims").splitlines() if line.strip()]


def _claimed(papers: Submission) -> Iterator[Decimal]:
    money: list[Row] = [row for row in papers.form.rows if row.claimed]
    return (found for row in money if (found := money_of(papers.said(row.code))) is not None)


def _figure(digits: str, ten_thousands: str) -> Decimal:
    return Decimal(digits.replace(",", "")) * (TEN_THOUSAND if ten_thousands else 1)

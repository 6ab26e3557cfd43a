"""What a court would find wrong with an agreement before it is signed: unclear terms (解释 358(5), 461), interest above the cap (民间借贷 25)."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.kinds import ObligationKind
from cases.models import Agreement, LoanPrimeRate, Obligation, legal_limit

MIN_WORDS = 4
DAYS, MONTHS = 365, 12
# Words that leave open who does what by when; a court cannot enforce them.
VAGUE = ("尽快", "尽早", "适当", "合理时间", "有钱时", "有能力时", "视情况", "协商解决", "另行协商", "酌情", "若干", "左右", "大约", "等等")
CHINESE = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
RATES = (  # a pattern, and what makes a yearly percentage of its number
    (re.compile(r"年(?:利率|利息|息|化)[^\d%％]{0,8}(\d+(?:\.\d+)?)\s*[%％]"), Decimal(1)),
    (re.compile(r"月(?:利率|利息|息)[^\d%％]{0,8}(\d+(?:\.\d+)?)\s*[%％]"), Decimal(MONTHS)),
    (re.compile(r"月息\s*(\d+(?:\.\d+)?|[一两二三四五六七八九十])\s*分"), Decimal(MONTHS)),
    (re.compile(r"[每按]?日[^\d%％万]{0,8}(\d+(?:\.\d+)?)\s*[%％]"), Decimal(DAYS)),
    (re.compile(r"[每按]?日[^\d万]{0,8}万分之\s*(\d+(?:\.\d+)?|[一两二三四五六七八九十])"), Decimal(DAYS) / 100),
)


class Terms(NamedTuple):
    """What is looked at: of an agreement, or of a text that is still being written."""

    facts: str
    clauses: list[str]
    duties: list[Obligation]
    contract_on: date | None
    written_on: date


class Point(NamedTuple):
    """Something to look at; what `blocks` has to be mended before signing."""

    sentence: str
    blocks: bool


def lint(agreement: Agreement) -> list[Point]:
    """Every point, the blocking ones first."""
    duties = list(agreement.obligations.all())
    return lint_terms(Terms(agreement.facts_text, list(agreement.clauses), duties, agreement.contract_on, timezone.localdate(agreement.created_at)))


def lint_terms(terms: Terms) -> list[Point]:
    """The same for terms that are not kept yet."""
    return sorted([*_unclear(terms), *_vague(terms), *_interest(terms)], key=lambda point: not point.blocks)


def what_blocks(agreement: Agreement) -> list[str]:
    """The sentences of the points that have to be mended before signing."""
    return [point.sentence for point in lint(agreement) if point.blocks]


def yearly_rates(text: str) -> list[Decimal]:
    """The rates of interest in a text, as percent a year."""
    return [_number(found) * factor for pattern, factor in RATES for found in pattern.findall(text)]


def cap_on(day: date) -> Decimal | None:
    """The highest yearly interest that courts support today for a loan of that day; None when the table of rates does not reach back."""
    row = LoanPrimeRate.objects.filter(valid_from__lte=day).first()
    return row.percent * _multiple() if row else None


def _multiple() -> int:
    """How many times the LPR: as the rule stands now, applied to the rate of the contract's day (民间借贷规定 25)."""
    return legal_limit("lpr_multiple", timezone.localdate())


def _unclear(terms: Terms) -> Iterator[Point]:
    if not terms.facts.strip():
        yield Point(_("The facts of the dispute are missing."), True)
    if not terms.duties and not terms.clauses:
        yield Point(_("There is no term yet."), True)
    for number, duty in enumerate(terms.duties, start=1):
        for sentence, blocks in _of_duty(duty, terms):
            yield Point(sentence % {"number": number}, blocks)


def _of_duty(duty: Obligation, terms: Terms) -> Iterator[tuple[str, bool]]:
    if len(duty.what.strip()) + len(duty.how.strip()) < MIN_WORDS:
        yield _("Obligation %(number)d: say what is done and how."), True
    if duty.due_on < terms.written_on:
        yield _("Obligation %(number)d: the day is already over."), True
    if duty.kind == ObligationKind.PAY and not duty.amount:
        yield _("Obligation %(number)d: a payment needs its amount."), True
    if duty.kind == ObligationKind.PAY and not duty.if_late:
        yield _("Obligation %(number)d: nothing is said for the case that it is paid late."), False


def _vague(terms: Terms) -> Iterator[Point]:
    for text in _texts(terms):
        for word in VAGUE:
            if word in text:
                yield Point(_("“%(word)s” is too vague to be enforced. Say who does what by which day.") % {"word": word}, False)


def _interest(terms: Terms) -> Iterator[Point]:
    rates = [rate for text in _texts(terms) for rate in yearly_rates(text)]
    cap = cap_on(terms.contract_on or terms.written_on) if rates else None
    if cap is not None and max(rates) > cap:
        facts = {"rate": f"{max(rates).normalize():f}", "cap": f"{cap.normalize():f}", "times": _multiple()}
        yield Point(_("Interest of %(rate)s %% a year is above %(times)d times the LPR (%(cap)s %%): courts do not support the part above.") % facts, True)


def _texts(terms: Terms) -> list[str]:
    return [*terms.clauses, *(f"{d.what} {d.how} {d.if_late}" for d in terms.duties)]


def _number(word: str) -> Decimal:
    return Decimal(CHINESE[word]) if word in CHINESE else Decimal(word)

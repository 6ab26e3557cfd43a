"""The table of rules, and what it says about papers."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from courtlink.kinds import DocumentKind as D
from courtlink.kinds import FilingKind, ReturnReason
from courtlink.precheck import of_case, of_enforcement, of_words
from courtlink.precheck.submission import Fault, Look, Submission

LAWSUIT, CONFIRMATION, ENFORCEMENT = FilingKind.LAWSUIT, FilingKind.CONFIRMATION, FilingKind.ENFORCEMENT
BOTH, ALL = (LAWSUIT, CONFIRMATION), (LAWSUIT, CONFIRMATION, ENFORCEMENT)
LEAD = (D.COMPLAINT, D.APPLICATION, D.ENFORCEMENT)


def by_kind(**looks: Look) -> Look:
    """One rule that looks at each kind of filing in its own way."""

    def look(papers: Submission) -> Iterator[Fault]:
        return looks[papers.kind](papers) if papers.kind in looks else iter(())

    return look


class Level(models.TextChoices):
    """What becomes of papers that break a rule."""

    MUST = "must", _("The court would send this back")
    SHOULD = "should", _("The court may ask about this")


class Rule(NamedTuple):
    """One reason for which a clerk may return a document. `field` is where the citizen's page shows a return; without looks only a clerk can tell."""

    code: ReturnReason
    kinds: tuple[FilingKind, ...]
    documents: tuple[D, ...]
    field: str
    law: str
    must: Look | None = None
    should: Look | None = None


class Finding(NamedTuple):
    """A broken rule."""

    rule: Rule
    level: Level
    field: str
    sentence: str


class Verdict(NamedTuple):
    """What the machine says about one rule; `looked` is False where only a clerk can tell."""

    rule: Rule
    looked: bool
    findings: list[Finding]


R = ReturnReason
RULES = (
    Rule(R.MISSING_ID, ALL, (*LEAD, D.SERVICE_ADDRESS, D.IDENTITY), "id_number", "CPL 124; 登记 6", must=of_words.identity),
    Rule(R.MISSING_ID_COPY, ALL, (*LEAD, D.IDENTITY), "identity", "登记 6; 解释 354", should=of_case.no_identity_copy),
    Rule(R.MISSING_ADDRESS, ALL, (*LEAD, D.SERVICE_ADDRESS), "address", "解释 354", must=of_words.address),
    Rule(R.MISSING_DEFENDANT, (LAWSUIT,), (D.COMPLAINT,), "defendant_address", "CPL 122(2)", must=of_words.defendant_unknown, should=of_words.defendant_without_address),
    Rule(
        R.UNCLEAR_CLAIM,
        (LAWSUIT, ENFORCEMENT),
        (D.COMPLAINT, D.ENFORCEMENT),
        "claims",
        "CPL 122(3); 执行工作若干规定 16",
        must=by_kind(lawsuit=of_words.no_claim, enforcement=of_enforcement.nothing_claimed),
        should=by_kind(lawsuit=of_words.vague_claim),
    ),
    Rule(R.UNCLEAR_FACTS, (LAWSUIT,), (D.COMPLAINT,), "facts", "CPL 124", must=of_words.no_facts, should=of_words.facts_to_add),
    Rule(R.MISSING_ROW, (LAWSUIT,), (D.COMPLAINT,), "story", "法〔2025〕82号", must=of_words.rows),
    Rule(
        R.AMOUNT_DIFFERS,
        (LAWSUIT, ENFORCEMENT),
        (D.COMPLAINT, D.ENFORCEMENT),
        "amount",
        "CPL 122(3)",
        must=by_kind(enforcement=of_enforcement.wrong_sums),
        should=by_kind(lawsuit=of_words.amounts),
    ),
    Rule(R.MISSING_EVIDENCE, (LAWSUIT,), (D.COMPLAINT, D.EVIDENCE_LIST, D.EVIDENCE), "evidence", "CPL 124; 证据规定 19", should=of_case.no_evidence),
    Rule(
        R.MISSING_AUTHORITY,
        ALL,
        (*LEAD, D.POWER),
        "agents",
        "CPL 62; 登记 6; 解释 89",
        must=by_kind(lawsuit=of_case.signs_without_authority, confirmation=of_case.signs_without_special_authority, enforcement=of_case.signs_without_authority),
        should=of_case.no_authority,
    ),
    Rule(R.WRONG_COURT, ALL, LEAD, "court", "CPL 22, 24, 34, 205; 解释 460", should=of_case.other_court),
    Rule(R.LIMITATION, (LAWSUIT,), (D.COMPLAINT,), "facts", "民法典 188", should=of_case.limitation),
    Rule(R.EARLIER_AGREEMENT, (LAWSUIT,), (D.COMPLAINT,), "form_kind", "CPL 127(5)", must=of_case.confirmed_before),
    Rule(R.EXCLUDED_MATTER, BOTH, (*LEAD, D.AGREEMENT), "court", "CPL 127; 解释 355", must=of_case.other_way, should=of_case.not_confirmed),
    Rule(R.INK_NEEDED, (LAWSUIT,), (D.COMPLAINT,), "form_kind", "电子签名法 3", must=of_case.needs_ink),
    Rule(
        R.UNSEALED_AGREEMENT,
        (CONFIRMATION, ENFORCEMENT),
        (D.AGREEMENT, D.APPLICATION, D.ENFORCEMENT),
        "agreement",
        "PML 28, 33; 解释 354, 460",
        must=by_kind(confirmation=of_case.not_sealed, enforcement=of_enforcement.not_enforceable),
    ),
    Rule(
        R.WINDOW_OVER,
        (CONFIRMATION, ENFORCEMENT),
        (D.APPLICATION, D.ENFORCEMENT),
        "window",
        "PML 33; CPL 205, 250",
        must=by_kind(confirmation=of_case.window_over, enforcement=of_enforcement.period_over),
    ),
    Rule(R.UNPRINTABLE, ALL, LEAD, "story", "登记 7", must=of_words.unprintable),
    Rule(R.ILLEGIBLE, ALL, tuple(D), "evidence", "登记 7"),
)
RULE_OF = {str(rule.code): rule for rule in RULES}


def verdicts(papers: Submission) -> list[Verdict]:
    """Every rule for papers of this kind with what the machine found."""
    rules = [rule for rule in RULES if papers.kind in rule.kinds]
    return [Verdict(rule, bool(rule.must or rule.should), list(_of_rule(rule, papers))) for rule in rules]


def findings(papers: Submission) -> list[Finding]:
    """Every broken rule, those that stop sending first."""
    found = [finding for verdict in verdicts(papers) for finding in verdict.findings]
    return sorted(found, key=lambda finding: finding.level != Level.MUST)


def what_stops(papers: Submission) -> list[Finding]:
    """What has to be mended before sending."""
    return [finding for finding in findings(papers) if finding.level == Level.MUST]


def rules_for(document: str) -> list[Rule]:
    """The rules for which a document of this kind can be returned."""
    return [rule for rule in RULES if document in rule.documents]


def _of_rule(rule: Rule, papers: Submission) -> Iterator[Finding]:
    """What must be mended; only when there is nothing, what should be."""
    hard = [Finding(rule, Level.MUST, *fault) for fault in (rule.must(papers) if rule.must else ())]
    yield from hard
    if rule.should and not hard:
        yield from (Finding(rule, Level.SHOULD, *fault) for fault in rule.should(papers))

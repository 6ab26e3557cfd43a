"""What the case and the law say about papers: evidence, agents, court, periods, matters that go another way."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from cases import clock
from cases.alarms import alarms
from cases.facts import is_written
from cases.kinds import AgentKind
from cases.models import Agent, Party, Period
from cases.models.paper import PaperKind
from cases.reads.agreement import terms
from cases.reads.calendar import calendar
from courtlink.checks import window_closed
from courtlink.elements import EXPORT, INK, KIND_FIELD, day_of
from courtlink.models import IdentityPaper
from courtlink.precheck.submission import Fault, Submission
from courtlink.supporting import identity_title

PERSONAL_STATUS = re.compile(r"离婚|解除婚姻|婚姻(?:关系)?无效|撤销婚姻|收养|亲子关系|继承")
NOT_CONFIRMED = re.compile(r"离婚|解除婚姻|婚姻(?:关系)?无效|收养|亲子关系|确权|确认[^，。；]{0,20}(?:所有权|产权|著作权|专利权|商标权)|归[^，。；]{1,20}所有")


def no_identity_copy(papers: Submission) -> Iterator[Fault]:
    """Who files shows a copy of the identity card, of a licence or certificate for an organisation (登记 6; 解释 354)."""
    if papers.form.signing == EXPORT:
        return
    for party, _words in papers.people:
        if not _is_identified(papers, party):
            yield Fault("identity", _("No copy of the identity paper of %(name)s goes along. Courts ask for it.") % {"name": party.shown_name})


def no_evidence(papers: Submission) -> Iterator[Fault]:
    """Evidence and its source (CPL 124; 证据规定 19)."""
    if not papers.exhibits:
        yield Fault("evidence", _("No evidence is ticked. Tick what shows that your facts are true, or add it to the case first."))
    elif bare := [exhibit.label for exhibit in papers.exhibits if not exhibit.purpose.strip()]:
        yield Fault("evidence", _("Say what each exhibit proves: %(labels)s.") % {"labels": ", ".join(bare)})


def signs_without_authority(papers: Submission) -> Iterator[Fault]:
    """Whoever signs for a party shows the power of attorney or the proof of guardianship (CPL 62; 登记 6)."""
    yield from (_authority(agent) for agent in _without_paper(papers) if agent.user_id == papers.signer)


def signs_without_special_authority(papers: Submission) -> Iterator[Fault]:
    """To apply for confirmation is to dispose of rights: an agent needs the paper and express, special authority for it (CPL 62; 解释 89)."""
    yield from signs_without_authority(papers)
    for party, _words in papers.people:
        for agent in party.agent_rows.filter(until=None, user=papers.signer, may_settle=False).exclude(kind=AgentKind.GUARDIAN):
            yield Fault("agents", _("%(name)s may act for you, but not settle for you: joining this application needs special authority.") % {"name": agent.name})


def no_authority(papers: Submission) -> Iterator[Fault]:
    """A party that signs itself can send without it, but the agent cannot act at the court."""
    return (_authority(agent) for agent in _without_paper(papers))


def other_court(papers: Submission) -> Iterator[Fault]:
    """The competent court, by the dated points of jurisdiction (CPL 22, 24, 34, 205)."""
    first = papers.venues[0]
    if papers.form.signing == EXPORT:
        return
    if first.code != papers.case.court.court_code:
        yield Fault("court", _("Probably %(court)s is competent: %(why)s (%(article)s).") % {"court": first.court, "why": first.why, "article": first.article})
    if papers.said("clause") in ("arbitration", "court"):
        yield Fault("clause", _("Arbitration or another court was agreed: the court examines first whether that holds (CPL 35, 127)."))


def limitation(papers: Submission) -> Iterator[Fault]:
    """The period of limitation: over before the application, or near its end since mediation ended (民法典 188, 195). The court looks at it only when the other side objects."""
    period = Period.objects.on(papers.day).get(code=papers.case.dispute_type.limitation)
    begun = clock.midnight(papers.case.limitation_interrupted_on)
    for row in papers.form.rows:
        since = day_of(papers.said(row.code)) if row.since else None
        if since is not None and clock.due(clock.midnight(since), period.length(), calendar()) <= begun:
            yield Fault(row.code, _("Counted from this day the period of limitation was over when you applied. If something stopped it, say so in the facts."))
    latest = papers.case.latest_round
    since_then = (latest.ended_at if latest else None) or begun
    due = clock.due(since_then, period.length(), calendar())
    if papers.at >= _first_alarm(period, since_then, due):
        yield Fault("facts", _("The period of limitation ends on %(day)s. File before that day.") % {"day": clock.last_day(since_then.date(), period.length(), calendar())})


def confirmed_before(papers: Submission) -> Iterator[Fault]:
    """What a court has confirmed is enforced, not sued for again (CPL 127(5), 206)."""
    agreement = papers.case.present_agreement
    if agreement is not None and agreement.is_enforceable:
        yield Fault(KIND_FIELD, _("A court has confirmed an agreement on this dispute. Ask the court to enforce it instead."))


def other_way(papers: Submission) -> Iterator[Fault]:
    """Matters that belong to another body (劳动争议调解仲裁法 5)."""
    if bool(papers.case.dispute_type.no_lawsuit_reason) != (papers.form.signing == EXPORT):
        yield Fault("court", _("For work and wages, labour arbitration comes first. Print the application and take it to the arbitration commission."))


def not_confirmed(papers: Submission) -> Iterator[Fault]:
    """Matters that courts do not confirm (解释 355)."""
    agreement = papers.case.present_agreement
    text = " ".join(terms(agreement)) if agreement else ""
    if found := NOT_CONFIRMED.search(text):
        yield Fault("agreement", _("“%(words)s”: courts do not confirm agreements about marriage, parentage, adoption or ownership (解释 355).") % {"words": found.group()})


def needs_ink(papers: Submission) -> Iterator[Fault]:
    """Papers on personal status are not signed electronically (电子签名法 3)."""
    if papers.form.signing == INK or PERSONAL_STATUS.search(papers.said("claims")):
        yield Fault(
            KIND_FIELD,
            _(
                "Papers about marriage, adoption or succession cannot be signed on a screen (Electronic Signature Act, art. 3). Print them, sign by hand and take them to the court."
            ),
        )


def not_sealed(papers: Submission) -> Iterator[Fault]:
    """The agreement is written, signed by all and sealed by who presided (PML 28, 33; 解释 354)."""
    if papers.early:
        return
    if missing := is_written(papers.case):
        yield Fault("agreement", str(missing))
    agreement = papers.case.present_agreement
    if agreement is None or agreement.effective_at is None or not papers.case.papers.filter(kind=PaperKind.AGREEMENT).exists():
        yield Fault("agreement", _("The agreement is not signed by everybody yet."))


def window_over(papers: Submission) -> Iterator[Fault]:
    """The joint application within 30 days from the agreement's effect (PML 33; CPL 205)."""
    if not papers.early and window_closed(papers.case, first=papers.first, at=papers.at):
        yield Fault("window", _("The 30 days after the agreement took effect are over. The court accepts no application any more."))


def _is_identified(papers: Submission, party: Party) -> bool:
    """Before sending by what was handed in, at the court by what came along."""
    if papers.titles is not None:
        return identity_title(party) in papers.titles
    return IdentityPaper.objects.filter(party=party).exists()


def _without_paper(papers: Submission) -> list[Agent]:
    return [agent for party, _words in papers.people for agent in party.agent_rows.filter(until=None, document=None)]


def _authority(agent: Agent) -> Fault:
    return Fault("agents", _("The paper that lets %(name)s act for you is missing. Add it to the case.") % {"name": agent.name})


def _first_alarm(period: Period, since: datetime, due: datetime) -> datetime:
    return next((alarm.at for alarm in alarms(period.alarms, since, due)), due)

"""Papers that support what is asked: who acts for whom, who the parties are, who presided, what nobody disputes (登记 6; 解释 354; 特邀 22)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from cases.casefile.during import undisputed_facts
from cases.casefile.people import matter
from cases.kinds import AgentKind
from cases.models import Case, Party
from cases.papers import day
from courtlink.kinds import DocumentKind
from courtlink.models import IdentityPaper
from courtlink.part import Part
from mediation.papers.render import print_paper
from mediation.papers.seals import centre_seal_svg


def handed_in(parties: Iterable[Party]) -> Iterator[Part]:
    """Of whoever files: the papers of those who act for them now, and their own identity papers. Nobody else's."""
    for party in parties:
        for agent in party.agent_rows.filter(until=None, document__isnull=False).select_related("document"):
            title = "监护关系证明" if agent.kind == AgentKind.GUARDIAN else "授权委托书"
            if agent.document is not None:
                yield Part.kept(DocumentKind.POWER, f"{title}（{agent.name}）", agent.document)
        for paper in IdentityPaper.objects.filter(party=party).select_related("file"):
            yield Part.kept(DocumentKind.IDENTITY, identity_title(party), paper.file)


def identity_title(party: Party) -> str:
    """Names the copy of a party's identity paper, and says whose it is."""
    return f"身份证明（{party.name}）"


def facts_record(case: Case, *, at: datetime) -> Iterator[Part]:
    """无争议事实记载: only what every party confirmed in writing; none when there is nothing of the kind (规则 18, 22; 特邀 22)."""
    for sheet in undisputed_facts(case):
        paper = print_paper("undisputed_facts", sheet.facts, title="无争议事实记载", identifier=f"facts:{case.number}:{at.isoformat()}", made_at=at)
        yield Part.printed(DocumentKind.FACTS, "无争议事实记载", paper)


def presided_proof(case: Case, *, at: datetime) -> Part:
    """主持调解证明: the organisation presided, on which days and by whom; nothing of what was said (解释 354)."""
    agreement = case.present_agreement
    if agreement is None or agreement.effective_at is None:
        raise ValueError("nobody has presided over an agreement")
    attempt, centre = agreement.round, agreement.round.centre
    facts = {
        "court": case.court.name,
        "number": case.number,
        "matter": matter(case),
        "parties": [p.name for p in case.parties.all()],
        "mediator": attempt.mediator.name if attempt.mediator else "",
        "began_on": day(attempt.opened_at),
        "agreed_on": day(agreement.effective_at),
        "centre": centre.name,
        "seal_svg": centre_seal_svg(centre.name, "调解专用章"),
        "on": day(at),
    }
    return Part.printed(
        DocumentKind.PRESIDED, "主持调解证明", print_paper("presided_proof", facts, title="主持调解证明", identifier=f"presided:{case.number}:{at.isoformat()}", made_at=at)
    )

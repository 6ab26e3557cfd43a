"""What a mediation brings: powers of attorney, and the facts that nobody disputes."""

from django.utils import timezone

from cases.casefile.people import matter, people, person, signature
from cases.casefile.sheet import Sheet
from cases.kinds import AgentKind, Audience, Side
from cases.models import Agent, Case
from cases.papers import day, verify_code
from cases.reads.agreement import SIDE_ZH
from cases.reads.facts_agreed import facts_for_court
from mediation.masking import mask_phone
from mediation.papers.seals import centre_seal_svg

KIND_ZH = {
    AgentKind.LAWYER: "律师",
    AgentKind.LEGAL_WORKER: "基层法律服务工作者",
    AgentKind.EMPLOYEE: "单位工作人员",
    AgentKind.RELATIVE: "近亲属",
    AgentKind.CITIZEN: "社区、单位推荐的公民",
}
POWERS = (
    ("申请调解或者要求终止调解", True),
    ("收集、提供证据", True),
    ("选择或者接受调解员", True),
    ("参加调解并在调查记录、调解记录、告知书上签名", True),
    ("领取文书", True),
    ("代为承认、变更、放弃请求", False),
    ("代为和解并在调解协议书上签名", False),
)


def powers_of_attorney(case: Case) -> list[Sheet]:
    """授权委托书 (form 3.10): one for each agent. “Full power” alone gives no power to settle, so each power has its own box (解释 89; CPL 62)."""
    agents = Agent.objects.filter(party__in=case.parties.all()).exclude(kind=AgentKind.GUARDIAN).select_related("party", "document")
    return [_power(case, agent) for agent in agents]


def _power(case: Case, agent: Agent) -> Sheet:
    facts = {
        "number": case.number,
        "matter": matter(case),
        "principals": [person(agent.party, agent.since)],
        "kind": KIND_ZH[AgentKind(agent.kind)],
        "kinds": " ".join(KIND_ZH.values()),
        "agent": agent.name,
        "phone": mask_phone(agent.phone),
        "powers": [{"what": what, "given": always or agent.may_settle} for what, always in POWERS],
        "authority": "特别授权" if agent.may_settle else "一般授权",
        "since": day(agent.since),
        "until": day(agent.until) if agent.until else "",
        "document": "已附" if agent.document_id else "未附",
        "signatures": [signature(f"委托人（{SIDE_ZH[Side(agent.party.side)]}）", agent.party.name), signature("受托人", agent.name)],
    }
    return Sheet(facts, agent.since, key=str(agent.pk), about=f"{agent.party.name} → {agent.name}", audience=agent.party.side)


def inquiry_records(case: Case) -> list[Sheet]:
    """调查记录 (form 3.4): what the mediator asked and was told."""
    return [
        Sheet(
            {
                "number": case.number,
                "matter": matter(case),
                "when": f"{timezone.localtime(one.at):%Y年%-m月%-d日%H:%M}",
                "where": one.place,
                "by": one.by.name,
                "asked": one.asked,
                "relation": one.relation,
                "present": one.present,
                "text": one.text,
                "signatures": [signature("被调查人", one.asked), signature("调查人", one.by.name), signature("记录人")],
            },
            one.written_at,
            key=str(one.number),
            about=f"{one.asked} {day(one.at)}",
            audience=Audience.MEDIATOR,
        )
        for one in case.inquiries.select_related("by")
    ]


def undisputed_facts(case: Case) -> list[Sheet]:
    """无争议事实记载 (form 3.16): only what every party confirmed in writing (规则 18, 22; 特邀 22)."""
    agreed = [(fact, fact.agreed_at) for fact in facts_for_court(case) if fact.agreed_at is not None]
    if not agreed:
        return []
    at = max(moment for _fact, moment in agreed)
    centre = case.latest_round.centre if case.latest_round else case.centre
    facts = {
        "number": case.number,
        "matter": matter(case),
        "people": people(case, at),
        "facts": [{"text": fact.text, "on": day(moment)} for fact, moment in agreed],
        "signatures": [signature(SIDE_ZH[Side(p.side)], p.name, at, "书面确认") for p in case.parties.all()],
        "mediator": case.latest_round.mediator.name if case.latest_round and case.latest_round.mediator else "",
        "centre": centre.name,
        "seal_svg": centre_seal_svg(centre.name, "调解专用章"),
        "on": day(at),
        "verify_svg": verify_code(),
    }
    return [Sheet(facts, at, seal=centre.name)]

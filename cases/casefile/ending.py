"""How a case ends and what follows: the report on closing, the return visits, and the letters between court and centre."""

from datetime import timedelta

from cases.casefile.beginning import source_of
from cases.casefile.people import file_number, matter, mediator_of, people, person, signature
from cases.casefile.sheet import Sheet
from cases.kinds import EndReason, RoundKind, Stage
from cases.models import Case, Deadline, Round
from cases.papers import END_REASON_ZH, certificate_facts, day, verify_code
from cases.passages import CENTRE, COURT
from cases.reads.facts_agreed import facts_for_court
from cases.reads.wording import worded
from mediation.papers.seals import centre_seal_svg

RESULT_ZH = {
    Stage.FAILED: "调解不成",
    Stage.FILED: "调解不成，人民法院已经立案",
    Stage.AGREED: "调解成功，达成调解协议",
    Stage.CONFIRMED: "调解成功，协议经人民法院司法确认",
    Stage.PERFORMED: "调解成功，协议已经履行",
    Stage.BREACHED: "达成协议，未按约定履行",
    Stage.WITHDRAWN: "申请人撤回申请",
    Stage.DECLINED: "不予受理",
    Stage.TRANSFERRED: "移送其他机关处理",
}
ROUND_RESULT_ZH = {EndReason.AGREED: "达成调解协议", EndReason.SELF_SETTLED: "当事人自行和解"}
BY_COURT = {RoundKind.DELEGATED: "委派", RoundKind.ENTRUSTED: "委托"}
ROUND_PERIODS = ("T-ROUND", "T-ROUND-LAB", "T-ROUND-MED", "T-ENTR", "T-ENTR-SUM")


def closing_report(case: Case) -> list[Sheet]:
    """结案报告表 (form 3.9), once a case has an end for the centre."""
    last = case.steps.exclude(from_stage__in=RESULT_ZH).filter(to_stage__in=RESULT_ZH).order_by("-seq").first() if case.stage in RESULT_ZH else None
    if last is None:
        return []
    agreement = case.present_agreement
    facts = {
        "number": file_number(case),
        "centre": case.centre.name,
        "mediator": mediator_of(case.latest_round),
        "received_on": day(case.created_at),
        "closed_on": day(last.at),
        "people": people(case, last.at),
        "dispute_type": case.dispute_type.name_zh,
        **source_of(case),
        "summary": case.summary,
        "attempts": [_attempt(attempt) for attempt in case.rounds.select_related("mediator", "centre")],
        "result": RESULT_ZH[Stage(case.stage)],
        "reason": END_REASON_ZH.get(case.end_reason, ""),
        "duties": [duty.what for duty in agreement.obligations.all()] if agreement is not None else [],
        "court": "、".join(number for number in (case.court_number, case.docket_number) if number),
        "signatures": [signature("填表人"), signature("负责人")],
    }
    return [Sheet(facts, last.at)]


def _attempt(attempt: Round) -> str:
    result = END_REASON_ZH.get(attempt.end_reason) or ROUND_RESULT_ZH.get(EndReason(attempt.end_reason), "其他") if attempt.end_reason else "进行中"
    until = day(attempt.ended_at) if attempt.ended_at else ""
    return f"{day(attempt.opened_at)}至{until}，{attempt.centre.name}，调解员{mediator_of(attempt)}：{result}"


def certificates(case: Case) -> list[Sheet]:
    """终止调解告知书 (form 3.9), once mediation has ended without agreement."""
    failed = case.steps.filter(to_stage=Stage.FAILED).exclude(from_stage=Stage.FAILED).order_by("-seq").first()
    if failed is None or case.stage not in (Stage.FAILED, Stage.FILED):
        return []
    facts = certificate_facts(case, at=failed.at)
    return [Sheet(facts, failed.at, seal=facts["centre"])]


def return_visits(case: Case) -> list[Sheet]:
    """回访记录 (form 3.8): one for each time that somebody asked or a party told."""
    agreement = case.present_agreement
    if agreement is None:
        return []
    visits = case.visits.select_related("party", "by").order_by("pk")
    return [
        Sheet(
            {
                "number": case.number,
                "agreement_number": file_number(case),
                "matter": matter(case),
                "visited": [person(visit.party, visit.at)],
                "on": day(visit.at),
                "kept": visit.kept,
                "satisfaction": visit.satisfaction,
                "smoulders": visit.smoulders,
                "words": visit.words,
                "signatures": [signature("回访人", visit.by.name, visit.at) if visit.by else signature("当事人", visit.party.name, visit.at, "在线填写")],
            },
            visit.at,
            key=str(visit.pk),
            about=f"{visit.party.name} {day(visit.at)}",
        )
        for visit in visits
    ]


def entrustment_letters(case: Case) -> list[Sheet]:
    """委派、委托调解函 (form 3.15): what the court hands to the centre, with a slip to be returned (特邀 11)."""
    return [_letter(case, attempt) for attempt in _by_court(case)]


def _letter(case: Case, attempt: Round) -> Sheet:
    clock = Deadline.objects.filter(case=case, period__code__in=ROUND_PERIODS, since__gte=attempt.opened_at).order_by("since").first()
    facts = {
        "court": case.court.name,
        "number": case.court_number if attempt.kind == RoundKind.DELEGATED else case.docket_number,
        "case_number": case.number,
        "how": BY_COURT[RoundKind(attempt.kind)],
        "centre": attempt.centre.name,
        "mediator": mediator_of(attempt),
        "people": people(case, attempt.opened_at),
        "matter": matter(case),
        "since": day(clock.since) if clock else "",
        "until": day(clock.due_at - timedelta(seconds=1)) if clock else "",
        "contact": case.court.phone,
        "wording": worded("entrustment_letter", of=case.court, at=attempt.opened_at, places={COURT: case.court.name}),
        "on": day(attempt.opened_at),
        "seal_svg": centre_seal_svg(case.court.name, "立案专用章"),
        "verify_svg": verify_code(),
    }
    return Sheet(facts, attempt.opened_at, key=str(attempt.number), about=day(attempt.opened_at), seal=case.court.name)


def court_reports(case: Case) -> list[Sheet]:
    """调解情况报告 (form 3.15): dates, result and reason, and what everybody confirmed; nothing that was said (特邀 26; 规则 18, 21)."""
    return [_report(case, attempt) for attempt in _by_court(case) if attempt.ended_at is not None]


def _report(case: Case, attempt: Round) -> Sheet:
    ended = attempt.ended_at or attempt.opened_at
    agreed = attempt.end_reason in ROUND_RESULT_ZH
    facts = {
        "court": case.court.name,
        "number": case.court_number if attempt.kind == RoundKind.DELEGATED else case.docket_number,
        "case_number": case.number,
        "how": BY_COURT[RoundKind(attempt.kind)],
        "centre": attempt.centre.name,
        "mediator": mediator_of(attempt),
        "people": people(case, ended),
        "matter": matter(case),
        "began_on": day(attempt.opened_at),
        "ended_on": day(ended),
        "result": ROUND_RESULT_ZH[EndReason(attempt.end_reason)] if agreed else "未达成调解协议",
        "reason": "" if agreed else END_REASON_ZH.get(attempt.end_reason, "其他"),
        "facts": [fact.text for fact in facts_for_court(case)],
        "agreement": agreed,
        "wording": worded("court_report", of=attempt.centre, at=ended, places={CENTRE: attempt.centre.name, COURT: case.court.name}),
        "on": day(ended),
        "seal_svg": centre_seal_svg(attempt.centre.name, "调解专用章"),
        "verify_svg": verify_code(),
    }
    return Sheet(facts, ended, key=str(attempt.number), about=day(ended), seal=attempt.centre.name)


def _by_court(case: Case) -> list[Round]:
    return list(case.rounds.filter(kind__in=BY_COURT, accepted_at__isnull=False).select_related("centre", "mediator"))

"""What a case begins with: the application, the register of acceptance, the notice of rights and duties."""

from django.db.models import Prefetch

from cases.casefile.people import file_number, people, signature
from cases.casefile.sheet import Sheet
from cases.kinds import Answer, Channel, Side, Way
from cases.models import Case, Party, Reply
from cases.papers import day, verify_code
from cases.passages import CENTRE
from cases.reads.agreement import SIDE_ZH
from cases.reads.wording import worded
from mediation.papers.seals import centre_seal_svg

SOURCES = {
    "当事人申请": (Channel.QR, Channel.WEB, Channel.WINDOW, Channel.FILE),
    "主动调解": (Channel.GRID,),
    "公安移交": (Channel.POLICE,),
    "法院委派、委托": (Channel.COURT,),
    "部门移送": (Channel.DEPARTMENT, Channel.HOTLINE, Channel.API),
}
WAY_ZH = {Way.SELF: "在线确认", Way.SPOKEN: "口头确认，由工作人员登记", Way.WRITTEN: "书面确认"}


NOT_THEIRS = dict.fromkeys(("address", "gender", "age", "birth", "id_number", "legal_head"), "")  # what the other side told us later is no part of an application


def source_of(case: Case) -> dict[str, str]:
    """Which way the case came in, among all ways that the forms know."""
    return {"source": next((word for word, channels in SOURCES.items() if case.channel in channels), ""), "sources": " ".join(SOURCES)}


def application(case: Case) -> list[Sheet]:
    """人民调解申请书 (form 3.1): one, by whoever applied."""
    at = case.created_at
    applicants = [p for p in case.parties.all() if p.side == Side.APPLICANT]
    facts = {
        "number": case.number,
        "people": [one if one["label"] == SIDE_ZH[Side.APPLICANT] else one | NOT_THEIRS for one in people(case, at)],
        "summary": case.summary,
        "wishes": [line.strip() for line in case.wish.splitlines() if line.strip()],
        "signatures": [signature("申请人", p.name, at, "" if case.entered_by_id else "在线提交") for p in applicants],
        "centre": case.centre.name,
        "wording": worded("application", of=case.centre, at=at, places={CENTRE: case.centre.name}),
    }
    return [Sheet(facts, at)]


def acceptance_register(case: Case) -> list[Sheet]:
    """人民调解受理登记表 (form 3.2), once the centre has taken the case."""
    taken = case.steps.filter(name="accept").order_by("seq").first()
    if taken is None:
        return []
    facts = {
        "number": file_number(case),
        "received_on": day(case.created_at),
        "accepted_on": day(taken.at),
        "people": people(case, taken.at),
        "dispute_type": case.dispute_type.name_zh,
        **source_of(case),
        "summary": case.summary,
        "entered_by": case.entered_by.name if case.entered_by else "当事人自行登记",
        "centre": case.centre.name,
        "seal_svg": centre_seal_svg(case.centre.name, "调解专用章"),
        "verify_svg": verify_code(),
        "signatures": [
            *(signature("当事人", p.name, case.created_at, "" if case.entered_by_id else "在线提交") for p in case.parties.all() if p.side == Side.APPLICANT),
            signature("登记人", case.entered_by.name if case.entered_by else ""),
        ],
        "remark": f"案件编号：{case.number}",
    }
    return [Sheet(facts, taken.at, seal=case.centre.name)]


def notice_of_rights(case: Case) -> list[Sheet]:
    """权利义务告知书 (form 3.3), with how each party confirmed it: an answer is given under its text (PML 23, 24)."""
    answered = Prefetch("replies", Reply.objects.exclude(answer=Answer.HELP).order_by("at"))
    parties = list(case.parties.prefetch_related(answered).order_by("side", "pk"))
    lines = [_confirmed(party) for party in parties]
    at = max([case.created_at, *(reply.at for party in parties for reply in party.replies.all()[:1])])
    wording = worded("notice_of_rights", of=case.centre, at=at, places={CENTRE: case.centre.name})
    return [Sheet({"number": case.number, "centre": case.centre.name, "signatures": lines, "wording": wording}, at)]


def _confirmed(party: Party) -> dict[str, str]:
    label = SIDE_ZH[Side(party.side)]
    first = next(iter(party.replies.all()), None)
    return signature(label, party.name, first.at, WAY_ZH[Way(first.way)]) if first else signature(label, party.name)

"""An invented dispute on every paper whose wording can be changed, to look at before a wording is released."""

from datetime import datetime
from typing import Any

from cases.casefile.people import signature
from cases.papers import day, verify_code
from cases.passages import CENTRE, COPIES, COURT, Passage
from cases.reads.wording import worded
from mediation.papers.amounts import ordinal
from mediation.papers.codes import qr_svg
from mediation.papers.seals import centre_seal_svg
from mediation.people.models import Centre
from mediation.people.roles import CentreKind

NUMBER, NAME = "示例0000-000001", "某中心（示例）"
PEOPLE: list[dict[str, Any]] = [
    {"label": "申请人", "side_label": "申请人", "kind": "自然人", "name": "张某", "gender": "女", "age": "35岁", "phone": "138****0000", "address": "某区某路1号"},
    {"label": "被申请人", "side_label": "被申请人", "kind": "自然人", "name": "李某", "gender": "男", "age": "41岁", "phone": "139****0000", "address": "某区某路2号"},
]
STORY = "被申请人家的水管漏水，申请人家的天花板受损，双方对修复费用有争议。"
TERMS = ["被申请人于2026年4月30日前向申请人支付修复费用人民币3,400.00元，方式：银行转账。", "双方再无其他争议。"]
DISPUTE = "张某与李某邻里纠纷"


def example(passage: Passage, text: str, version: str, *, of: Centre, at: datetime) -> dict[str, Any]:
    """The facts of the passage's paper, with this text in its place and everything else as it holds for this centre."""
    at_court = of.kind == CentreKind.COURT_SERVICE
    centre, court = (NAME, of.name) if at_court else (of.name, "某人民法院（示例）")
    places = {CENTRE: centre, COURT: court, COPIES: ordinal(3)}
    facts = _common(centre, court, at, at_court=at_court) | _OF_FORM.get(passage.form, lambda at: {})(at)
    return facts | {"wording": worded(passage.form, of=of, at=at, places=places, instead={passage.name: (text, version)})}


def _common(centre: str, court: str, at: datetime, *, at_court: bool) -> dict[str, Any]:
    """What several papers ask for; each takes what it knows."""
    hands = [signature(one["label"], one["name"], at, "示例") for one in PEOPLE]
    return {
        "number": NUMBER,
        "case_number": NUMBER,
        "centre": centre,
        "court": court,
        "mediator": "王某",
        "people": PEOPLE,
        "parties": PEOPLE,
        "matter": DISPUTE,
        "summary": STORY,
        "signatures": hands,
        "on": day(at),
        "how": "委派",
        "began_on": day(at),
        "ended_on": day(at),
        "since": day(at),
        "until": day(at),
        "contact": "0571-12368",
        "seal_svg": centre_seal_svg(court, "立案专用章") if at_court else centre_seal_svg(centre, "调解专用章"),
        "verify_svg": verify_code(),
    }


_OF_FORM = {
    "receipt": lambda at: {
        "code_svg": qr_svg("https://example.org", "black"),
        "received_on": day(at),
        "limitation_interrupted_on": day(at),
        "applicant": PEOPLE[0]["name"],
        "respondent": PEOPLE[1]["name"],
        "dispute_type": "邻里",
    },
    "application": lambda _at: {"wishes": ["支付修复费用3400元"]},
    "agreement": lambda at: {
        "facts_text": STORY,
        "terms": TERMS,
        "copies": 3,
        "mediator": {"name": "王某", "signed_at": day(at)},
        "text_sha256": "0" * 64,
        "version": 1,
        "effective_on": day(at),
        "oral": False,
    },
    "certificate": lambda at: {
        "started_on": day(at),
        "outcome": "调解不成，调解程序终止",
        "reason": "双方分歧较大，无法达成一致",
        "limitation_note": f"诉讼时效自{day(at)}起中断，自调解程序终结之日起重新计算。",
    },
    "court_report": lambda _at: {"result": "未达成调解协议", "reason": "双方分歧较大，无法达成一致", "facts": [], "agreement": False},
    "confirmation_application": lambda at: {"applicants": PEOPLE, "agreement_number": NUMBER, "agreed_on": day(at), "presided_by": NAME, "terms": TERMS},
    "service_address": lambda _at: {"people": [PEOPLE[0] | {"electronic": True}]},
}

"""The file as a whole: its cover, and what has to lie in it."""

from dataclasses import dataclass
from typing import Any

from cases.casefile.ending import RESULT_ZH
from cases.casefile.people import file_number, matter, mediator_of, signature
from cases.casefile.sheet import Sheet
from cases.kinds import Audience
from cases.models import Case, Evidence
from cases.models.paper import PaperKind
from cases.papers import day
from cases.reads.retention import kept_for

DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the table of contents (卷内目录)."""

    place: int
    title: str
    must: bool = False


# The 13 lines of the ministry's table of contents (司法部 2010 格式, to be verified).
ITEMS = (
    Item(1, "人民调解申请书、受理登记表", must=True),
    Item(2, "权利义务告知书", must=True),
    Item(3, "当事人身份证明", must=True),
    Item(4, "授权委托书"),
    Item(5, "调查记录"),
    Item(6, "证据材料"),
    Item(7, "调解记录", must=True),
    Item(8, "人民调解协议书、口头协议登记表、终止调解告知书", must=True),
    Item(9, "履行凭证"),
    Item(10, "回访记录"),
    Item(11, "司法确认和诉讼材料"),
    Item(12, "卷宗情况说明"),
    Item(13, "封底", must=True),
)
PLACE_OF_PAPER = {
    PaperKind.AGREEMENT: 8,
    PaperKind.RULING: 11,
    PaperKind.COURT_STATEMENT: 11,
    PaperKind.NOTARISED_DEED: 11,
}
OUTSIDE_ZH = {PaperKind.RULING: "人民法院裁定书", PaperKind.COURT_STATEMENT: "人民法院调解书", PaperKind.NOTARISED_DEED: "公证债权文书"}


def cover(case: Case) -> list[Sheet]:
    """卷宗封面 (form 3.0)."""
    last = case.steps.order_by("-seq").first()
    at = last.at if last is not None else case.created_at
    years = round(kept_for("case", at=at).days / DAYS_A_YEAR)
    facts = {
        "name": matter(case),
        "number": file_number(case),
        "mediator": mediator_of(case.latest_round),
        "began_on": day(case.created_at),
        "ended_on": day(at) if case.stage in RESULT_ZH else "",
        "kept": f"{years}年",
        "centre": case.centre.name,
        "remark": f"案件编号：{case.number}",
        "signatures": [signature("立卷人")],
    }
    return [Sheet(facts, at)]


def back(case: Case) -> list[Sheet]:
    """卷底: how many pages there are, and what lies beside the file."""
    last = case.steps.order_by("-seq").first()
    facts = {
        "number": file_number(case),
        "beside": beside(case),
        "remark": "",
        "signatures": [signature("立卷人"), signature("检查人")],
    }
    return [Sheet(facts, last.at if last is not None else case.created_at)]


def beside(case: Case) -> list[dict[str, Any]]:
    """What is kept as it came and is not bound: exhibits on the table, and papers of courts and notaries."""
    exhibits = Evidence.objects.on_the_table().filter(case=case, audience=Audience.ALL).select_related("file").order_by("number")
    papers = case.papers.exclude(kind=PaperKind.AGREEMENT).filter(kind__in=PLACE_OF_PAPER).select_related("file")
    rows = [(6, f"证据{one.label}", one.file) for one in exhibits] + [(PLACE_OF_PAPER[PaperKind(one.kind)], OUTSIDE_ZH[PaperKind(one.kind)], one.file) for one in papers]
    return [{"no": number, "place": place, "name": name, "pages": file.pages, "sha256": file.sha256} for number, (place, name, file) in enumerate(rows, start=1)]

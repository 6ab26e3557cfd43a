"""The columns of the lists, as both sides know them: a stable code, and the name that people read."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils import translation

from mediation.parsing import plain

FILING = "filing"
ABOUT: dict[str, str] = {  # what we say of a filing
    FILING: "收件编号",
    "case": "案件编号",
    "kind": "类型",
    "state": "状态",
    "seq": "第几次提交",
    "court_ref": "法院收件号",
    "docket": "现有案号",
    "submitted": "提交时间",
    "first_submitted": "首次提交时间",
    "due": "答复期限",
    "applicant": "申请一方",
    "respondent": "对方",
    "papers": "材料份数",
    "package_sha256": "密封包校验值",
}
ANSWER: dict[str, str] = {  # what the court fills in
    "action": "处理",
    "docket_number": "案号",
    "result": "裁判结果",
    "reason": "原因",
    "document": "材料编号",
    "remark": "说明",
    "date": "日期编号",
    "date_kind": "日期类型",
    "begins": "开始时间",
    "minutes": "时长分钟",
    "room": "法庭",
    "place": "地点",
    "link": "在线地址",
    "contact": "联系人",
}
DOCUMENT: dict[str, str] = {FILING: "收件编号", "document": "材料编号", "kind": "类型", "title": "名称", "size": "字节", "sha256": "校验值", "path": "包内路径"}
REPORT: dict[str, str] = {"row": "行", FILING: "收件编号", "action": "处理", "outcome": "结果", "words": "说明"}
CODES: dict[str, str] = {"column": "列", "code": "代码", "name": "名称"}
KNOWN = ABOUT | ANSWER
RISKY = re.compile(r"^[=+\-@\t\r＝＋－＠]")  # what a spreadsheet takes for the beginning of a formula
GUARDED = re.compile(r"^'[=+\-@\t\r＝＋－＠]")
CODE = re.compile(r"[a-z][a-z0-9_]*")


def heading(code: str, name: str) -> str:
    """`filing 收件编号`: people read the one, we read the other."""
    return f"{code} {name}"


def code_of(said: str) -> str:
    """The column that a heading names, by its code, its name or both; what we do not know stays as it is."""
    text = plain(said)
    if (found := CODE.match(text.lower())) and found[0] in KNOWN:
        return found[0]
    return next((code for code, name in ANSWER.items() if name == text), next((code for code, name in ABOUT.items() if name == text), text))


def choice_in(choices: Any, said: str) -> str:
    """The code that a cell names, by the code or by its name in Chinese or English; what nobody knows stays as it is."""
    text = plain(said)
    return next((value for value, names in _names(choices) if text.lower() in names), text)


def names_of(choices: Any) -> list[tuple[str, str]]:
    """Codes with their Chinese names, for whoever fills the list in."""
    with translation.override("zh-hans"):
        return [(value, str(label)) for value, label in choices.choices]


def guarded(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before it, as people would type it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if RISKY.match(text) or GUARDED.match(text) else text


def unguarded(cell: str) -> str:
    """The cell without our apostrophe."""
    return cell[1:] if cell.startswith("'") and (RISKY.match(cell[1:]) or GUARDED.match(cell[1:])) else cell


def _names(choices: Any) -> Iterable[tuple[str, tuple[str, ...]]]:
    both = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            both.append([plain(str(label)).lower() for label in choices.labels])
    return [(names[0], names) for names in zip(choices.values, *both, strict=True)]

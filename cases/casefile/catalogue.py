"""Every form of a case file, in the order of its table of contents, and who reads which. Other apps add theirs."""

from collections import Counter
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.casefile import beginning, during, ending, whole
from cases.casefile.bound import pages_of, with_pages
from cases.casefile.people import file_number, matter
from cases.casefile.sheet import Form, Sheet
from cases.kinds import Audience, Side
from cases.models import Case
from cases.models.paper import PaperKind
from cases.reads.roles import role_of

COMMITTEE = frozenset({"mediator", "dispatcher"})
SIDES = frozenset(Side.values)
COURT = frozenset({"clerk"})

_added: list[Form] = []


def add(form: Form) -> None:
    """Put a form of another app into its place."""
    _added.append(form)


def catalogue() -> list[Form]:
    """All of them, in the order of the file."""
    return sorted([*OWN, *_added], key=lambda form: form.place)


def readable(user: Any, case: Case) -> list[tuple[Form, list[Sheet]]]:
    """The papers of this case that this person may read, by form. A form without a paper yet has an empty list."""
    role = role_of(user, case)
    return [(form, [sheet for sheet in form.sheets(case) if _meant(sheet, role)]) for form in catalogue() if role in form.readers]


def one(user: Any, case: Case, code: str, key: str) -> tuple[Form, Sheet] | None:
    """One of them; None for whoever may not read it, as for what does not exist."""
    role = role_of(user, case)
    form = next((form for form in catalogue() if form.code == code and role in form.readers), None)
    sheet = next((sheet for sheet in form.sheets(case) if sheet.key == key and _meant(sheet, role)), None) if form else None
    return (form, sheet) if form and sheet else None


def _meant(sheet: Sheet, role: str) -> bool:
    return role not in SIDES or sheet.audience in (Audience.ALL, role)


def contents(case: Case) -> list[Sheet]:
    """卷内目录 (form 3.0): what lies in the file, and what is still lacking."""
    counts = dict.fromkeys((item.place for item in whole.ITEMS), 0)
    for form in catalogue():
        if form.place:
            counts[form.place] += len(form.sheets(case))
    counts[whole.PLACE_OF_PAPER[PaperKind.AGREEMENT]] += case.papers.filter(kind=PaperKind.AGREEMENT).count()
    apart = Counter(one["place"] for one in whole.beside(case))
    rows = [_row(item, counts[item.place], apart[item.place]) for item in whole.ITEMS]
    at = case.steps.order_by("-seq").values_list("at", flat=True).first() or case.created_at
    facts = {"number": file_number(case), "name": matter(case), "rows": rows}
    return [Sheet(facts, at, late=lambda: with_pages(case, catalogue(), rows))]


def _row(item: whole.Item, made: int, apart: int) -> dict[str, Any]:
    count = made + apart
    return {"place": item.place, "title": item.title, "count": count, "apart": apart, "lacking": item.must and not count}


def back(case: Case) -> list[Sheet]:
    """卷底, with the number of pages of everything before it."""
    return [replace(sheet, late=lambda: {"pages": pages_of(case, catalogue())}) for sheet in whole.back(case)]


OWN = (
    Form("file_cover", "人民调解卷宗", _("Cover of the file"), 0, COMMITTEE, whole.cover),
    Form("file_contents", "卷内目录", _("Table of contents"), 0, COMMITTEE, contents),
    Form("application", "人民调解申请书", _("Application for mediation"), 1, COMMITTEE | {"applicant"}, beginning.application),
    Form("acceptance_register", "人民调解受理登记表", _("Register of acceptance"), 1, COMMITTEE, beginning.acceptance_register),
    Form("notice_of_rights", "权利义务告知书", _("Notice of rights and duties"), 2, COMMITTEE | SIDES, beginning.notice_of_rights),
    Form("power_of_attorney", "授权委托书", _("Power of attorney"), 4, COMMITTEE | SIDES, during.powers_of_attorney),
    Form("inquiry_record", "调查记录", _("Record of an inquiry"), 5, frozenset({"mediator"}), during.inquiry_records),
    Form("undisputed_facts", "无争议事实记载", _("Record of undisputed facts"), 7, COMMITTEE | SIDES | COURT, during.undisputed_facts),
    Form("closing_report", "结案报告表", _("Report on closing"), 12, COMMITTEE, ending.closing_report),
    Form("certificate", "终止调解告知书", _("Certificate that mediation ended"), 8, COMMITTEE | SIDES, ending.certificates),
    Form("return_visit", "回访记录", _("Record of a return visit"), 10, COMMITTEE, ending.return_visits),
    Form("entrustment_letter", "调解函", _("Letter that entrusts the mediation"), 12, COMMITTEE | COURT, ending.entrustment_letters),
    Form("court_report", "调解情况报告", _("Report to the court"), 12, COMMITTEE | COURT, ending.court_reports),
    Form("file_back", "卷底", _("Back of the file"), 13, COMMITTEE, back),
)

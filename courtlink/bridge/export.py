"""Filings as files for an intranet: a workbook or a CSV to work in, the sealed packages, and what they are checked with."""

import csv
import json
import zipfile
from collections.abc import Iterable, Sequence
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from cases.kinds import Side
from cases.models import Party
from courtlink.bridge import columns
from courtlink.flow import AT_COURT
from courtlink.jws import public_set
from courtlink.keys import our_keys
from courtlink.kinds import BridgeAction, FilingState, HearingKind, RefusalGround, RejectReason, Result, ReturnReason
from courtlink.models import Filing
from mediation.masking import mask_name, mask_phone
from mediation.people.models import User
from mediation.people.roles import Role
from mediation.vault.reads import open_original

MOST = 200  # filings of one export
CHOSEN = {"action": BridgeAction, "result": Result, "date_kind": HearingKind}  # cells that offer a list
CODED: dict[str, tuple[Any, ...]] = {"action": (BridgeAction,), "result": (Result,), "reason": (ReturnReason, RejectReason, RefusalGround), "date_kind": (HearingKind,)}
GUIDE = """这是提交到法院的材料，供没有外网连接的内网使用。

filings.xlsx / filings.csv　每份收件一行；右侧各列由法院填写。材料与代码见工作簿的另外两张表。
packages/　　　　　　　　　每份收件的密封包（zip），与在线提交的完全相同。
jwks.json　　　　　　　　　校验密封包签名的公钥：manage.py verify_package packages/编号.zip --key jwks.json

填写：action 列填“受理”等名称或代码；一份收件退回多份材料时复制该行，每份材料一行（document 填材料编号，reason 填原因）。
begins 填 2026-12-01 09:30。不处理的行留空。填好后存为 XLSX 或 CSV，在“内网交换”页交回：先逐行预览，确认后才执行。
"""


def at_court(user: User) -> QuerySet[Filing]:
    """What waits for somebody's court, the oldest first."""
    courts = [post.centre_id for post in user.posts if post.role in (Role.CLERK, Role.JUDGE)]
    rows = Filing.objects.filter(case__court__in=courts, state__in=(FilingState.SUBMITTED, *AT_COURT))
    return rows.select_related("case__court", "package").prefetch_related("documents__file", "case__parties", "clocks__deadline").order_by("submitted_at", "pk")


def rows_of(filings: Iterable[Filing], *, masked: bool) -> list[dict[str, object]]:
    """One row for each filing, the court's cells empty."""
    return [_row(filing, masked=masked) for filing in filings]


def as_csv(heading: dict[str, str], rows: Sequence[dict[str, Any]]) -> bytes:
    """UTF-8 with its mark, so that Excel knows it."""
    out = StringIO(newline="")
    table = csv.writer(out)
    table.writerow([columns.heading(code, name) for code, name in heading.items()])
    table.writerows([[columns.guarded(row.get(code)) for code in heading] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(filings: Sequence[Filing], *, masked: bool) -> bytes:
    """Three sheets: the filings with room for the answers, their documents, the codes."""
    from courtlink.bridge.workbook import Sheet, written  # a tenth of what every process would load at its start

    codes = [{"column": code, "code": value, "name": name} for code, kinds in CODED.items() for kind in kinds for value, name in columns.names_of(kind)]
    return written(
        Sheet("收件与答复", columns.KNOWN, rows_of(filings, masked=masked), lists=CHOSEN),
        Sheet("材料", columns.DOCUMENT, [row for filing in filings for row in _documents(filing)]),
        Sheet("代码", columns.CODES, codes),
    )


def as_archive(filings: Sequence[Filing], *, masked: bool) -> IO[bytes]:
    """Everything in one zip, on the disk: packages are large. The caller closes it."""
    file = TemporaryFile()  # noqa: SIM115 - the answer to the request closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("说明.txt", GUIDE.encode("utf-8-sig"))
        archive.writestr("filings.xlsx", as_workbook(filings, masked=masked))
        archive.writestr("filings.csv", as_csv(columns.KNOWN, rows_of(filings, masked=masked)))
        archive.writestr("jwks.json", json.dumps(public_set(our_keys())))
        for filing in filings:
            if filing.package is not None:
                with open_original(filing.package) as package:
                    archive.writestr(f"packages/{filing.ref}.zip", package.read())
    file.seek(0)
    return file


def _row(filing: Filing, *, masked: bool) -> dict[str, object]:
    case = filing.case
    clocks = [row.deadline for row in filing.clocks.all() if row.deadline.closed_at is None]
    return {
        columns.FILING: filing.ref,
        "case": case.number,
        "kind": filing.get_kind_display(),
        "state": filing.get_state_display(),
        "seq": filing.seq,
        "court_ref": filing.court_ref,
        "docket": filing.docket_number,
        "submitted": _moment(filing.submitted_at),
        "first_submitted": _moment(filing.first_submitted_at),
        "due": _moment(min((deadline.due_at for deadline in clocks), default=None)),
        "applicant": _people(case.parties.all(), Side.APPLICANT, masked=masked),
        "respondent": _people(case.parties.all(), Side.RESPONDENT, masked=masked),
        "papers": len(filing.documents.all()),
        "package_sha256": filing.package_sha256,
    }


def _people(parties: Iterable[Party], side: str, *, masked: bool) -> str:
    mine = [party for party in parties if party.side == side]
    return "；".join(f"{mask_name(p.name)} {mask_phone(p.phone)}".strip() if masked else f"{p.name} {p.phone}".strip() for p in mine)


def _documents(filing: Filing) -> list[dict[str, object]]:
    return [
        {columns.FILING: filing.ref, "document": d.position, "kind": d.kind, "title": d.title, "size": d.file.size, "sha256": d.sha256, "path": d.path}
        for d in filing.documents.all()
    ]


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""

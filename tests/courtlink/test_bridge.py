"""The bridge to an intranet: out and in again without losing a letter, looked through without a trace, carried out once, and never a 500 for a strange file."""

import csv
import io
import json
import zipfile
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import KeySet
from openpyxl import Workbook, load_workbook

from cases import clock
from cases.clock import SHANGHAI
from cases.models import Step
from courtlink.actions import answers as deeds
from courtlink.bridge import columns, export
from courtlink.bridge.answers import moment_in, read_answers
from courtlink.kinds import BridgeAction
from courtlink.models import AnswerRow, AnswerSheet, Filing, Hearing
from courtlink.verify import verify
from courtlink.views import bridge
from mediation.ledger.models import AccessEntry
from mediation.people.models import Centre
from mediation.refusals import Invalid, WrongPerson
from mediation.vault import cell
from mediation.vault.tables import MOST_BYTES, numbered_rows
from tests.courtlink.line import fresh, run_jobs, waiting
from tests.courtlink.test_court import red, sue
from tests.courtlink.test_hearings import applied, at
from tests.people import staff

DOCKET = "(2026)浙0108民初9号"
CELL = st.text("=+-@\t\r\n＝＋－＠'\",;a1林 ", max_size=8)  # everything that a reader of lists may stumble over


def listed(*rows: dict, form: str = "csv", encoding: str = "utf-8-sig", heading=None) -> bytes:
    """A list as the court would send it."""
    names = heading or {code: columns.heading(code, name) for code, name in columns.KNOWN.items()}
    table = [list(names.values()), *([row.get(code, "") for code in names] for row in rows)]
    if form == "xlsx":
        book, out = Workbook(), io.BytesIO()
        for line in table:
            book.active.append(line)
        book.save(out)
        return out.getvalue()
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    return out.getvalue().encode(encoding)


def sheet_of(content: bytes, name: str = "a.csv") -> AnswerSheet:
    court = Centre.objects.get(short_name="滨江法院")
    return deeds.keep_answers(court, content=content, lines=numbered_rows(content), name=name, by=staff("zhou"))


def looked(content: bytes) -> list[tuple[int, str, str]]:
    return [(line.number, str(line.outcome), line.words) for line in deeds.look_through(sheet_of(content), by=staff("zhou"))]


def done(content: bytes) -> list[tuple[int, str]]:
    return [(line.number, str(line.outcome)) for line in deeds.carry_out(sheet_of(content).pk, by=staff("zhou"))]


def hand_in(content: bytes, name: str = "answers.csv"):
    return at(staff("zhou")).post("/court/bridge", {"file": SimpleUploadedFile(name, content)})


# --- reading, without a database ---


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(("filing", "docket", "remark"), CELL)), max_size=3))
def test_whatever_stands_in_a_cell_comes_back_and_is_no_formula(rows):
    raw = export.as_csv(columns.KNOWN, rows)
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    for row, line in zip(rows, table[1:], strict=True):
        cells = dict(zip(columns.KNOWN, line, strict=True))
        assert {code: columns.unguarded(cells[code]) for code in row} == row
        assert not any(one[:1] in tuple("=+-@\t\r＝＋－＠") and one for one in line)


@given(st.lists(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=20, max_size=20), min_size=1, max_size=5, unique=True))
def test_numbers_of_filings_come_through_the_reader_as_they_went_out(refs):
    rows = [{"filing": ref, "action": "received"} for ref in refs]
    _facts, raw = cell.table(export.as_csv(columns.KNOWN, rows), "")
    (_one, heading), *lines = json.loads(raw)
    read = [(number, dict(zip(heading, cells, strict=True))) for number, cells in lines]
    assert [(answer.row, answer.ref, answer.action) for answer in read_answers(read)] == [(number, ref, "received") for number, ref in enumerate(refs, start=2)]


@pytest.mark.parametrize(
    "said",
    [
        "2026-12-01 09:30",
        "2026-12-01 09:30:00",
        "2026/12/1 9:30",
        "2026.12.01 09:30",
        "2026年12月1日 09:30",
        "2026年12月1日9时30分",
        "２０２６－１２－０１　０９：３０",
        "46357.395833333336",
        "2026-12-01T09:30",
    ],
)
def test_a_moment_in_every_usual_spelling(said):
    assert moment_in(said) == datetime(2026, 12, 1, 9, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("said", ["", "tomorrow", "2026-13-01 09:30", "2026-12-01", "99999999", "=NOW()", "46357", "nan"])
def test_what_is_no_moment_is_none(said):
    assert moment_in(said) is None


@pytest.mark.parametrize("heading", ["filing", "filing 收件编号", "收件编号", "ＦＩＬＩＮＧ　收件编号", " Filing "])
def test_a_heading_by_code_or_name(heading):
    assert columns.code_of(heading) == "filing"


@pytest.mark.parametrize(("said", "code"), [("accepted", "accepted"), ("Accept", "accepted"), ("受理", "accepted"), ("　受理 ", "accepted"), ("perhaps", "perhaps")])
def test_a_choice_by_code_or_name(said, code):
    assert columns.choice_in(BridgeAction, said) == code


# --- out ---


@pytest.mark.usefixtures("district")
def test_what_is_taken_along_can_be_read_checked_and_worked_in_without_a_network():
    filing = sue(red())
    answer = at(staff("zhou")).post("/court/bridge/export", {"form": "zip"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert sorted(archive.namelist()) == ["filings.csv", "filings.xlsx", "jwks.json", f"packages/{filing.ref}.zip", "说明.txt"]
        keys = KeySet.import_key_set(json.loads(archive.read("jwks.json")))
        assert verify(archive.read(f"packages/{filing.ref}.zip"), keys).flaws == []
        book = load_workbook(io.BytesIO(archive.read("filings.xlsx")))
        (number, row) = numbered_rows(archive.read("filings.csv"))[0]
        again = numbered_rows(archive.read("filings.xlsx"))[0]
    assert (number, {columns.code_of(name): value for name, value in row.items()}) == (2, {columns.code_of(name): value for name, value in again[1].items()})
    said = {columns.code_of(name): value for name, value in row.items()}
    assert (said["filing"], said["package_sha256"], said["applicant"], said["action"]) == (filing.ref, filing.package_sha256, "林晓 13800000001", "")
    assert book.sheetnames == ["收件与答复", "材料", "代码"]
    papers = [[value.value for value in line] for line in book["材料"].iter_rows(min_row=2)]
    assert [(line[0], line[5]) for line in papers] == [(filing.ref, d.sha256) for d in filing.documents.all()]
    assert {value.data_type for line in book["收件与答复"].iter_rows(min_row=2) for value in line if value.value} == {"s"}
    entry = AccessEntry.objects.get(verb="court_export")
    assert (entry.user, entry.facts) == (staff("zhou"), {"filings": 1, "masked": False})


@pytest.mark.usefixtures("district")
def test_a_masked_list_holds_no_name_and_no_number():
    filing = sue(red())
    for form in ("xlsx", "csv"):
        answer = at(staff("zhou")).post("/court/bridge/export", {"form": form, "masked": "1", "filing": filing.ref})
        (_number, row) = numbered_rows(answer.content)[0]
        assert "林* 138****0001" in row.values()
        assert not any("林晓" in cell or "13800000001" in cell for cell in row.values())


@pytest.mark.usefixtures("district")
def test_only_the_court_takes_anything_along():
    story = red()
    sue(story)
    for person in (story.lin, staff("fang"), staff("shen")):
        for path in ("/court/bridge", "/court/bridge/export"):
            assert at(person).post(path, {"form": "csv"}).status_code == 404
    assert at(staff("zhou")).post("/court/bridge/export", {"filing": "0" * 20}).status_code == 422


# --- in ---


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize(("form", "encoding"), [("csv", "utf-8-sig"), ("csv", "gb18030"), ("csv", "utf-16"), ("xlsx", "")])
def test_a_list_is_looked_through_without_a_trace_then_carried_out_once(form, encoding):
    filing = sue(red())
    content = listed({"filing": filing.ref, "action": "受理", "docket_number": "（２０２６）浙0108民初９号"}, form=form, encoding=encoding)
    steps, state = Step.objects.count(), fresh(filing).state
    assert looked(content) == [(2, "will", "")]
    assert (fresh(filing).state, Step.objects.count()) == (state, steps)
    assert done(content) == [(2, "done")]
    assert (fresh(filing).state, fresh(filing).docket_number) == ("accepted", DOCKET)
    steps = Step.objects.count()
    assert (done(content), looked(content), Step.objects.count()) == ([(2, "already")], [(2, "already", "")], steps)
    other = listed({"filing": filing.ref, "action": "accepted", "docket_number": DOCKET, "remark": "another file"})
    assert done(other) == [(2, "already")]
    assert (AnswerSheet.objects.count(), AnswerRow.objects.count()) == (2, 2)


@pytest.mark.usefixtures("district")
def test_every_row_is_judged_for_itself_and_says_what_is_wrong():
    filing, other = sue(red()), sue(red())
    content = listed(
        {"filing": "nonsense", "action": "received"},
        {"filing": filing.ref, "action": "fly"},
        {"filing": filing.ref, "action": "accepted", "docket_number": "12"},
        {},
        {"filing": filing.ref, "action": ""},
        {"filing": filing.ref, "action": "rejected", "reason": "不属于本院管辖"},
        {"filing": filing.ref, "action": "hearing", "begins": "soon"},
        {"filing": other.ref, "action": "received"},
        {"filing": "0" * 20, "action": "received"},
    )
    found = looked(content)
    assert [(number, outcome) for number, outcome, _words in found] == [
        (2, "refused"), (3, "refused"), (4, "refused"), (7, "refused"), (8, "refused"), (9, "will"), (10, "refused"),
    ]  # fmt: skip
    assert all(words for _number, outcome, words in found if outcome == "refused")
    assert [outcome for _number, outcome in done(content)].count("done") == 1
    assert (fresh(filing).state, fresh(other).state) == ("submitted", "under_review")
    report = at(staff("zhou")).get(f"/court/bridge/answers/{AnswerSheet.objects.get().pk}/report")
    assert (report.status_code, report.content.decode("utf-8-sig").count("\r\n")) == (200, 8)


@pytest.mark.usefixtures("district")
def test_later_rows_of_a_filing_see_what_earlier_ones_would_do():
    _story, filing = applied()
    content = listed(
        {"filing": filing.ref, "action": "hearing", "date_kind": "inquiry", "begins": "2027-03-01 09:00", "room": "三庭"},
        {"filing": filing.ref, "action": "accepted", "docket_number": "(2026)浙0108民特9号"},
        {"filing": filing.ref, "action": "hearing", "date_kind": "开庭", "begins": "2027-03-02 09:00", "minutes": "60", "place": "江南大道1号"},
        {"filing": filing.ref, "action": "decided"},
    )
    assert [outcome for _number, outcome, _words in looked(content)] == ["will"] * 4
    assert not Hearing.objects.exists()
    assert [outcome for _number, outcome in done(content)] == ["done"] * 4
    assert (fresh(filing).state, Hearing.objects.count()) == ("decided", 2)


@pytest.mark.usefixtures("district")
def test_a_return_names_its_documents_in_several_rows():
    filing = sue(red())
    rows = [
        {"filing": filing.ref, "action": "退回补正", "document": "1", "reason": "unclear_facts", "remark": "请写明时间，地点"},
        {"filing": filing.ref, "action": "returned", "document": "documents/02-service_address.pdf", "reason": "missing_address"},
    ]
    wrong = listed(rows[0] | {"document": "99"})
    assert [outcome for _number, outcome, _words in looked(wrong)] == ["refused"]
    assert done(listed(*rows)) == [(2, "done")]
    returned = fresh(filing)
    assert (returned.state, returned.remark) == ("returned", "请写明时间，地点")
    assert [(d.review_reason, d.review_words) for d in returned.documents.exclude(review_reason="")] == [("unclear_facts", "请写明时间，地点"), ("missing_address", "")]
    assert done(listed(*reversed(rows))) == [(2, "already")]


@pytest.mark.usefixtures("district")
def test_a_date_is_set_moved_by_its_number_and_cancelled():
    filing = sue(red())
    first = {"filing": filing.ref, "action": "hearing", "begins": "2027-03-01 09:00", "room": "三庭"}
    assert done(listed({"filing": filing.ref, "action": "accepted", "docket_number": DOCKET}, first)) == [(2, "done"), (3, "done")]
    hearing = Hearing.objects.get()
    assert (hearing.ends - hearing.begins, done(listed(first | {"remark": "again"}))) == (timedelta(minutes=90), [(2, "already")])
    moved = first | {"date": hearing.uid, "begins": "2027-03-01 14:00", "minutes": "30"}
    assert done(listed(moved)) == [(2, "done")]
    assert done(listed(moved | {"remark": "again"})) == [(2, "already")]
    off = {"filing": filing.ref, "action": "取消日期", "date": hearing.uid}
    assert (done(listed(off)), done(listed(off | {"remark": "again"}))) == ([(2, "done")], [(2, "already")])
    hearing.refresh_from_db()
    assert (hearing.cancelled, hearing.sequence) == (True, 2)


@pytest.mark.usefixtures("district")
def test_what_somebody_did_by_hand_since_is_not_done_back_by_the_same_file():
    filing = sue(red())
    rows = listed({"filing": filing.ref, "action": "accepted", "docket_number": DOCKET}, {"filing": filing.ref, "action": "hearing", "begins": "2027-03-01 09:00", "room": "三庭"})
    done(rows)
    deeds.hearings.cancel_date(Hearing.objects.get().pk, by=staff("zhou"))
    assert (done(rows), Hearing.objects.standing().count()) == ([(2, "already"), (3, "already")], 0)


@pytest.mark.usefixtures("district")
def test_another_court_and_a_court_with_its_own_system_are_kept_out():
    filing = sue(red())
    content = listed({"filing": filing.ref, "action": "received"})
    with pytest.raises(WrongPerson):
        deeds.keep_answers(Centre.objects.get(short_name="滨江法院"), content=content, lines=numbered_rows(content), name="a", by=staff("fang"))
    address = hand_in(content).url
    assert [at(person).get(address).status_code for person in (staff("fang"), staff("shen"))] == [404, 404]
    assert at(staff("zhou")).get(address).status_code == 200
    assert at(staff("zhou")).post(address).status_code == 302
    assert fresh(filing).state == "submitted"
    run_jobs()
    assert fresh(filing).state == "under_review"
    assert at(staff("zhou")).get(address).status_code == 200


@pytest.mark.usefixtures("district")
def test_a_long_list_is_looked_at_in_parts_and_carried_out_by_one_job(monkeypatch):
    monkeypatch.setattr(bridge, "LOOKED_AT", 2)
    filing = sue(red())
    rows = [{"filing": f"{number:020}", "action": "received"} for number in range(4)]
    address, clerk = hand_in(listed(*rows, {"filing": filing.ref, "action": "received"})).url, at(staff("zhou"))
    parts = [clerk.get(f"{address}?page={page}").context for page in (1, 2, 3, 99)]
    assert [[line.number for line in part["lines"]] for part in parts] == [[2, 3], [4, 5], [6], [6]]
    for _twice in range(2):
        assert clerk.post(address).status_code == 302
    asked = lambda: [name for name, _args in waiting()].count("courtlink.carry_out")
    assert asked() == 1
    AnswerSheet.objects.update(asked_at=clock.now() - timedelta(hours=1))  # the job gave up
    assert (clerk.post(address).status_code, asked()) == (302, 2)
    under_way = clerk.get(address)
    assert (
        under_way.context["so_far"],
        under_way.context["total"],
        'data-fresh=""' in under_way.content.decode(),
        "<form method" in under_way.content.decode().split("<main")[1],
    ) == (0, 5, True, False)
    run_jobs()
    finished = clerk.get(address)
    assert (fresh(filing).state, 'data-fresh="finished"' in finished.content.decode(), AnswerRow.objects.filter(outcome="done").count()) == ("under_review", True, 1)


@pytest.mark.usefixtures("district")
def test_a_list_that_was_carried_out_halfway_goes_on_where_it_ended():
    first, second = sue(red()), sue(red())
    address = hand_in(listed({"filing": first.ref, "action": "received"}, {"filing": second.ref, "action": "received"})).url
    sheet = AnswerSheet.objects.get()
    deeds._one(sheet, deeds.by_filing(sheet)[0][0], by=staff("zhou"))  # and then the worker died
    assert at(staff("zhou")).post(address).status_code == 302
    run_jobs()
    assert [(row.number, row.outcome) for row in sheet.done.all()] == [(2, "done"), (3, "done")]
    assert Step.objects.filter(case=first.case, name="filing_under_review").count() == 1


@pytest.mark.usefixtures("district")
def test_the_command_does_the_same(tmp_path, capsys):
    filing = sue(red())
    call_command("court_bridge", "export", str(tmp_path / "out.zip"), by="zhou")
    assert zipfile.is_zipfile(tmp_path / "out.zip")
    (tmp_path / "a.csv").write_bytes(listed({"filing": filing.ref, "action": "received"}))
    call_command("court_bridge", "import", str(tmp_path / "a.csv"), by="zhou")
    assert fresh(filing).state == "submitted"
    call_command("court_bridge", "import", str(tmp_path / "a.csv"), by="zhou", carry_out=True)
    assert (fresh(filing).state, f"2\t{filing.ref}\treceived\tdone" in capsys.readouterr().out) == ("under_review", True)
    with pytest.raises(CommandError):
        call_command("court_bridge", "export", str(tmp_path / "b.zip"), by="fang")


# --- strange files ---


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "x" * 70_000_000)
    return out.getvalue()


def with_part(name: str, text: str) -> bytes:
    """A workbook one of whose parts says something else."""
    whole, out = zipfile.ZipFile(io.BytesIO(listed({"filing": "0" * 20, "action": "received"}, form="xlsx"))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for part in whole.namelist():
            file.writestr(part, text if part == name else whole.read(part))
    return out.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "&{a};&{a};&{a};&{a};&{a};&{a};&{a};&{a};">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row></sheetData></worksheet>'
STRANGE = {
    "not a zip": b"PK\x03\x04broken",
    "bomb": bomb(),
    "bytes": b"\x00\x01\x02",
    "empty": b"",
    "cut": listed({"filing": "0" * 20, "action": "received"}, form="xlsx")[:-300],
    "long": b"filing,action\n" + b"a,received\n" * 2500,
    "wide": b"filing,action\n" + b"," * 100_000,
    "quotes": b'filing,action\n"' + b"x" * 200_000,
    "old excel": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "large": b"x" * (MOST_BYTES + 1),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
    "laughs": with_part("xl/worksheets/sheet1.xml", LAUGHS + SHEET.format("&j;")),
    "a file of the machine": with_part("xl/worksheets/sheet1.xml", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SHEET.format("&a;")),
    "no sheet": with_part("xl/workbook.xml", "<workbook/>"),
    "no heading that we know": b"a,b\n1,2\n",
    "nothing to do": listed({"filing": "0" * 20}),
}


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("content", STRANGE.values(), ids=STRANGE)
def test_a_strange_file_is_refused_with_a_sentence(content):
    answer = hand_in(content)
    assert (answer.status_code, AnswerSheet.objects.exists()) == (422, False)
    assert "root:" not in answer.content.decode()


@pytest.mark.usefixtures("district")
def test_formulas_and_links_to_other_files_are_only_text_or_nothing():
    book, out = Workbook(), io.BytesIO()
    book.active.append(["filing", "action", "remark", "begins"])
    book.active.append(['=HYPERLINK("http://a.example","x")', "received", "='[other.xlsx]Sheet1'!A1", datetime(2027, 3, 1, 9)])
    book.save(out)
    ((_number, row),) = numbered_rows(out.getvalue())
    assert row == {"filing": "", "action": "received", "remark": "", "begins": "2027-03-01 09:00:00"}
    assert hand_in(out.getvalue()).status_code == 302
    assert [outcome for _n, outcome, _w in looked(out.getvalue())] == ["refused"]


def test_too_many_deeds_are_sent_in_parts(district):
    rows = [{"filing": f"{number:020}", "action": "received"} for number in range(deeds.MOST + 1)]
    with pytest.raises(Invalid):
        sheet_of(listed(*rows))
    assert Filing.objects.count() == 0

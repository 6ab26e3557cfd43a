"""A list of disputes: looked through without a trace, brought in once however often it is run, and never a 500 for a strange file."""

import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from cases.actions import roll
from cases.models import Case, Roll
from cases.roll_forms import EXAMPLE, HEADINGS, read_row
from mediation.refusals import Invalid, WrongPerson
from mediation.vault.tables import read_table
from tests.people import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
GOOD = dict(zip(HEADINGS, EXAMPLE, strict=True))


def as_csv(*rows, encoding="utf-8"):
    out = io.StringIO()
    table = csv.DictWriter(out, HEADINGS)
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows):
    book = Workbook()
    book.active.append(HEADINGS)
    for row in rows:
        book.active.append([int(row[name]) if name in ("applicant_phone", "area") else row[name] for name in HEADINGS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def browser():
    client = Client()
    client.force_login(staff("fang"), backend="mediation.people.backends.Citizens")
    return client


def hand_in(content, name="list.csv"):
    return browser().post("/entry/list", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("content", [as_csv(GOOD), as_csv(GOOD, encoding="gb18030"), as_xlsx(GOOD)], ids=["utf-8", "gb18030", "xlsx"])
def test_a_list_is_read_in_every_usual_form(content):
    assert read_table(content) == [GOOD]


def test_the_dry_run_changes_nothing_and_names_each_fault():
    rows = [GOOD, GOOD | {"ref": "2", "applicant_phone": "12"}, GOOD | {"ref": "3", "area": "999"}, GOOD | {"ref": "3", "summary": ""}]
    answer = hand_in(as_csv(*rows))
    lines = roll.look_through(Roll.objects.get(), read_row)
    assert (answer.status_code, Case.objects.count()) == (302, 0)
    assert [bool(line.faults) for line in lines] == [False, True, True, True]
    assert len(lines[3].faults) == 2
    assert browser().get(answer.url).status_code == 200


def test_a_second_run_and_a_corrected_list_make_no_case_twice():
    first = hand_in(as_csv(GOOD, GOOD | {"ref": "2", "summary": "短"})).url
    client = browser()
    client.post(first)
    client.post(first)
    assert Case.objects.count() == 1
    second = hand_in(as_csv(GOOD, GOOD | {"ref": "2", "summary": "楼道堆物挡住了消防通道。", "applicant_phone": "13800000005"})).url
    assert client.post(second).status_code == 302
    assert Case.objects.count() == 2
    assert {case.channel for case in Case.objects.all()} == {"file"}
    assert {case.entered_by for case in Case.objects.all()} == {staff("fang")}


def test_another_centre_cannot_bring_it_in_or_see_it():
    address = hand_in(as_csv(GOOD)).url
    other = Client()
    other.force_login(staff("pan"), backend="mediation.people.backends.Citizens")
    assert (other.get(address).status_code, other.post(address).status_code) == (404, 404)
    with pytest.raises(WrongPerson):
        roll.bring_in(Roll.objects.get().pk, read_row, by=staff("pan"))


def test_a_row_from_another_place_stops_with_a_sentence():
    address = hand_in(as_csv(GOOD | {"area": "330108001001"})).url
    assert browser().post(address).status_code == 422
    assert Case.objects.count() == 0


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "x" * 70_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04broken", bomb(), b"\x00\x01\x02", b"", b"\xff\xfe" * 9, as_xlsx(GOOD)[:-400], b"a,b\n" * 3000, b"x" * 5_000_001],
    ids=["not a zip", "bomb", "bytes", "empty", "half", "cut", "long", "large"],
)
def test_a_strange_file_is_refused_with_a_sentence(content):
    if content:
        with pytest.raises(Invalid):
            if not read_table(content):
                raise Invalid
    assert hand_in(content).status_code == 422
    assert not Roll.objects.exists()

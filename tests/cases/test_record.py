"""The record that anybody can check without us: by its own program, in a folder with nothing else, without the product's packages."""

import base64
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cases import clock
from cases.actions import undisputed
from cases.actions.days import close_yesterday, stamp_roots
from cases.models import Step
from mediation.ledger import merkle
from mediation.ledger.days import close_day, proof_of
from mediation.ledger.models import DayRoot, DayStamp
from mediation.papers.errors import PaperError
from mediation.papers.signing.stamps import BadStamp, stamped_at
from tests.papers.time_authority import TimeAuthority
from tests.people import Story, qian, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def record(user, story) -> bytes:
    browser = Client()
    browser.force_login(user, backend="mediation.people.backends.Citizens")
    return browser.get(f"/case/{story.case.number}/record.zip").content


def checked(raw: bytes, folder, *roots) -> tuple[int, str]:
    """What the program inside says; it runs alone (-I -S: without this environment's packages)."""
    path = folder / "record.zip"
    path.write_bytes(raw)
    with zipfile.ZipFile(path) as archive:
        (folder / "verify.py").write_bytes(archive.read("verify.py") if "verify.py" in archive.namelist() else b"")
    done = subprocess.run([sys.executable, "-I", "-S", "verify.py", "record.zip", *map(str, roots)], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def rewritten(raw: bytes, change) -> bytes:
    """The same zip with other files in it."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def settled() -> Story:
    return Story.begin().accept().answer().bind().take().talk().settle()


def test_it_is_the_same_for_the_same_reader_and_holds(tmp_path):
    story = settled()
    raw = record(story.lin, story)
    assert record(story.lin, story) == raw
    code, said = checked(raw, tmp_path)
    assert (code, said.strip().splitlines()[-1]) == (0, "UNCHANGED")
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.read("papers/agreement-v1.pdf").startswith(b"%PDF-")
    assert [entry.get("step") for entry in manifest["files"]] == [Step.objects.get(case=story.case, name="agree").seq]


def changed_step(files):
    manifest = json.loads(files["manifest.json"])
    manifest["steps"][1]["payload"]["reason"] = "x"
    files["manifest.json"] = json.dumps(manifest).encode()


def dropped_step(files):
    manifest = json.loads(files["manifest.json"])
    del manifest["steps"][1]
    files["manifest.json"] = json.dumps(manifest).encode()


def exchanged_paper(files):
    manifest = json.loads(files["manifest.json"])
    files["papers/agreement-v1.pdf"] += b"\n"
    from hashlib import sha256

    manifest["files"][0]["sha256"] = sha256(files["papers/agreement-v1.pdf"]).hexdigest()
    files["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed_step, "step 2 was changed"),
        (dropped_step, "step 2 is missing"),
        (exchanged_paper, "is not what step"),
        (lambda files: files.update({"papers/agreement-v1.pdf": b"%PDF-"}), "changed: papers/agreement-v1.pdf"),
        (lambda files: files.pop("papers/agreement-v1.pdf"), "missing: papers/agreement-v1.pdf"),
        (lambda files: files.update({"papers/more.pdf": b"x"}), "not listed: papers/more.pdf"),
    ],
    ids=["a step changed", "a step dropped", "a paper exchanged with its hash", "a paper changed", "a paper missing", "a paper added"],
)
def test_whatever_is_changed_is_named(change, said, tmp_path):
    story = settled()
    code, lines = checked(rewritten(record(story.lin, story), change), tmp_path)
    assert (code, said in lines, lines.strip().splitlines()[-1]) == (1, True, "CHANGED")


@pytest.mark.parametrize("raw", [b"", b"PK", b"x" * 999])
def test_what_is_no_record_is_said_to_be_none(raw, tmp_path):
    story = Story.begin()
    (tmp_path / "good").mkdir()
    checked(record(story.lin, story), tmp_path / "good")
    (tmp_path / "good" / "record.zip").write_bytes(raw)
    done = subprocess.run([sys.executable, "-I", "-S", "verify.py", "record.zip"], cwd=tmp_path / "good", capture_output=True, text=True, check=False)
    assert (done.returncode, "no readable record" in done.stdout, done.stderr) == (2, True, "")


def test_a_side_gets_the_hash_of_what_is_not_meant_for_it_and_nothing_else(tmp_path):
    from cases.actions.inquire import Asked, write_inquiry

    story = Story.begin().accept().answer().bind().take().talk()
    write_inquiry(story.case.pk, by=staff("shen"), said=Asked(at=timezone.now(), place="物业", name="周师傅", text="问答"))
    undisputed.write_fact(story.case.pk, by=staff("shen"), text="一个事实。")
    mine, all_of_it = record(story.lin, story), record(staff("shen"), story)
    with zipfile.ZipFile(BytesIO(mine)) as archive:
        steps = json.loads(archive.read("manifest.json"))["steps"]
    hidden = [step for step in steps if "payload" not in step]
    assert [set(step) for step in hidden] == [{"seq", "hash"}]
    assert (b"inquiry_written" in archive_bytes(mine), b"inquiry_written" in archive_bytes(all_of_it)) == (False, True)
    assert checked(mine, tmp_path)[0] == 0
    browser = Client()
    browser.force_login(qian(), backend="mediation.people.backends.Citizens")
    assert browser.get(f"/case/{story.case.number}/record.zip").status_code == 404


def archive_bytes(raw: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if name != "verify.py")


def test_the_root_of_a_day_proves_that_the_chain_was_there(tmp_path, monkeypatch):
    story, other = Story.begin(), Story.begin("neighbour")
    assert close_yesterday() == []
    monkeypatch.setattr(clock, "now", lambda: timezone.now() + timedelta(days=2))
    first, second = close_yesterday()
    assert close_yesterday() == []
    assert [leaf.subject for leaf in first.leaves.all()] == ["root:", *sorted([f"case:{story.case.number}", f"case:{other.case.number}"])]
    assert [(leaf.subject, bytes(leaf.head)) for leaf in second.leaves.all()] == [(f"root:{first.day}", bytes(first.root))]
    raw = record(story.lin, story)
    code, said = checked(raw, tmp_path)
    assert (code, f"root of {first.day}: {bytes(first.root).hex()}" in said) == (0, True)

    def another_root(files):
        manifest = json.loads(files["manifest.json"])
        manifest["day"]["root"] = "00" * 32
        files["manifest.json"] = json.dumps(manifest).encode()

    code, said = checked(rewritten(raw, another_root), tmp_path)
    assert (code, "does not contain this chain" in said) == (1, True)


@pytest.fixture
def time_authority(tmp_path_factory, settings):
    made = TimeAuthority(tmp_path_factory.mktemp("tsa"))
    settings.TSA_URL, settings.TSA_ROOTS = made.url, str(made.root)
    yield made
    made.stop()


def two_days_later(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: timezone.now() + timedelta(days=2))


def verified_days() -> str:
    out = StringIO()
    call_command("verify_days", stdout=out)
    return out.getvalue()


def test_an_authority_of_time_stamps_the_root_of_each_day_and_everybody_can_check_it(tmp_path, monkeypatch, settings, time_authority):
    story = Story.begin()
    two_days_later(monkeypatch)
    close_yesterday()
    assert (stamp_roots(), stamp_roots(), time_authority.asked) == (2, 0, 2)
    assert "2 days verified, 2 of them with a time-stamp" in verified_days()
    raw = record(story.lin, story)
    assert (checked(raw, tmp_path)[0], "was not checked" in checked(raw, tmp_path)[1]) == (0, True)
    code, said = checked(raw, tmp_path, time_authority.root)
    assert (code, "its signature was checked" in said, said.strip().splitlines()[-1]) == (0, True, "UNCHANGED")
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    other = TimeAuthority(stranger)
    other.stop()
    code, said = checked(raw, tmp_path, other.root)
    assert (code, "is not signed by whom you trust" in said) == (1, True)
    settings.TSA_ROOTS = str(other.root)
    with pytest.raises(CommandError, match="2 of 2 days do not hold"):
        verified_days()


def test_a_time_stamp_of_something_else_proves_nothing(tmp_path, monkeypatch, time_authority):
    story = Story.begin()
    two_days_later(monkeypatch)
    close_yesterday()
    stamp_roots()
    first, second = DayRoot.objects.all()

    def exchanged(files):
        manifest = json.loads(files["manifest.json"])
        manifest["day"]["stamp"] = base64.b64encode(bytes(second.stamp.token)).decode()
        files["manifest.json"] = json.dumps(manifest).encode()

    code, said = checked(rewritten(record(story.lin, story), exchanged), tmp_path)
    assert (code, "the time stamp is not about the root" in said) == (1, True)
    for token, digest in ((bytes(second.stamp.token), bytes(first.root)), (b"", bytes(first.root)), (bytes(first.stamp.token)[:-1] + b"\0", bytes(first.root))):
        with pytest.raises(BadStamp):
            stamped_at(token, digest)
    assert stamped_at(bytes(first.stamp.token), bytes(first.root)) == first.stamp.stamped_at


def test_a_silent_authority_of_time_leaves_the_roots_for_the_next_hour(monkeypatch, time_authority):
    Story.begin()
    two_days_later(monkeypatch)
    close_yesterday()
    time_authority.stop()
    with pytest.raises(PaperError):
        stamp_roots()
    assert (DayStamp.objects.count(), verified_days().strip()) == (0, "2 days verified, 0 of them with a time-stamp.")


def test_without_an_authority_of_time_nobody_is_asked(settings):
    settings.TSA_URL = ""
    assert stamp_roots() == 0


def test_a_root_that_does_not_fit_its_chains_is_named():
    close_day(timezone.localdate(), [("case:x", bytes(32))])
    with pytest.raises(CommandError, match="1 of 1 days do not hold"):
        verified_days()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 33])
def test_every_leaf_of_every_tree_climbs_to_its_root_and_no_other_does(count):
    leaves = [merkle.leaf(bytes([number])) for number in range(count)]
    root = merkle.root(leaves)
    assert all(merkle.climb(leaf, merkle.path(leaves, place)) == root for place, leaf in enumerate(leaves))
    assert not any(merkle.climb(merkle.leaf(b"other"), merkle.path(leaves, place)) == root for place in range(count))


def test_trees_are_those_of_the_standard():
    """The reference trees of RFC 6962 implementations: the empty one, and eight leaves."""
    data = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ]
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root([merkle.leaf(one) for one in data]).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_a_day_is_closed_once_and_a_chain_without_a_day_has_no_proof():
    day = timezone.localdate()
    first = close_day(day, [("case:x", bytes(32))])
    assert close_day(day, []).pk == first.pk
    assert (DayRoot.objects.count(), proof_of("case:y")) == (1, None)

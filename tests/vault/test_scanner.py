"""With a virus scanner, nothing infected is kept; and nothing at all while it does not answer. The scanner is a real clamd."""

import hashlib
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from mediation.refusals import Invalid
from mediation.vault.actions import keep_bytes, keep_picture
from mediation.vault.models import StoredFile
from mediation.vault.scanner import NotScanned
from tests.vault.makers import files_in, picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]
INFECTED = picture(colour="purple")


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    """A scanner of our own that knows one picture as harmful; signatures of the world are not needed."""
    program = shutil.which("clamd") or "/usr/sbin/clamd"
    if not Path(program).exists():
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    home = tmp_path_factory.mktemp("c")
    (home / "own.hdb").write_text(f"{hashlib.md5(INFECTED).hexdigest()}:{len(INFECTED)}:Our-Test\n")
    address = home / "s"
    (home / "clamd.conf").write_text(f"DatabaseDirectory {home}\nLocalSocket {address}\nForeground yes\nLogFile {home}/log\nTemporaryDirectory {home}\nStreamMaxLength 64M\n")
    server = subprocess.Popen([program, "-c", str(home / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while not _answers(address):
        assert server.poll() is None and time.monotonic() < end, (home / "log").read_text() if (home / "log").exists() else "no log"
        time.sleep(0.05)
    yield str(address)
    server.terminate()
    server.wait(20)


def _answers(address):
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(address)) == 0


def test_what_is_infected_is_refused_and_leaves_no_original(clamd, settings, vault):
    settings.CLAMD_SOCKET = clamd
    with pytest.raises(Invalid) as refusal:
        keep_picture(upload=upload(INFECTED), by=None)
    assert (refusal.value.code, StoredFile.objects.count()) == ("infected", 0)
    assert hashlib.sha256(INFECTED).hexdigest() not in [path.name for path in files_in(vault)]


def test_what_is_clean_is_kept(clamd, settings):
    settings.CLAMD_SOCKET = clamd
    assert keep_picture(upload=upload(picture()), by=None).is_picture


def test_a_silent_scanner_lets_nothing_foreign_pass(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    with pytest.raises(NotScanned):
        keep_picture(upload=upload(picture()), by=None)
    assert StoredFile.objects.count() == 0
    assert keep_bytes(content=b"made here", name="a.pdf", media_type="application/pdf", by=None).made_here

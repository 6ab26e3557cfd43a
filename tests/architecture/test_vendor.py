"""What browsers get of others' code: the bytes that were committed, and the same bytes when they are made anew."""

import json
import shutil
import subprocess
from hashlib import sha256

import pytest
from django.conf import settings

UI, VENDOR = settings.BASE_DIR / "ui", settings.BASE_DIR / "mediation" / "static" / "vendor"
SAYS = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))


def test_every_vendored_file_is_the_one_that_was_written_down():
    files = {path.name: sha256(path.read_bytes()).hexdigest() for path in VENDOR.iterdir() if path.name != "vendor.json"}
    assert files == SAYS["files"]


def test_the_lock_file_pins_what_was_bundled_and_names_no_place():
    lock = json.loads((UI / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: lock[f"node_modules/{name}"]["version"] for name in SAYS["packages"]} == SAYS["packages"]
    assert [name for name, entry in lock.items() if "resolved" in entry or (name and "integrity" not in entry)] == []
    licences = (VENDOR / "editor.js.LEGAL.txt").read_text(encoding="utf-8")
    assert [name for name, version in SAYS["packages"].items() if f"{name} {version}\n" not in licences] == []


def test_made_anew_the_bundle_is_the_same(tmp_path):
    if shutil.which("node") is None or not (UI / "node_modules").is_dir():
        pytest.skip("Node or the packages are missing here: `cd ui && npm ci --ignore-scripts`")
    subprocess.run(["node", "build.mjs", str(tmp_path)], cwd=UI, check=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {path.name: path.read_bytes() for path in VENDOR.iterdir()}

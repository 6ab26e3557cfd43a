"""The record of a case as one file that anybody can check without us: the chain, the papers, the hashes of the exhibits, and a small program."""

import base64
import json
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from cases.models import Case, Evidence, Paper, Step
from mediation.ledger import offline
from mediation.ledger.chain import canonical
from mediation.ledger.days import proof_of
from mediation.vault.reads import open_original

EPOCH = (1980, 1, 1, 0, 0, 0)
README = """这是一码解纠纷系统导出的案件记录。任何人都可以离线核验：
    python verify.py 本文件.zip
显示 UNCHANGED 表示内容没有被改动。与导出者无关的步骤只给出摘要，不给出内容。

This is the record of a case. Anybody can check it offline:
    python verify.py this-file.zip
UNCHANGED means that nothing in it was changed. Steps that are not meant for whoever exported it show their hash and not their content.
"""


def record_of(case: Case, audiences: frozenset[str]) -> bytes:
    """The zip for one kind of reader: the same case and reader give the same bytes."""
    steps = list(case.steps.order_by("seq"))
    papers = list(Paper.objects.filter(case=case, audience__in=audiences).select_related("file"))
    exhibits = Evidence.objects.on_the_table().filter(case=case, audience__in=audiences).select_related("file").order_by("audience", "number", "version")
    files = {f"papers/{paper.kind}-v{paper.version}.pdf": open_original(paper.file).read() for paper in papers}
    sealed_by = {f"papers/{paper.kind}-v{paper.version}.pdf": _sealing(paper, steps, audiences) for paper in papers}
    day = proof_of(f"case:{case.number}")
    manifest = {
        "version": 1,
        "case": case.number,
        "steps": [_step(step, audiences) for step in steps],
        "files": [{"path": path, "sha256": sha256(content).hexdigest()} | ({"step": sealed_by[path]} if sealed_by[path] else {}) for path, content in sorted(files.items())],
        "exhibits": [{"number": e.number, "version": e.version, "audience": e.audience, "sha256": e.file.sha256} for e in exhibits],
        "day": day and day | {"stamp": base64.b64encode(day["stamp"]).decode()},
    }
    return _zip({"manifest.json": canonical(manifest), "README.txt": README.encode(), "verify.py": Path(offline.__file__).read_bytes(), **files})


def _step(step: Step, audiences: frozenset[str]) -> dict[str, Any]:
    shown = {"payload": json.loads(canonical(step.payload()))} if step.audience in audiences else {}
    return {"seq": step.seq, "hash": bytes(step.hash).hex(), **shown}


def _sealing(paper: Paper, steps: list[Step], audiences: frozenset[str]) -> int:
    """The number of the happening that names the paper's hash; 0 when none that this reader sees does."""
    return next((step.seq for step in steps if step.audience in audiences and paper.sha256 in json.dumps(step.facts)), 0)


def _zip(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o100644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()

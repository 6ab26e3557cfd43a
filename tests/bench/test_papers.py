"""What a paper costs, beside WeasyPrint alone in the same run: CPU, papers a second and core, memory after a thousand. `make bench`."""

import json
import subprocess
import sys

import pytest

from mediation.papers.render import paper_html
from tests.papers.makers import DAY, facts_of

pytestmark = pytest.mark.bench
ROUNDS, PAPERS, MANY = 3, 60, 1000
MOST_TIMES_BARE, LEAST_A_SECOND, MOST_MEMORY = 1.25, 10, 300  # MB


def run(kind, path, count):
    done = subprocess.run([sys.executable, "-m", "tests.bench.press_run", kind, str(path), str(count)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_an_agreement_costs_little_more_than_its_layout(tmp_path):
    path = tmp_path / "agreement.html"
    path.write_text(paper_html("agreement", facts_of("agreement"), title="人民调解协议书", made_at=DAY), encoding="utf-8")
    turns = [{kind: run(kind, path, PAPERS)["cpu"] for kind in ("bare", "ours")} for _round in range(ROUNDS)]
    bare, ours = (min(turn[kind] for turn in turns) for kind in ("bare", "ours"))
    many = run("ours", path, MANY)
    print(f"\nagreement, CPU: WeasyPrint alone {bare:.0f} ms, the press {ours:.0f} ms ({ours / bare:.2f} times; at most {MOST_TIMES_BARE})")
    print(
        f"{1000 / ours:.1f} papers a second and core (at least {LEAST_A_SECOND}); memory {many['before']:.0f} MB warm, {many['after']:.0f} MB after {MANY} papers (at most {MOST_MEMORY})"
    )
    assert ours <= bare * MOST_TIMES_BARE
    assert 1000 / ours >= LEAST_A_SECOND
    assert many["after"] <= MOST_MEMORY

"""What a court asks of a package before it gives a receipt. The clerks' pages and the sandbox court use the same rules."""

from collections.abc import Mapping
from typing import Any

from joserfc.jwk import KeySet

from courtlink.adapters.port import Problem
from courtlink.kind_table import row_of
from courtlink.kinds import DocumentKind, FilingKind, Role
from courtlink.verify import Unreadable, verify

MEGABYTE = 1024 * 1024


def problems_of(content: bytes, keys: KeySet | None, *, ref: str, policy: Mapping[str, Any]) -> list[Problem]:
    """Everything that is wrong with a package, at once. `policy`: {"max_mb", "kinds"}."""
    if len(content) > policy.get("max_mb", float("inf")) * MEGABYTE:
        return [Problem("", "too_large")]
    try:
        found = verify(content, keys)
    except Unreadable as fault:
        return [Problem("", "unreadable", str(fault))]
    manifest, problems = found.manifest, [Problem(flaw.path, "changed", flaw.what) for flaw in found.flaws]
    if manifest.get("filing") != ref:
        problems.append(Problem("", "other_number"))
    if manifest.get("kind") not in policy.get("kinds", FilingKind.values) or manifest.get("kind") not in FilingKind.values:
        return [*problems, Problem("", "kind_not_taken")]
    kinds = [row.get("kind") for row in manifest["documents"]]
    problems += [Problem(row["path"], "kind_not_allowed") for row in manifest["documents"] if row.get("kind") not in DocumentKind.values]
    problems += [Problem("", "missing", str(kind)) for kind in row_of(manifest["kind"]).papers if kind not in kinds]
    if [row.get("role") for row in manifest["documents"]].count(Role.LEAD) != 1:
        problems.append(Problem("", "not_one_lead"))
    return problems

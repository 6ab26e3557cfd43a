"""The forms we print and the facts without which each of them would be wrong.

A template prints a missing fact as nothing; on a legal paper that is a lie, so it is refused.
Form numbers are those of the Ministry of Justice's and the courts' forms in docs.
"""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from mediation.papers.wording import Worded

EDITION = "2026-11"  # of the forms printed here; it changes with any of them
FOLDER = Path(settings.BASE_DIR) / "templates" / "papers"
STYLE = Path(__file__).with_name("paper.css")

REQUIRED: dict[str, frozenset[str]] = {
    "poster": frozenset({"community", "street", "centre", "centre_phone", "qr_svg", "short_url"}),
    "receipt": frozenset({"number", "code_svg", "received_on", "limitation_interrupted_on", "applicant", "respondent", "dispute_type", "summary", "centre", "wording"}),
    "agreement": frozenset(
        {"number", "parties", "facts_text", "terms", "copies", "signatures", "mediator", "centre", "seal_svg", "text_sha256", "effective_on", "oral", "verify_svg", "wording"}
    ),
    "certificate": frozenset({"number", "parties", "started_on", "ended_on", "outcome", "reason", "wording", "centre", "seal_svg", "limitation_note", "verify_svg"}),
    "complaint": frozenset({"court", "heading", "subtitle", "called", "plaintiffs", "defendants", "third_party", "agents", "blocks", "evidence", "note", "by_hand", "signed"}),
    "confirmation_application": frozenset({"court", "applicants", "agreement_number", "agreed_on", "presided_by", "terms", "wording", "signatures", "on"}),
    "enforcement_application": frozenset(
        {
            "court",
            "creditor",
            "debtors",
            "basis",
            "basis_number",
            "confirms",
            "agreement_number",
            "presided_by",
            "agreed_on",
            "terms",
            "requests",
            "total",
            "double_interest",
            "performed",
            "clues",
            "signature",
            "on",
        }
    ),
    "presided_proof": frozenset({"court", "number", "matter", "parties", "mediator", "began_on", "agreed_on", "centre", "seal_svg", "on"}),
    "evidence_list": frozenset({"number", "evidence", "submitter", "on"}),
    "service_address": frozenset({"number", "people", "on", "wording"}),
    "file_cover": frozenset({"name", "number", "mediator", "began_on", "ended_on", "kept", "centre", "remark", "signatures"}),
    "file_contents": frozenset({"number", "name", "rows"}),
    "file_back": frozenset({"number", "beside", "remark", "signatures"}),
    "application": frozenset({"number", "people", "summary", "wishes", "centre", "signatures", "wording"}),
    "acceptance_register": frozenset(
        {"number", "received_on", "accepted_on", "people", "dispute_type", "source", "sources", "summary", "entered_by", "centre", "seal_svg", "verify_svg", "remark", "signatures"}
    ),
    "notice_of_rights": frozenset({"number", "centre", "signatures", "wording"}),
    "power_of_attorney": frozenset({"number", "matter", "principals", "kind", "kinds", "agent", "authority", "powers", "since", "until", "document", "signatures"}),
    "inquiry_record": frozenset({"number", "matter", "when", "where", "by", "asked", "relation", "present", "text", "signatures"}),
    "mediation_record": frozenset(
        {"number", "parties", "present", "matter", "when", "where", "text", "result", "results", "signatures", "centre", "seal_svg", "verify_svg", "on", "sha256", "version"}
    ),
    "undisputed_facts": frozenset({"number", "matter", "facts", "mediator", "centre", "seal_svg", "verify_svg", "on", "signatures"}),
    "closing_report": frozenset(
        {"number", "source", "sources", "centre", "mediator", "received_on", "closed_on", "people", "dispute_type", "summary", "attempts", "result", "reason", "signatures"}
    ),
    "return_visit": frozenset({"number", "matter", "visited", "agreement_number", "on", "kept", "satisfaction", "smoulders", "words", "signatures"}),
    "entrustment_letter": frozenset({"court", "number", "how", "centre", "mediator", "people", "matter", "since", "until", "contact", "wording", "on", "seal_svg", "verify_svg"}),
    "court_report": frozenset(
        {"court", "number", "how", "centre", "mediator", "people", "matter", "began_on", "ended_on", "result", "reason", "facts", "on", "seal_svg", "verify_svg", "wording"}
    ),
}


class UnknownForm(LookupError):
    """A programmer named a form that does not exist, or left out one of its facts."""


def check_facts(template: str, facts: Mapping[str, Any]) -> None:
    """Raise UnknownForm when the form or one of its facts is missing."""
    if template not in REQUIRED:
        raise UnknownForm(template)
    if missing := REQUIRED[template] - facts.keys():
        raise UnknownForm(f"{template} without {', '.join(sorted(missing))}")


def made_of(template: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a paper was made of, for the record inside it: the form, its edition and fingerprint, and the version of every passage that could have been worded otherwise."""
    return {"form": template, "edition": EDITION, "template_sha256": fingerprint(template), "wording": dict(_wording(facts).versions)}


def edition_line(template: str, facts: Mapping[str, Any]) -> str:
    """The same in small print at the foot of each page: the edition, and whose wording stands beside the standing one."""
    own = dict.fromkeys(version for version in _wording(facts).versions.values() if version != EDITION)
    return "　".join([f"格式{EDITION}", *(f"文字{version}" for version in own)])


@lru_cache(maxsize=64)
def fingerprint(template: str) -> str:
    """The SHA-256 over everything that decides how a form looks: its template, the parts it may use, the style sheet."""
    files = [FOLDER / f"{template}.html", FOLDER / "base.html", *sorted((FOLDER / "parts").glob("*.html")), STYLE]
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _wording(facts: Mapping[str, Any]) -> Worded:
    return facts.get("wording") or Worded()

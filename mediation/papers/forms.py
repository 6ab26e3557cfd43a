"""The forms we print and the facts without which each of them would be wrong.

A template prints a missing fact as nothing; on a legal paper that is a lie, so it is refused.
Form numbers are those of the Ministry of Justice's and the courts' forms in docs.
"""

from collections.abc import Mapping
from typing import Any

REQUIRED: dict[str, frozenset[str]] = {
    "poster": frozenset({"community", "street", "centre", "centre_phone", "qr_svg", "short_url"}),
    "receipt": frozenset({"number", "code_svg", "received_on", "limitation_interrupted_on", "applicant", "respondent", "dispute_type", "summary", "centre"}),
    "agreement": frozenset(
        {"number", "parties", "facts_text", "terms", "copies", "signatures", "mediator", "centre", "seal_svg", "text_sha256", "effective_on", "oral", "verify_svg"}
    ),
    "certificate": frozenset({"number", "parties", "started_on", "ended_on", "outcome", "reason", "routes", "centre", "seal_svg", "limitation_note", "verify_svg"}),
    "complaint": frozenset({"court", "heading", "subtitle", "called", "plaintiffs", "defendants", "third_party", "agents", "blocks", "evidence", "note", "by_hand", "signed"}),
    "confirmation_application": frozenset({"court", "applicants", "agreement_number", "agreed_on", "presided_by", "terms", "undertaking", "signatures", "on"}),
    "evidence_list": frozenset({"number", "evidence", "submitter", "on"}),
    "service_address": frozenset({"number", "people", "on"}),
    "file_cover": frozenset({"name", "number", "mediator", "began_on", "ended_on", "kept", "centre", "remark", "signatures"}),
    "file_contents": frozenset({"number", "name", "rows"}),
    "application": frozenset({"number", "people", "summary", "wishes", "centre", "signatures"}),
    "acceptance_register": frozenset(
        {"number", "received_on", "accepted_on", "people", "dispute_type", "source", "sources", "summary", "entered_by", "centre", "seal_svg", "remark"}
    ),
    "notice_of_rights": frozenset({"number", "centre", "signatures"}),
    "power_of_attorney": frozenset({"number", "matter", "principals", "kind", "kinds", "agent", "authority", "powers", "since", "until", "document", "signatures"}),
    "inquiry_record": frozenset({"number", "matter", "when", "where", "by", "asked", "relation", "present", "text", "signatures"}),
    "mediation_record": frozenset({"number", "matter", "when", "where", "text", "result", "results", "signatures", "centre", "seal_svg", "on", "sha256", "version"}),
    "undisputed_facts": frozenset({"number", "matter", "facts", "mediator", "centre", "seal_svg", "on", "signatures"}),
    "closing_report": frozenset({"number", "centre", "mediator", "received_on", "closed_on", "people", "dispute_type", "summary", "attempts", "result", "reason", "signatures"}),
    "return_visit": frozenset({"number", "matter", "visited", "agreement_number", "on", "kept", "satisfaction", "smoulders", "words", "signatures"}),
    "entrustment_letter": frozenset({"court", "number", "how", "centre", "mediator", "people", "matter", "until", "materials", "on", "seal_svg"}),
    "court_report": frozenset({"court", "number", "how", "centre", "mediator", "people", "matter", "began_on", "ended_on", "result", "reason", "facts", "on", "seal_svg"}),
}


class UnknownForm(LookupError):
    """A programmer named a form that does not exist, or left out one of its facts."""


def check_facts(template: str, facts: Mapping[str, Any]) -> None:
    """Raise UnknownForm when the form or one of its facts is missing."""
    if template not in REQUIRED:
        raise UnknownForm(template)
    if missing := REQUIRED[template] - facts.keys():
        raise UnknownForm(f"{template} without {', '.join(sorted(missing))}")

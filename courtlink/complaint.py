"""The facts of a complaint on paper, from the same rows as the page: every row is printed, an empty one says that it is empty."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.kinds import AgentKind, PartyKind, Side
from cases.models import Case, Party
from cases.papers import day, party_facts, written
from courtlink.elements import EXPORT, Block, Form, Row, day_of
from mediation.people.identity import born_on, is_man, valid_id_number

PARTIES = ("plaintiff", "defendant", "agents")  # blocks with a shape of their own on paper
AUTHORITY = {True: "特别授权", False: "一般授权"}


def complaint_facts(case: Case, party: Party, form: Form, *, words: Mapping[str, str], evidence: list[dict[str, Any]], drawing: str, at: datetime) -> dict[str, Any]:
    """The facts for `papers/complaint.html`; without a drawing it is printed to be signed by hand."""
    by_hand = not drawing
    return {
        "court": case.court.name if form.signing != EXPORT else "",
        "heading": form.paper,
        "subtitle": form.subtitle,
        "called": {"plaintiff": form.plaintiff, "defendant": form.defendant},
        "plaintiffs": [plaintiff_facts(party, form, words)],
        "defendants": _defendants(case, words),
        "third_party": words.get("third_party", ""),
        "agents": [{"name": a.name, "kind": AgentKind(a.kind).label, "phone": a.phone, "authority": AUTHORITY[a.may_settle]} for a in party.agent_rows.filter(until=None)],
        "blocks": [_block(block, words, party.kind) for block in form.blocks if block.code not in PARTIES],
        "evidence": evidence,
        "note": form.export_note,
        "by_hand": by_hand,
        "signed": {"name": "" if by_hand else party.name, "image": drawing, "on": "" if by_hand else day(at)},
    }


def plaintiff_facts(party: Party, form: Form, words: Mapping[str, str]) -> dict[str, Any]:
    """Who complains, with what they typed; day of birth and gender stand in the identity number (GB 11643)."""
    number = words.get("id_number", "").strip().upper()
    facts = party_facts(party, full=True) | {
        "id_number": number,
        "address": words.get("address", "").strip(),
        "residence": words.get("residence", "").strip() or words.get("address", "").strip(),
        "legal_head": party.legal_head,
    }
    for code in ("ethnicity", "workplace", "job", "habitual_residence", "registered_at"):
        facts[code] = words.get(code, "").strip()
    for row in form.rows:
        if row.code in ("org_type", "ownership"):
            facts[row.code] = _printed(row, words.get(row.code, ""))
    if party.kind == PartyKind.PERSON and valid_id_number(number):
        facts |= {"birth": written(born_on(number)), "gender": "男" if is_man(number) else "女"}
    return facts


def _defendants(case: Case, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Whom the complaint is against: what the plaintiff typed, about the first of them, and name and phone as the application gave them.

    Numbers and addresses that the other side told this house stay here: the plaintiff reads this paper.
    """
    others = [party_facts(p, full=True) | {"legal_head": p.legal_head, "id_number": "", "address": ""} for p in case.parties.all() if p.side == Side.RESPONDENT]
    if others:
        typed = {name: words.get(f"defendant_{name}", "").strip() for name in ("address", "phone", "id", "lead")}
        others[0] |= {"address": typed["address"], "phone": typed["phone"] or others[0]["phone"], "id_number": typed["id"], "lead": typed["lead"]}
    return others


def _block(block: Block, words: Mapping[str, str], party_kind: str) -> dict[str, Any]:
    rows = [_printed(row, words.get(row.code, "").strip()[: row.longest]) for row in block.rows if row.who in ("", party_kind)]
    return {"code": block.code, "label": block.label, "rows": rows}


def _printed(row: Row, value: str) -> dict[str, Any]:
    labels = {choice.value: choice.label for choice in row.choices}
    found = day_of(value) if row.kind == "date" else None
    text = written(found) if found else labels.get(value, "" if labels else value)
    lines = [line.strip() for line in value.splitlines() if line.strip()] if row.lines else []
    return {"label": row.label, "kind": row.kind, "value": f"{text}%" if row.kind == "percent" and text else text, "choices": list(labels.values()), "lines": lines}

"""What a draft says, who may read it and who may write in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.forms import BaseFormSet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.agreement_forms import DutyFormSet, TextForm, complaints, duties_in
from cases.kinds import Audience, RoundState, Side
from cases.models import Agreement, Case, Obligation, Party
from cases.reads.agreement import obligation_text
from cases.reads.lint import Point, Terms, lint_terms
from mediation.crypto import unseal
from mediation.refusals import NotFound
from rooms.drafting.text import Clause, Row, Text, document, read
from rooms.kinds import LEADERS, OWN_ROLES, Reader
from rooms.models import Draft, DraftComment, Seat, Sitting

ZONES = {Reader.JOINT.value: Audience.ALL.value, **{side: side for side in Side.values}}  # what addresses call a draft, and whom it is for
FIELDS = ("kind", "debtor", "debtor_party_id", "creditor_party_id", "what", "amount", "how", "account", "due_on", "grace_days", "if_late")


def audience_of(zone: str) -> str:
    """Whom the draft of a zone is for; NotFound when there is no such zone."""
    if zone not in ZONES:
        raise NotFound(_("There is no text here."))
    return ZONES[zone]


def draft_for(sitting: Sitting, reader: str, zone: str) -> Draft:
    """The draft of a zone as a reader may see it; NotFound when there is none, and likewise when it is somebody else's."""
    found = Draft.objects.of(sitting).visible_to(reader).filter(audience=audience_of(zone)).first()
    if found is None or not found.key:
        raise NotFound(_("There is no text here."))
    return found


def may_write(draft: Draft, seat: Seat, sitting: Sitting) -> bool:
    """Leaders always; a party and its representative when they have the pen; nobody once the text is being signed."""
    if not may_remark(draft, seat, sitting):
        return False
    return seat.role in LEADERS or draft.pen in (Audience.ALL, seat.side)


def may_remark(draft: Draft, seat: Seat, sitting: Sitting) -> bool:
    """Whoever sits at the table of this text for themselves, while the talks go on; guests and observers only read."""
    going_on = draft.round_id == sitting.round_id and sitting.is_live and sitting.round.state == RoundState.IN_PROGRESS
    return going_on and seat.is_inside and seat.role in (*LEADERS, *OWN_ROLES) and seat.reader in draft.readers


def label(draft_id: int, seq: int, what: str = "update") -> str:
    """What the bytes of one change are bound to."""
    return f"draft:{draft_id}:{what}:{seq}"


def changes_after(draft: Draft, seq: int) -> list[tuple[int, bytes]]:
    """The changes after a number, opened."""
    rows = draft.updates.filter(seq__gt=seq).values_list("seq", "data")
    return [(n, unseal(bytes(data), key=draft.key, label=label(draft.pk, n))) for n, data in rows]


def loaded(draft: Draft) -> Any:
    """The document as the log has it: the snapshot, and what came after."""
    first = [unseal(bytes(draft.snapshot), key=draft.key, label=label(draft.pk, draft.snapshot_seq, "snapshot"))] if draft.snapshot_seq else []
    return document([*first, *(change for _seq, change in changes_after(draft, draft.snapshot_seq))])


def text_in(draft: Draft) -> Text:
    """What a draft says now."""
    return read(loaded(draft))


def text_of(agreement: Agreement | None, case: Case) -> Text:
    """What the plain form shows now, in the terms of a draft."""
    if agreement is None:
        return Text(facts=_lines(case.summary))
    rows = tuple(_row(duty) for duty in agreement.obligations.all() if not duty.is_closed)
    clauses = tuple(Clause("", " ".join(words.split())) for words in agreement.clauses)
    return Text(_lines(agreement.facts_text), clauses, rows, agreement.contract_on.isoformat() if agreement.contract_on else "")


def _lines(words: str) -> str:
    return "\n".join(line for raw in words.splitlines() if (line := " ".join(raw.split())))


def _row(duty: Obligation) -> Row:
    said = {name.removesuffix("_id"): getattr(duty, name) for name in FIELDS}
    return {name: str(value) for name, value in said.items() if value not in (None, "", 0)}


def forms_of(text: Text, parties: list[Party]) -> "tuple[TextForm, BaseFormSet[Any]]":
    """The plain form, filled as if somebody had typed this text into it: one set of rules for both ways of writing."""
    said: dict[str, object] = {"facts_text": text.facts, "contract_on": text.contract_on, "own": "\n".join(c.text for c in text.clauses)}
    said |= {"duty-TOTAL_FORMS": len(text.duties), "duty-INITIAL_FORMS": 0}
    said |= {f"duty-{n}-{name}": value for n, row in enumerate(text.duties) for name, value in row.items() if name not in ("id", "DELETE")}
    return TextForm(said), DutyFormSet(said, prefix="duty", form_kwargs={"parties": parties})


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as people read it, and what a court would find wrong with it."""

    facts: list[str]
    terms: list[str]
    points: list[Point]


def reading(text: Text, case: Case, now: datetime, *, joint: bool = True) -> Reading:
    """How a text would stand in the agreement; rows that are not complete yet as they are. With one side alone nobody has to write the facts."""
    facts = text.facts or ("" if joint else "-")
    form, rows = forms_of(replace(text, facts=facts), list(case.parties.all()))
    whole = form.is_valid() & rows.is_valid()
    if whole:
        duties = [Obligation(**{name: getattr(duty, name) for name in duty.__slots__}) for duty in duties_in(rows)]
        terms = [obligation_text(duty) for duty in duties]
        points = lint_terms(Terms(facts, [c.text for c in text.clauses], duties, form.cleaned_data["contract_on"], timezone.localdate(now)))
    else:
        terms = [" · ".join(row[name] for name in ("what", "amount", "how", "due_on", "if_late") if row.get(name)) for row in text.duties]
        points = [Point(sentence, True) for sentence in complaints(form, rows)]
    return Reading(text.facts.splitlines(), [*terms, *(c.text for c in text.clauses)], points)


def comments_on(draft: Draft, text: Text) -> list[dict[str, Any]]:
    """The remarks on a draft, each with the clause as it stands now."""
    places = {clause.id: (number, clause.text) for number, clause in enumerate(text.clauses, start=1)}
    return [{"comment": row, "place": places.get(row.clause)} for row in draft.comments.select_related("author")]


def remarks_by(user: Any) -> list[dict[str, Any]]:
    """What this person remarked on drafts, for their own data."""
    rows = DraftComment.objects.filter(author=user).select_related("draft__round__case").order_by("at")
    return [{"case": c.draft.round.case.number, "at": c.at, "to": c.draft.audience, "text": c.words} for c in rows]

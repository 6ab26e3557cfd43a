"""A list of answers from an intranet: a preview that changes nothing, then every row by the deeds behind the clerk's buttons, each once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from cases import clock
from cases.reads.retention import kept_for
from courtlink.actions import hearings
from courtlink.actions.deeds import Said, do
from courtlink.actions.deliver import QUEUE
from courtlink.bridge.answers import Answer, read_answers
from courtlink.kinds import BridgeAction, FilingKind, FilingState, Outcome, Result
from courtlink.models import AnswerRow, AnswerSheet, Filing, Hearing
from mediation.people.models import Centre, User
from mediation.people.roles import Role
from mediation.people.rules import holds
from mediation.refusals import Invalid, NotFound, Refusal, WrongPerson

S = FilingState
UNTAKEN = (S.SUBMITTED, S.RECEIVED)
MOST = 500  # deeds of one list


@dataclass(frozen=True, slots=True)
class Line:
    """One deed of a list: its row, what it is about, and what becomes of it."""

    number: int
    ref: str
    action: str
    outcome: Outcome
    words: str = ""

    @property
    def action_text(self) -> Any:
        """The action in words, or what stood in the cell."""
        return dict(BridgeAction.choices).get(self.action, self.action)


def keep_answers(court: Centre, *, content: bytes, lines: list[tuple[int, dict[str, str]]], name: str, by: User) -> AnswerSheet:
    """Keep a list as it was read; nothing is decided by it. The same file again is the same sheet."""
    if not any(holds(by, role, court.pk) for role in (Role.CLERK, Role.JUDGE)):
        raise WrongPerson(_("Only the court that received this can decide on it."))
    asked = read_answers(lines)
    if not asked:
        raise Invalid(_("No row of this list says what to do. Fill in the column “action”."), fields={"file": [_("Please check the file.")]})
    if len(asked) > MOST:
        raise Invalid(_("This list asks for more than %(most)d things. Please send it in parts.") % {"most": MOST}, fields={"file": [_("Please check the file.")]})
    said = {"rows": json.dumps(lines, ensure_ascii=False), "name": name[:120], "by": by, "at": clock.now()}
    return AnswerSheet.objects.update_or_create(court=court, sha256=sha256(content).hexdigest(), defaults=said)[0]


def look_through(sheet: AnswerSheet, *, by: User, groups: Iterable[list[Answer]] | None = None) -> list[Line]:
    """What each row of these groups would do, or of all: the deeds themselves, all rows of one filing in one transaction, and every one taken back."""
    done = _done(sheet)
    found = []
    for rows in by_filing(sheet) if groups is None else groups:
        with transaction.atomic():
            found += [done.get(answer.row) or _tried(sheet, answer, Outcome.WILL, by=by) for answer in rows]
            transaction.set_rollback(True)
    return sorted(found, key=lambda line: line.number)


@transaction.atomic
def ask_to_carry_out(sheet_id: int, *, by: User) -> None:
    """Have a job do it: hundreds of deeds take longer than a page may. Asked twice, it is done once."""
    sheet = AnswerSheet.objects.select_for_update().get(pk=sheet_id)
    if not sheet.is_under_way:
        sheet.asked_at = clock.now()
        sheet.save(update_fields=["asked_at"])
        app.configure_task("courtlink.carry_out", lock=f"answers:{sheet.pk}", queue=QUEUE).defer(sheet=sheet.pk, by=by.pk)


def carry_out(sheet_id: int, *, by: User) -> list[Line]:
    """Do every row that can be done, each in a transaction of its own; what was done before is left alone."""
    sheet = AnswerSheet.objects.select_related("court").get(pk=sheet_id)
    done = _done(sheet)
    found = []
    for rows in by_filing(sheet):
        for answer in rows:
            found.append(done.get(answer.row) or _one(sheet, answer, by=by))
    AnswerSheet.objects.filter(pk=sheet_id).update(done_at=clock.now())
    return sorted(found, key=lambda line: line.number)


def forget_old_sheets() -> int:
    """Forget what old lists said, by the rule for lists; that they were carried out, and how, stays. Return how many."""
    at = clock.now()
    return AnswerSheet.objects.filter(at__lt=at - kept_for("roll", at=at)).exclude(rows="").update(rows="")


def _one(sheet: AnswerSheet, answer: Answer, *, by: User) -> Line:
    """One row, once: the lock on the list keeps a second run out meanwhile."""
    with transaction.atomic():
        AnswerSheet.objects.select_for_update().get(pk=sheet.pk)
        if (known := _done(sheet).get(answer.row)) is not None:
            return known
        line = _tried(sheet, answer, Outcome.DONE, by=by)
        kept = {"ref": line.ref[:40], "action": line.action[:20], "outcome": line.outcome, "words": line.words[:400], "at": clock.now()}
        AnswerRow.objects.update_or_create(sheet=sheet, number=line.number, defaults=kept)
    return line


def _tried(sheet: AnswerSheet, answer: Answer, outcome: Outcome, *, by: User) -> Line:
    """Do it, or say why not; what was refused has changed nothing."""
    if answer.faults:
        return Line(answer.row, answer.ref, answer.action, Outcome.REFUSED, " ".join(answer.faults))
    try:
        with transaction.atomic():
            new = _do(sheet, answer, by=by)
    except Refusal as refusal:
        return Line(answer.row, answer.ref, answer.action, Outcome.REFUSED, str(refusal.sentence))
    return Line(answer.row, answer.ref, answer.action, outcome if new else Outcome.ALREADY)


def _do(sheet: AnswerSheet, answer: Answer, *, by: User) -> bool:
    """Do what the clerk's button does; False when it stands so already."""
    filing = Filing.objects.filter(ref=answer.ref, case__court=sheet.court_id).exclude(state__in=(S.DRAFT, S.SEALED)).first()
    if filing is None:
        raise NotFound(_("Your court has no filing with this number."))
    return not _stands(filing, answer) and DATES.get(BridgeAction(answer.action), _decide)(filing, answer, by)


def _stands(filing: Filing, answer: Answer) -> bool:
    """Did somebody decide exactly this before?"""
    match answer.action:
        case BridgeAction.RECEIVED:
            return filing.state not in (*UNTAKEN, S.FAILED, S.WITHDRAWN)
        case BridgeAction.ACCEPTED:
            return filing.state in (S.ACCEPTED, S.DECIDED) and filing.docket_number == answer.docket_number
        case BridgeAction.RETURNED:
            kept = {d.pk: d.review_reason for d in filing.documents.exclude(review_reason="")}
            return filing.state == S.RETURNED and kept == {pk: why[0] for pk, why in _objections(filing, answer).items()}
        case BridgeAction.REJECTED:
            return filing.state == S.REJECTED and filing.reason == answer.reason
        case BridgeAction.DECIDED:
            return filing.state == S.DECIDED and filing.result == _result(filing, answer)
    return False


def _decide(filing: Filing, answer: Answer, by: User) -> bool:
    """The court's deed of that name; what nobody took in hand yet is taken first, as a court of its own system may skip that state."""
    objections = _objections(filing, answer) if answer.action == BridgeAction.RETURNED else {}
    said = Said(answer.docket_number, objections, answer.reason, answer.remark, _result(filing, answer))
    if filing.state in UNTAKEN and answer.action != BridgeAction.RECEIVED:
        do("take", filing.pk, by=by)
    do(NAMES[BridgeAction(answer.action)], filing.pk, by=by, said=said)
    return True


def _set_date(filing: Filing, answer: Answer, by: User) -> bool:
    """Set the date, or move the one that is named; the same date again is already so."""
    if answer.slot is None:
        raise Invalid(_("The beginning of the date cannot be read. Write it like 2026-12-01 09:30."))
    if answer.date:
        before = _named(filing, answer)
        return hearings.move_date(before.pk, by=by, slot=answer.slot).sequence != before.sequence
    if filing.hearings.standing().filter(kind=answer.slot.kind, during=answer.slot.during).exists():
        return False
    hearings.set_date(filing.pk, by=by, slot=answer.slot)
    return True


def _cancel_date(filing: Filing, answer: Answer, by: User) -> bool:
    if answer.date and filing.hearings.filter(uid=answer.date, cancelled=True).exists():
        return False
    hearings.cancel_date(_named(filing, answer).pk, by=by)
    return True


NAMES = {
    BridgeAction.RECEIVED: "take",
    BridgeAction.ACCEPTED: "accept",
    BridgeAction.RETURNED: "return",
    BridgeAction.REJECTED: "reject",
    BridgeAction.DECIDED: "decide",
}
DATES = {BridgeAction.HEARING: _set_date, BridgeAction.HEARING_CANCELLED: _cancel_date}


def _result(filing: Filing, answer: Answer) -> str:
    """Without a word, an application for confirmation is confirmed."""
    return answer.result or (Result.CONFIRMED if filing.kind == FilingKind.CONFIRMATION else "")


def _objections(filing: Filing, answer: Answer) -> dict[int, tuple[str, str]]:
    """Documents by their number or path; with nothing said, the one that asks something of the court."""
    rows = {name: d for d in filing.documents.all() for name in (str(d.position), d.path, "" if d.role == "lead" else None) if name is not None}
    missing = [name for name in answer.objections if name not in rows]
    if missing:
        raise Invalid(_("This filing has no document “%(name)s”.") % {"name": missing[0][:40]})
    return {rows[name].pk: why for name, why in answer.objections.items()}


def _named(filing: Filing, answer: Answer) -> Hearing:
    """The date that the row names, or the only one that stands."""
    rows = list(filing.hearings.standing().filter(**({"uid": answer.date} if answer.date else {})))
    if len(rows) != 1:
        raise Invalid(_("Please name the date by its number; the filing has %(n)d.") % {"n": len(rows)})
    return rows[0]


def by_filing(sheet: AnswerSheet) -> list[list[Answer]]:
    """The deeds of each filing, in the order of the rows."""
    groups: dict[str, list[Answer]] = {}
    for answer in read_answers(json.loads(sheet.rows or "[]")):
        groups.setdefault(answer.ref, []).append(answer)
    return list(groups.values())


def _done(sheet: AnswerSheet) -> dict[int, Line]:
    """The rows of this very file that were carried out before; what was refused may be tried again."""
    rows = sheet.done.exclude(outcome=Outcome.REFUSED)
    return {row.number: Line(row.number, row.ref, row.action, Outcome.ALREADY) for row in rows}

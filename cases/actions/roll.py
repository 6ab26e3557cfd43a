"""Bring in a list: a dry run shows what is wrong with each row, then every good row becomes one case, however often it is run."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.entry import ENTERS, enter
from cases.actions.intake import Application
from cases.kinds import Way
from cases.models import Roll, RollRow
from mediation.people.models import Centre, User
from mediation.people.rules import holds
from mediation.refusals import Invalid, Refusal, WrongMoment, WrongPerson

# What a row says: its faults, or the application that it is.
Reader = Callable[[dict[str, str]], tuple[list[str], Application | None]]


REF_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: its number and reference, what is wrong with it, or the case that it is."""

    number: int
    ref: str
    title: str
    faults: tuple[str, ...]
    case_number: str


def keep_roll(centre: Centre, *, rows: list[dict[str, str]], name: str, by: User) -> Roll:
    """Keep a list as it was read; nothing becomes a case by it."""
    if not any(holds(by, role, centre.pk) for role in ENTERS):
        raise WrongPerson(_("Only the centre that is responsible for this place can enter it."))
    if not rows:
        raise Invalid(_("This list has no rows."), fields={"file": [_("Please check the file.")]})
    return Roll.objects.create(centre=centre, by=by, name=name[:120], rows=json.dumps(rows, ensure_ascii=False), at=clock.now())


def look_through(roll: Roll, read: Reader) -> list[Line]:
    """The dry run: every row with what is wrong with it. Changes nothing."""
    known = dict(RollRow.objects.filter(centre=roll.centre).values_list("ref", "case__number"))
    seen: set[str] = set()
    lines = []
    for number, row in enumerate(json.loads(roll.rows), start=2):
        ref = row.get("ref", "")[:REF_LENGTH]
        faults = list(read(row)[0])
        if ref in seen:
            faults.append(_("This reference is in the list twice."))
        seen.add(ref)
        lines.append(Line(number, ref, row.get("summary", "")[:40], tuple(faults), known.get(ref, "")))
    return lines


def bring_in(roll_id: int, read: Reader, *, by: User) -> tuple[int, int]:
    """Make a case of every good row that is not one yet. Return how many were made, and how many rows have faults."""
    roll = Roll.objects.select_related("centre").get(pk=roll_id)
    if roll.by_id != by.pk:
        raise WrongPerson(_("Whoever handed the list in brings it in."))
    made = wrong = 0
    rows: list[dict[str, str]] = json.loads(roll.rows)
    for line, row in zip(look_through(roll, read), rows, strict=True):
        if line.faults:
            wrong += 1
        elif not line.case_number:
            made += _one(roll, line.ref, read(row)[1], by=by)
    Roll.objects.filter(pk=roll_id).update(done_at=clock.now())
    return made, wrong


@transaction.atomic
def _one(roll: Roll, ref: str, application: Application | None, *, by: User) -> int:
    """One row, once: the lock on the list keeps a second run out meanwhile."""
    Roll.objects.select_for_update().get(pk=roll.pk)
    if application is None or RollRow.objects.filter(centre=roll.centre, ref=ref).exists():
        return 0
    try:
        case = enter(application, by=by, way=Way.SPOKEN)
    except Refusal as refusal:
        raise WrongMoment(_("Row %(ref)s: %(why)s") % {"ref": ref, "why": refusal.sentence}) from refusal
    RollRow.objects.create(centre=roll.centre, ref=ref, case=case)
    return 1

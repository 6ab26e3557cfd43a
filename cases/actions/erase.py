"""Delete what rests: the words and numbers of a case go, its chain of happenings stays and still verifies (PIPL 19, 47; 档案法 37).

Apps above add what they keep with `wipe_too`; nothing reaches upward from here.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.models import (
    Agent,
    Agreement,
    Attendant,
    Case,
    Consent,
    Contact,
    Deadline,
    Erasure,
    Evidence,
    Inquiry,
    Intake,
    Objection,
    Obligation,
    Paper,
    Party,
    Reply,
    Round,
    Signature,
    UndisputedFact,
    Visit,
)
from cases.reads.retention import due_cases, keeps_file
from mediation.people.actions import forget_person
from mediation.people.models import User
from mediation.people.reads import worked_here
from mediation.refusals import WrongMoment, WrongPerson
from mediation.vault import actions as vault

GONE = "–"  # stands where a name was
# What is blanked: a table, the way to its case, and what every row then says. Codes, dates, amounts and hashes stay.
BLANKED: tuple[tuple[type[Model], str, dict[str, Any]], ...] = (
    (Round, "case", {"disclosed": ""}),
    (Reply, "party__case", {"words": ""}),
    (Contact, "case", {"note": ""}),
    (Objection, "round__case", {"words": "", "reason": ""}),
    (Visit, "case", {"words": ""}),
    (Evidence, "case", {"purpose": ""}),
    (Agreement, "case", {"facts_text": "", "clauses": []}),
    (Obligation, "agreement__case", {"what": "", "how": "", "if_late": "", "account": ""}),
    (Signature, "agreement__case", {"drawing": ""}),
    (Intake, "case", {"words": ""}),
    (UndisputedFact, "case", {"text": ""}),
    (Inquiry, "case", dict.fromkeys(("place", "asked", "relation", "present", "text"), "")),
)
OF_A_PARTY: dict[str, Any] = {
    **dict.fromkeys(("phone", "id_number", "address", "legal_head", "invite", "answered_words"), ""),
    **dict.fromkeys(("phone_index", "id_index", "born_on", "invite_hash", "user"), None),
    "name": GONE,
    "agents": [],
}
FILES: tuple[tuple[type[Model], str, str], ...] = (
    (Evidence, "case", "file"),
    (Paper, "case", "file"),
    (Obligation, "agreement__case", "proof"),
    (Signature, "agreement__case", "scan"),
    (Consent, "party__case", "scan"),
    (Agent, "party__case", "document"),
)
Part = Callable[[Case], Iterable[int | None]]
PARTS: list[Part] = []


def wipe_too(part: Part) -> None:
    """Add what another app keeps: it blanks its words and returns the files that go."""
    PARTS.append(part)


@transaction.atomic
def propose(case_id: int, *, by: User) -> Erasure:
    """Propose to delete a case whose time is over; somebody else has to agree."""
    case = lock(case_id)
    _may(case, by)
    if not due_cases(case.centre_id, at=clock.now()).filter(pk=case.pk).exists():
        raise WrongMoment(_("The time to keep this case is not over, or it is on the list already."))
    erasure = Erasure.objects.create(case=case, proposed_by=by, proposed_at=clock.now())
    record.record(case, "erasure_proposed", by=by, at=erasure.proposed_at, role="manager", law="PIPL 19, 47")
    return erasure


@transaction.atomic
def decide(erasure_id: int, *, by: User, yes: bool) -> None:
    """A second person agrees, and everything goes; or does not, and the case stays (ASVS 2.3.5)."""
    case = lock(Erasure.objects.values_list("case_id", flat=True).get(pk=erasure_id))
    erasure = Erasure.objects.get(pk=erasure_id)
    _may(case, by)
    if erasure.proposed_by_id == by.pk:
        raise WrongPerson(_("Somebody else has to agree: nobody deletes alone."))
    if yes and (case.hold or case.steps.order_by("-seq").values_list("name", flat=True).first() != "erasure_proposed"):
        raise WrongMoment(_("Something has happened in this case since it was proposed. Keep it, and look again later."))
    if not yes:
        record.record(case, "erasure_refused", by=by, at=clock.now(), role="manager", law="PIPL 47")
        erasure.delete()
        return
    erasure.decided_by, erasure.done_at = by, clock.now()
    erasure.save(update_fields=["decided_by", "done_at"])
    files = _wipe(case)
    record.record(case, "erased", by=by, at=erasure.done_at, role="manager", law="PIPL 19, 47", facts={"files": files})


def _may(case: Case, by: User) -> None:
    if not keeps_file(by, case.centre):
        raise WrongPerson(_("Only the people responsible for this step can take it."))


def _wipe(case: Case) -> int:
    """Blank every word, delete every file and forget whoever has no other case. Return the number of files."""
    people = {*Party.everybody.filter(case=case).values_list("user_id", flat=True), *Agent.objects.filter(party__case=case).values_list("user_id", flat=True)}
    files = [pk for model, way, name in FILES for pk in model._default_manager.filter(**{way: case}).values_list(f"{name}_id", flat=True)]
    files += [pk for part in PARTS for pk in part(case)]
    for model, way, values in BLANKED:
        model._default_manager.filter(**{way: case}).update(**values)
    Agent.objects.filter(party__case=case).delete()
    Attendant.objects.filter(case=case).delete()
    Party.everybody.filter(case=case).update(**OF_A_PARTY)
    case.title, case.summary, case.wish, case.erased_at = GONE, "", "", clock.now()
    case.save(update_fields=["title", "summary", "wish", "erased_at"])
    case.forget()
    Deadline.objects.filter(case=case, closed_at=None).update(closed_at=clock.now(), ring_at=None)
    for person in User.objects.filter(pk__in=people - {None}):
        if not worked_here(person) and not Party.everybody.of(person).exists():
            forget_person(person)
    return vault.erase({pk for pk in files if pk is not None} - _kept_elsewhere(case, files))


def _kept_elsewhere(case: Case, files: list[int | None]) -> set[int]:
    """Files that another case still shows: a dispute that was split has the same exhibits twice."""
    others = (
        model._default_manager.filter(**{f"{name}__in": files, f"{way}__erasure__done_at": None}).exclude(**{way: case}).values_list(f"{name}_id", flat=True)
        for model, way, name in FILES
    )
    return {pk for rows in others for pk in rows}

"""Everything about the present mediation that one reader may see and do: mediator, time, attempts to reach people."""

from dataclasses import dataclass
from typing import Any

from cases import rules
from cases.kinds import RoundState, Stage, Verdict
from cases.models import Case, Choice, Contact, Extension, Objection, Party, Round, RoundPolicy
from cases.reads.mediators import assignable
from cases.reads.policy import policy_of
from cases.reads.roles import role_of, seat_of
from mediation.people.models import User

R = RoundState
REPLACEABLE = (R.AWAITING_MEDIATOR, R.AWAITING_CONSENT, R.SCHEDULING, R.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round for one reader."""

    attempt: Round | None
    policy: RoundPolicy | None
    role: str
    seat: Party | None
    candidates: list[User]
    wishes: list[Choice]
    waived: frozenset[int]  # parties who keep the mediator
    objections: list[Objection]
    extension: Extension | None
    agreed: frozenset[int]  # parties who want more time
    contacts: list[Contact]
    may: frozenset[str]


def round_page(user: Any, case: Case) -> RoundPage:
    """Collect it; the case comes from `for_reading`."""
    attempt, seat, role = case.latest_round, seat_of(user, case), role_of(user, case)
    if attempt is None:
        return RoundPage(None, None, role, seat, [], [], frozenset(), [], None, frozenset(), [], frozenset(_always(user, case)))
    attempt.case = case
    objections = list(attempt.objections.select_related("party", "mediator", "instead"))
    extension = attempt.extensions_asked.filter(granted_at=None, refused_at=None).first()
    may = _may(user, case, attempt, seat, extension, objections) | _always(user, case)
    return RoundPage(
        attempt=attempt,
        policy=policy_of(case, attempt),
        role=role,
        seat=seat,
        candidates=assignable(centre_id=attempt.centre_id, case=case) if {"choose", "object"} & may else [],
        wishes=list(attempt.choices.select_related("party", "mediator")) if attempt.choosing else [],
        waived=frozenset(attempt.waivers.filter(mediator=attempt.mediator).values_list("party_id", flat=True)),
        objections=objections if rules.names_mediator.test(user, case) else [o for o in objections if seat is not None and o.party_id == seat.pk],
        extension=extension,
        agreed=frozenset(extension.agreed.values_list("pk", flat=True)) if extension else frozenset(),
        contacts=list(case.contacts.select_related("party", "by")[:30]) if seat is None else [],
        may=frozenset(may),
    )


def _may(user: Any, case: Case, attempt: Round, seat: Party | None, extension: Extension | None, objections: list[Objection]) -> set[str]:
    mine = rules.is_its_mediator.test(user, case) and attempt.is_open
    named = attempt.mediator is not None and attempt.state in REPLACEABLE
    timed = attempt.accepted_at is not None and attempt.is_open
    deeds = {
        "take": mine and attempt.state == R.AWAITING_MEDIATOR,
        "choose": seat is not None and attempt.choosing and attempt.state == R.PROPOSED,
        "waive": seat is not None and named and attempt.needs_waiver,
        "object": seat is not None and named and not attempt.objected,
        "name_instead": seat is not None and any(o.party_id == seat.pk and o.verdict == Verdict.SUSTAINED for o in objections),
        "decide": rules.names_mediator.test(user, case) and attempt.objected,
        "replace": rules.names_mediator.test(user, case) and named,
        "extend": (mine or seat is not None) and timed and not attempt.extending and attempt.extensions < policy_of(case, attempt).extensions,
        "answer_extension": seat is not None and extension is not None,
        "pause": mine and attempt.state == R.IN_PROGRESS,
        "resume": (mine or rules.is_clerk.test(user, case)) and attempt.state == R.PAUSED,
        "split": mine and attempt.state == R.IN_PROGRESS,
    }
    return {name for name, allowed in deeds.items() if allowed}


def _always(user: Any, case: Case) -> set[str]:
    """What does not hang on the state of the round."""
    holder = rules.is_its_mediator | rules.is_clerk | rules.is_manager
    latest, allowed = case.latest_round, case.rounds_allowed
    used_up = latest is not None and allowed is not None and latest.number >= allowed
    deeds = {
        "note": (rules.is_its_mediator | rules.is_dispatcher | rules.is_clerk).test(user, case),
        "hold": holder.test(user, case) and not case.hold,
        "release": holder.test(user, case) and bool(case.hold),
        "grant": rules.is_manager.test(user, case) and case.stage == Stage.FAILED and used_up,
    }
    return {name for name, yes in deeds.items() if yes}

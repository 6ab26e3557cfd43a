"""Who may look at a case and who may make each move. Sentences, joined by & and |.

A rule takes (user, case). django-fsm asks (case, user): `cases.flow.by` turns them round,
once. `SYSTEM` is the actor of timers and court callbacks; no user is it, and no superuser
passes by accident because no rule asks Django's permissions.
"""

from typing import TYPE_CHECKING, Any

import rules

from cases.kinds import RoundKind, Side
from mediation.people.roles import SYSTEM, Role

if TYPE_CHECKING:
    from cases.models import Case


def _holds(user: Any, role: Role, centre_id: int | None) -> bool:
    """Tell whether the user has this role at this centre today."""
    return any(post.role == role and post.centre_id == centre_id for post in getattr(user, "posts", ()))


def _side(user: Any, case: "Case", side: Side) -> bool:
    pk = getattr(user, "pk", None)
    return any(p.side == side and p.acted_by(pk) for p in case.parties.all())


@rules.predicate
def is_applicant(user: Any, case: "Case") -> bool:
    """On the applicant's side of this case."""
    return _side(user, case, Side.APPLICANT)


@rules.predicate
def is_respondent(user: Any, case: "Case") -> bool:
    """On the respondent's side of this case."""
    return _side(user, case, Side.RESPONDENT)


is_party = is_applicant | is_respondent


@rules.predicate
def is_its_mediator(user: Any, case: "Case") -> bool:
    """The mediator of the present or latest round."""
    pk = getattr(user, "pk", None)
    latest = case.latest_round
    return pk is not None and latest is not None and latest.mediator_id == pk and _holds(user, Role.MEDIATOR, latest.centre_id)


@rules.predicate
def was_its_mediator(user: Any, case: "Case") -> bool:
    """Mediated this case at some time; may no longer act (特邀 16)."""
    pk = getattr(user, "pk", None)
    return pk is not None and any(r.mediator_id == pk for r in case.rounds.all())


@rules.predicate
def is_dispatcher(user: Any, case: "Case") -> bool:
    """Dispatches at the case's mediation centre."""
    return _holds(user, Role.DISPATCHER, case.centre_id) or _holds(user, Role.MANAGER, case.centre_id)


@rules.predicate
def is_manager(user: Any, case: "Case") -> bool:
    """Manages the case's mediation centre."""
    return _holds(user, Role.MANAGER, case.centre_id)


@rules.predicate
def is_clerk(user: Any, case: "Case") -> bool:
    """Works as a clerk or judge at the court that is responsible for the case."""
    return _holds(user, Role.CLERK, case.court_id) or _holds(user, Role.JUDGE, case.court_id)


@rules.predicate
def is_system(user: Any, case: "Case") -> bool:
    """A timer, or the court's answer: never a person."""
    return user is SYSTEM


@rules.predicate
def is_entrusted(user: Any, case: "Case") -> bool:
    """The court entrusted the present round after filing (特邀 11)."""
    return case.latest_round is not None and case.latest_round.kind == RoundKind.ENTRUSTED


@rules.predicate
def names_mediator(user: Any, case: "Case") -> bool:
    """Names the mediator of the latest round: the court for what it directed, otherwise the centre (规则 10)."""
    latest = case.latest_round
    by_court = latest is not None and latest.kind in (RoundKind.DELEGATED, RoundKind.ENTRUSTED)
    return bool((is_clerk if by_court else is_dispatcher).test(user, case))


@rules.predicate
def entered_it(user: Any, case: "Case") -> bool:
    """Entered the application for the citizen: may follow it, and nothing else."""
    pk = getattr(user, "pk", None)
    return pk is not None and case.entered_by_id == pk


is_staff_of_case = is_its_mediator | is_dispatcher | is_clerk
may_see_papers = is_party | is_staff_of_case

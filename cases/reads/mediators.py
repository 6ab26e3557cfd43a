"""Who may mediate a case."""

from cases.kinds import Verdict
from cases.models import Case, Objection
from mediation.people.models import User
from mediation.people.roles import Role


def assignable(*, centre_id: int, case: Case) -> list[User]:
    """Mediators of a centre who are neither party nor earlier or rejected mediators of this case (特邀 15, 16)."""
    taken = {r.mediator_id for r in case.rounds.all()} | {p.user_id for p in case.parties.all()}
    taken |= set(Objection.objects.filter(round__case=case, verdict=Verdict.SUSTAINED).values_list("mediator_id", flat=True))
    people = User.objects.at_post(role=Role.MEDIATOR, centre_id=centre_id).exclude(pk__in=[pk for pk in taken if pk])
    return list(people.order_by("name"))

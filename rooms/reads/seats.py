"""Who may sit where in a room, by the case as it stands now; and the sitting that is meant."""

from dataclasses import dataclass
from typing import Any

from cases.kinds import AttendantKind, Side
from cases.models import Attendant, Case, Party
from cases.reads.mediators import assignable
from mediation.people.models import User
from mediation.people.roles import Role
from rooms.kinds import SOUNDING, SeatRole
from rooms.models import Invitation, Seat, Sitting
from rooms.zones import reader_for

GUEST_ROLES = {AttendantKind.INTERPRETER: SeatRole.INTERPRETER, AttendantKind.COMPANION: SeatRole.COMPANION, AttendantKind.NEIGHBOUR: SeatRole.COMPANION}


@dataclass(frozen=True, slots=True)
class Right:
    """To sit here as this, now."""

    role: str
    side: str
    name: str

    @property
    def reader(self) -> str:
        """Whose numbering of the talk this right reads."""
        return reader_for(self.role, self.side)


def rights_in(sitting: Sitting) -> dict[int, Right]:
    """Everybody who may sit in this sitting now, by the key of the person: the one rule for pages, sockets, sound and picture."""
    guests = Attendant.objects.filter(case=sitting.case_id, user__isnull=False, admitted_at__isnull=False).values_list("user_id", "kind", "side", "name")
    rights = {pk: Right(GUEST_ROLES.get(AttendantKind(kind), SeatRole.OBSERVER), side, name) for pk, kind, side, name in guests}
    rights |= {pk: Right(role, "", name) for pk, role, name in _staff_invited(sitting)}
    parties = list(Party.objects.filter(case=sitting.case_id))
    names = dict(User.objects.filter(is_active=True, pk__in={pk for p in parties for pk in (p.user_id, *p.agents) if pk}).values_list("pk", "name"))
    for party in parties:
        for pk in (party.user_id, *party.agents):
            if pk in names and party.acted_by(pk) and party.side in Side.values:
                own = pk == party.user_id
                rights[pk] = Right(SeatRole.PARTY if own else SeatRole.AGENT, party.side, party.shown_name if own else names[pk])
    attempt = sitting.round
    leads = attempt.mediator_id == sitting.mediator_id and User.objects.at_post(role=Role.MEDIATOR, centre_id=attempt.centre_id).filter(pk=sitting.mediator_id).exists()
    rights.pop(sitting.mediator_id, None)
    if leads:
        rights[sitting.mediator_id] = Right(SeatRole.MEDIATOR, "", sitting.mediator.name)
    return rights


def _staff_invited(sitting: Sitting) -> list[tuple[int, str, str]]:
    """A second mediator of the same centre, a judge of the case's court: for as long as they hold their post."""
    invited = list(Invitation.objects.filter(round=sitting.round_id, ended_at=None).select_related("user"))
    posts = {pk: {(post.role, post.centre_id) for post in person.posts} for pk, person in ((i.user_id, i.user) for i in invited) if person.is_active}
    needed = {SeatRole.CO_MEDIATOR: (Role.MEDIATOR, sitting.round.centre_id), SeatRole.JUDGE: (Role.JUDGE, sitting.case.court_id)}
    return [(i.user_id, i.role, i.user.name) for i in invited if needed[SeatRole(i.role)] in posts.get(i.user_id, ())]


def colleagues(sitting: Sitting) -> list[tuple[User, str]]:
    """Whom the mediator may invite: mediators of the same centre without a part in the case, judges of its court."""
    case = Case.objects.for_reading().get(pk=sitting.case_id)
    mediators = [u for u in assignable(centre_id=sitting.round.centre_id, case=case) if u.pk != sitting.mediator_id]
    judges = User.objects.at_post(role=Role.JUDGE, centre_id=case.court_id).order_by("name")
    return [*((u, str(SeatRole.CO_MEDIATOR)) for u in mediators), *((u, str(SeatRole.JUDGE)) for u in judges)]


def right_of(user: Any, sitting: Sitting) -> Right | None:
    """As what this person may sit here now; None for everybody else."""
    return rights_in(sitting).get(user.pk)


def reader_of(user: Any, sitting: Sitting) -> str:
    """Whose numbering of the talk this person reads, or "" for everybody without a seat."""
    right = right_of(user, sitting)
    return right.reader if right else ""


def seat_in(user: Any, sitting: Sitting) -> Seat | None:
    """The seat this person has taken in a sitting."""
    return sitting.seats.filter(user=user).first()


def sitting_of(case: Case) -> Sitting | None:
    """The sitting of the latest round that is live, or else its last one."""
    latest = case.latest_round
    return Sitting.objects.select_related("round", "mediator", "case").filter(round=latest).order_by("-pk").first() if latest else None


def sounding(sitting_id: int) -> int:
    """How many seats take part with voice or picture now."""
    return Seat.objects.filter(sitting=sitting_id, rung__in=SOUNDING, admitted_at__isnull=False, removed_at=None, seen_at__isnull=False).count()

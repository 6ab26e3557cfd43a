"""Hand many cases over at once, and take that back exactly."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.attempt import advance
from cases.actions.mediators import CAN_BE_REPLACED, ask, release
from cases.actions.move import lock
from cases.kinds import RoundState
from cases.models import Case, Handover, HandoverItem, Round
from cases.reads.policy import policy_of
from cases.reads.suggest import suggestions
from mediation.people.models import Centre, User
from mediation.people.roles import Role
from mediation.people.rules import holds
from mediation.refusals import Invalid, WrongMoment, WrongPerson

R = RoundState
# The way back along the edges of the round's machine.
BACK = {
    R.AWAITING_MEDIATOR: (),
    R.AWAITING_CONSENT: (R.AWAITING_CONSENT,),
    R.SCHEDULING: (R.AWAITING_CONSENT, R.SCHEDULING),
    R.IN_PROGRESS: (R.AWAITING_CONSENT, R.SCHEDULING, R.IN_PROGRESS),
}


@transaction.atomic
def hand_over(centre: Centre, *, giver: User, by: User) -> Handover:
    """Take a mediator off every open mediation at a centre and ask the one who fits best each time; without one the centre names somebody."""
    _manages(by, centre)
    rounds = list(Round.objects.filter(centre=centre, mediator=giver, state__in=CAN_BE_REPLACED).order_by("pk").values_list("pk", "case_id"))
    if not rounds:
        raise Invalid(_("This person has no open mediation at this centre."), fields={"giver": [_("Please choose somebody else.")]})
    event = Handover.objects.create(centre=centre, giver=giver, by=by, at=clock.now())
    for pk, case_id in rounds:
        case = lock(case_id)
        attempt = case.open_round
        if attempt is not None and attempt.pk == pk and attempt.mediator_id == giver.pk and attempt.state in CAN_BE_REPLACED:
            _give(event, case, attempt, by=by)
    return event


def _give(event: Handover, case: Case, attempt: Round, *, by: User) -> None:
    item = HandoverItem(handover=event, round=attempt, state=attempt.state, disclosure=attempt.disclosure)
    release(case, attempt, "mediator_replaced", by=by)
    fitting = next((s.person for s in suggestions(case, attempt.centre, at=clock.now()) if s.person.pk != event.giver_id), None)
    if fitting is not None:
        ask(case, attempt, fitting, "mediator_appointed", by=by)
    item.taker = fitting
    item.save()


@transaction.atomic
def undo(handover_id: int, *, by: User) -> tuple[int, int]:
    """Put back every round whose new mediator has not accepted yet, exactly as it stood. Return how many were put back, and how many stay."""
    event = Handover.objects.select_for_update(of=("self",)).select_related("centre", "giver").get(pk=handover_id)
    _manages(by, event.centre)
    if event.undone_at is not None:
        raise WrongMoment(_("This was taken back already."))
    items = list(event.items.select_related("round"))
    restored = [item for item in items if _put_back(event, item, by=by)]
    event.undone_at = clock.now()
    event.save(update_fields=["undone_at"])
    return len(restored), len(items) - len(restored)


def _put_back(event: Handover, item: HandoverItem, *, by: User) -> bool:
    case = lock(item.round.case_id)
    attempt = case.open_round
    if attempt is None or attempt.pk != item.round_id or attempt.state not in (R.PROPOSED, R.AWAITING_MEDIATOR) or attempt.mediator_id != (item.taker_id if item.taker else None):
        return False
    at = clock.now()
    clocks.stop(case, at=at, codes=("T-APPT", "T-ACC"))
    if attempt.state == R.PROPOSED:
        advance(attempt, R.AWAITING_MEDIATOR)
    attempt.mediator, attempt.disclosure = event.giver, item.disclosure
    attempt.save(update_fields=["mediator", "disclosure"])
    for state in BACK[R(item.state)]:
        advance(attempt, state)
    if item.state == R.AWAITING_MEDIATOR:
        clocks.start(case, "T-ACC", turn="mediator", at=at)
    clocks.running(case, (policy_of(case, attempt).period,)).update(holder=event.giver)
    record.record(case, "handover_undone", by=by, at=at, facts={"round": attempt.number, "handover": event.pk})
    item.restored = True
    item.save(update_fields=["restored"])
    return True


def _manages(by: User, centre: Centre) -> None:
    if not (holds(by, Role.ADMINISTRATOR) or holds(by, Role.MANAGER, centre.pk)):
        raise WrongPerson(_("Only the administrator, or the manager of the same centre, can do this."))

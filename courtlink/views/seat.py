"""Who may open the pages of the parties."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cases.models import Case, Party
from cases.reads.roles import seat_of
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound


def seated(request: SignedIn, number: str) -> tuple[Case, Party]:
    """Return a case and the reader's own party in it; for everybody else there is none."""
    case = get_object_or_404(Case.objects.visible_to(request.user).for_reading(), number=number)
    seat = seat_of(request.user, case)
    if seat is None:
        raise NotFound(_("Only the parties of the case can file this."))
    return case, seat

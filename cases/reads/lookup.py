"""Find a case for a reader: strangers meet 404, never 403."""

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404

from cases.models import Case
from cases.reads.looks import note_look
from mediation.people.models import User


def case_for(user: User | AnonymousUser, number: str) -> Case:
    """Return the case with everything its page and rules look at, or 404. Whoever works here leaves a trace."""
    found = get_object_or_404(Case.objects.visible_to(user).for_reading(), number=number)
    note_look(found, user)
    return found

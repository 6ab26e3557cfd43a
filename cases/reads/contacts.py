"""How often a party was tried to be reached, and whether that is enough to say so."""

from collections import defaultdict
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.kinds import ContactOutcome
from cases.models import Case
from cases.reads.policy import policy_of

IN_VAIN = (ContactOutcome.NO_ANSWER, ContactOutcome.WRONG_NUMBER, ContactOutcome.NO_SHOW)


def tried_too_little(case: Case) -> object:
    """Say what is missing before a party counts as unreachable: several days, several ways (规则 15, 25(3)); "" when it was tried enough."""
    latest = case.latest_round
    if latest is None:
        return ""
    policy = policy_of(case, latest)
    days: dict[int, set[date]] = defaultdict(set)
    ways: dict[int, set[str]] = defaultdict(set)
    for party_id, channel, at in case.contacts.filter(outcome__in=IN_VAIN).values_list("party_id", "channel", "at"):
        days[party_id].add(timezone.localdate(at))
        ways[party_id].add(channel)
    if any(len(days[party]) >= policy.attempts and len(ways[party]) >= policy.channels for party in days):
        return ""
    return _("“Could not be reached” needs attempts on %(days)d different days and in %(ways)d ways. Note each attempt on the page of this mediation.") % {
        "days": policy.attempts,
        "ways": policy.channels,
    }

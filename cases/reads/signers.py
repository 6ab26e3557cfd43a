"""Who may sign for whom."""

from typing import Any

from cases.kinds import AgentKind
from cases.models import Agent, Case, Party


def signs_for(user: Any, case: Case) -> list[Party]:
    """The parties whose agreement this person may sign: the own, those that gave an express power to settle, a ward's, those of the group that say so (CPL 62; 解释 89)."""
    pk = getattr(user, "pk", None)
    parties = list(case.parties.all())
    powers = Agent.objects.filter(party__in=parties, user=pk, until=None).values_list("party_id", "kind", "may_settle")
    by_power = {party for party, kind, may_settle in powers if may_settle or kind == AgentKind.GUARDIAN}
    mine = {p.pk for p in parties if (p.user_id == pk and pk is not None and not p.is_minor) or p.pk in by_power}
    return [p for p in parties if p.pk in mine or (p.represented_by_id in mine and p.settles_through)]

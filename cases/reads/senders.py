"""The sending systems of a centre, and what they were told lately."""

import json
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Sender
from mediation.outreach.models import Delivery, Fate

LATEST = 20
EVENTS = {"ticket.received": _("received"), "ticket.progressed": _("moved on"), "ticket.closed": _("ended")}


def senders_of(centre_id: int) -> list[Sender]:
    """Each with the number of disputes it sent and of events that did not arrive, and its latest events, those first that did not arrive."""
    latest = Delivery.objects.annotate(lost=Q(fate=Fate.FAILED)).order_by("-lost", "-pk")[:LATEST]
    counts = {"sent": Count("tickets", distinct=True), "failed": Count("endpoint__deliveries", filter=Q(endpoint__deliveries__fate=Fate.FAILED), distinct=True)}
    rows = Sender.objects.filter(centre=centre_id).select_related("endpoint").annotate(**counts)
    return list(rows.prefetch_related(Prefetch("endpoint__deliveries", queryset=latest, to_attr="latest")))


def shown(delivery: Delivery) -> dict[str, Any]:
    """An event as a line of a list."""
    data = json.loads(delivery.body)["data"]
    return {"row": delivery, "event": EVENTS.get(delivery.kind, delivery.kind), "reference": data["reference"], "number": data["number"]}

"""What the court link knows about a person."""

from typing import Any

from courtlink.models import FilingConsent


def signed_for_court(user: Any) -> list[dict[str, Any]]:
    """The filings that this person signed, for their own data."""
    rows = FilingConsent.objects.filter(party__user=user).select_related("filing")
    return [{"filing": c.filing.ref, "kind": c.filing.kind, "state": c.filing.state, "address": c.address, "id_number": c.id_number, "at": c.at} for c in rows]

"""How the courts of this installation are reached."""

from django.db import transaction
from django.utils.translation import gettext as _

from courtlink.kinds import Adapter
from courtlink.models import Court
from mediation.outreach import dial
from mediation.outreach.signing import PUBLIC, is_key
from mediation.people.models import Centre
from mediation.people.roles import CentreKind
from mediation.refusals import Invalid


def furnish_courts() -> None:
    """The demonstration's courts work on our own pages."""
    for centre in Centre.objects.filter(kind=CentreKind.COURT_SERVICE):
        Court.objects.get_or_create(centre=centre)


@transaction.atomic
def connect_court(centre: Centre, *, url: str, key: str, networks: list[str]) -> Court:
    """From now on papers go to a system of the court's own. Raises Invalid for an address that we do not call and for what is no key."""
    try:
        dial.check(url, networks)
    except dial.NotAllowedError as refused:
        raise Invalid(_("This address cannot be called: an https address in a public network, or in one of COURT_NETWORKS, is needed.")) from refused
    if not is_key(key, PUBLIC):
        raise Invalid(_("This is not a public key: whpk_ and 32 bytes in base64 are needed."))
    return Court.objects.update_or_create(centre=centre, defaults={"adapter": Adapter.HTTP, "endpoint": url, "public_key": key})[0]


def disconnect_court(centre: Centre) -> Court:
    """From now on its clerks work on our own pages; what is under way to its system is decided there."""
    return Court.objects.update_or_create(centre=centre, defaults={"adapter": Adapter.INBOX})[0]

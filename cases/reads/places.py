"""Which centre and which court are responsible for a place."""

from django.db.models.functions import Length
from django.utils.translation import gettext as _

from mediation.people.models import Area, Centre
from mediation.people.roles import CentreKind
from mediation.refusals import Invalid

CODE_LENGTHS = (6, 9, 12)  # district, street, community: each is a prefix of the next


def centre_for(area: Area) -> Centre:
    """The mediation centre whose area covers this place most closely."""
    return _closest(area, CentreKind.MEDIATION)


def court_for(area: Area) -> Centre:
    """The court service centre that covers this place."""
    return _closest(area, CentreKind.COURT_SERVICE)


def _closest(area: Area, kind: str) -> Centre:
    covering = [area.code[:length] for length in CODE_LENGTHS if len(area.code) >= length]
    centre = Centre.objects.filter(kind=kind, area__code__in=covering).order_by(-Length("area__code"), "pk").first()
    if centre is None:
        raise Invalid(_("No centre is responsible for this place yet."))
    return centre

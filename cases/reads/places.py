"""Which centre and which court are responsible for a place."""

from django.db.models.functions import Length
from django.utils.translation import gettext as _

from mediation.people.models import Area, Centre
from mediation.people.roles import CentreKind
from mediation.refusals import Invalid

CODE_LENGTHS = (6, 9, 12)  # district, street, community: each is a prefix of the next


def responsible_for(area: Area) -> tuple[Centre, Centre]:
    """The mediation centre and the court whose areas cover this place most closely; Invalid when one is missing."""
    covering = [area.code[:length] for length in CODE_LENGTHS if len(area.code) >= length]
    found = list(Centre.objects.filter(area__code__in=covering).order_by(Length("area__code"), "-pk"))
    closest = {centre.kind: centre for centre in found}
    try:
        return closest[CentreKind.MEDIATION], closest[CentreKind.COURT_SERVICE]
    except KeyError as missing:
        raise Invalid(_("No centre is responsible for this place yet.")) from missing


def centre_above(centre: Centre) -> Centre | None:
    """The mediation centre that covers this one's area more widely, if there is one."""
    covering = [centre.area.code[:length] for length in CODE_LENGTHS if length < len(centre.area.code)]
    return Centre.objects.filter(kind=CentreKind.MEDIATION, area__code__in=covering).order_by(-Length("area__code"), "pk").first()

"""Open a centre: the first thing a new installation needs after its areas."""

from django.db import IntegrityError, transaction

from mediation.people.models import Area, Centre
from mediation.people.roles import CentreKind
from mediation.refusals import Invalid, NotFound


def open_centre(*, name: str, short_name: str, kind: str, area_code: str, address: str = "", phone: str = "", file_prefix: str = "", court_code: str = "") -> Centre:
    """Open a mediation centre, or a court's service centre with its court code. Raises NotFound for an unknown area, Invalid."""
    area = Area.objects.filter(code=area_code, valid_to=None).first()
    if area is None:
        raise NotFound(f"There is no area {area_code}. Load the areas first.")
    if (kind == CentreKind.COURT_SERVICE) != bool(court_code):
        raise Invalid("A court needs its court code, and only a court has one.")
    try:
        with transaction.atomic():
            return Centre.objects.create(name=name, short_name=short_name, kind=kind, area=area, address=address, phone=phone, file_prefix=file_prefix, court_code=court_code)
    except IntegrityError as fault:
        raise Invalid(f"There is a centre {name} already.") from fault

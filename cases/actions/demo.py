"""The demonstration district: real places, invented people, no passwords. Only ever loaded into an empty database."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from cases.actions.reference import load_reference
from mediation.people.actions import appoint, register_staff
from mediation.people.actions.areas import load_areas
from mediation.people.models import Area, Centre, User
from mediation.people.roles import CentreKind, Role

AREAS = Path(__file__).resolve().parent.parent.parent / "mediation" / "people" / "data" / "areas-hangzhou.csv"
DISTRICT = "330108"
CENTRES = (
    # name, short, kind, area, prefix of file numbers, court code, address
    ("滨江区社会矛盾纠纷调处化解中心", "区矛调中心", CentreKind.MEDIATION, DISTRICT, "滨人调", "", "江南大道"),
    ("西兴街道矛盾纠纷调解中心", "西兴矛调中心", CentreKind.MEDIATION, "330108001", "滨西人调", "", "西兴街道"),
    ("长河街道矛盾纠纷调解中心", "长河矛调中心", CentreKind.MEDIATION, "330108002", "滨长人调", "", "长河街道"),
    ("浦沿街道矛盾纠纷调解中心", "浦沿矛调中心", CentreKind.MEDIATION, "330108003", "滨浦人调", "", "浦沿街道"),
    ("杭州市滨江区人民法院", "滨江法院", CentreKind.COURT_SERVICE, DISTRICT, "", "浙0108", "诉讼服务中心"),
)
PHONES = {"区矛调中心": "0571-87700001", "西兴矛调中心": "0571-87700002", "长河矛调中心": "0571-87700003", "浦沿矛调中心": "0571-87700004", "滨江法院": "0571-12368"}
STAFF = (
    ("shen", "沈丽华", "长河矛调中心", Role.MEDIATOR),
    ("wu", "吴建国", "区矛调中心", Role.MEDIATOR),
    ("he", "何晓梅", "区矛调中心", Role.MEDIATOR),
    ("xu", "徐明", "西兴矛调中心", Role.MEDIATOR),
    ("gao", "高志强", "浦沿矛调中心", Role.MEDIATOR),
    ("fang", "方敏", "长河矛调中心", Role.DISPATCHER),
    ("pan", "潘伟", "西兴矛调中心", Role.DISPATCHER),
    ("jin", "金波", "浦沿矛调中心", Role.DISPATCHER),
    ("yu", "俞红", "长河矛调中心", Role.GRID),
    ("tang", "唐静", "区矛调中心", Role.MANAGER),
    ("zhou", "周倩", "滨江法院", Role.CLERK),
    ("han", "韩松", "滨江法院", Role.JUDGE),
    ("lu", "陆平", "区矛调中心", Role.SUPERVISOR),
    ("meng", "孟洁", "区矛调中心", Role.AUDITOR),
    ("admin", "管理员", "区矛调中心", Role.ADMINISTRATOR),
)
MORE: list[Callable[[], None]] = []


def furnish_too(part: Callable[[], None]) -> None:
    """Add what another app needs for the demonstration."""
    MORE.append(part)


@transaction.atomic
def load_district() -> bool:
    """Load places, centres and staff into an empty database; return whether anything was done."""
    load_reference()
    if User.objects.exists() or Area.objects.exists():
        return False
    load_areas(AREAS, within=(DISTRICT,))
    centres = {}
    for name, short, kind, code, prefix, court_code, address in CENTRES:
        centres[short] = Centre.objects.create(
            name=name, short_name=short, kind=kind, area=Area.objects.get(code=code), file_prefix=prefix, court_code=court_code, address=address, phone=PHONES[short]
        )
    for username, name, short, role in STAFF:
        appoint(user=register_staff(username=username, name=name), centre=centres[short], role=role)
    for part in MORE:
        part()
    return True

"""Which court is competent, and why: the dated points of jurisdiction, looked up in what the case says about places."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.kinds import EffectBasis, PartyKind, RoundKind, Side
from cases.models import Case, Court, Jurisdiction, Party, Point
from mediation.people.models import Area
from mediation.people.roles import Level

DISTRICT_DIGITS = 6
PROVINCE = "浙江省"  # of the courts in the table; addresses often begin with it
PLACE = {  # completes "the court …"
    Point.DEFENDANT: gettext_lazy("where a defendant lives"),
    Point.EMPLOYER: gettext_lazy("where the employer has its seat"),
    Point.PARTY: gettext_lazy("where one of the parties lives"),
    Point.RECEIVER: gettext_lazy("where whoever is to receive the money lives"),
    Point.PERFORMANCE: gettext_lazy("where the contract is to be performed"),
    Point.EVENT: gettext_lazy("where it happened, as the application says"),
    Point.PROPERTY: gettext_lazy("where it happened, which is taken for the place of the real property"),
    Point.SUBJECT: gettext_lazy("where the thing in dispute is"),
    Point.ORGANISATION: gettext_lazy("where the mediation centre is"),
    Point.INVITING_COURT: gettext_lazy("which asked for the mediation"),
    Point.RULING_COURT: gettext_lazy("which made the ruling"),
    Point.DEBTOR: gettext_lazy("where whoever owes it lives"),
    Point.ASSETS: gettext_lazy("where property can be seized"),
}


class Venue(NamedTuple):
    """A court that may be competent; `court` is empty when the case does not say which one it is."""

    court: str
    code: str
    rule: str
    why: str
    article: str
    verified: bool


def competent_courts(case: Case, kind: str, *, on: date) -> list[Venue]:
    """The courts for a lawsuit, a confirmation or an enforcement on a day; the first is recommended (CPL 22, 24, 34, 205; 解释 460).

    Points whose place the case does not tell follow at the end; when it tells none, the case's own court stands first and says so.
    """
    atlas = _Atlas(case, on)
    known: dict[str, Venue] = {}
    silent: list[Jurisdiction] = []
    for row in _rows(case, kind, on):
        codes = atlas.courts_at(Point(row.point))
        if codes is None:
            continue
        venues = [_venue(row, atlas, code, _("it is the court %(place)s")) for code in codes]
        if venues and row.exclusive:
            return venues
        silent += [] if venues else [row]
        for venue in venues:
            known.setdefault(venue.code, venue)
    if silent and not known:
        own, first = case.court.court_code, silent.pop(0)
        known[own] = _venue(first, atlas, own, _("the case does not say which is the court %(place)s; until then this is the court of the case"))
    return [*known.values(), *(_venue(row, atlas, "", _("the court %(place)s may be competent too; the case does not say which one that is")) for row in silent)]


def _rows(case: Case, kind: str, on: date) -> list[Jurisdiction]:
    """The points for this type of dispute, or else those for all types."""
    rows = list(Jurisdiction.objects.on(on).filter(proceeding=kind, dispute_type__in=[case.dispute_type.code, ""]))
    return [row for row in rows if row.dispute_type] or rows


def _venue(row: Jurisdiction, atlas: "_Atlas", code: str, why: str) -> Venue:
    return Venue(atlas.name_of(code), code, row.point, why % {"place": PLACE[Point(row.point)]}, row.article, row.verified)


class _Atlas:
    """Courts and districts on a day, and where the case's places lie among them."""

    def __init__(self, case: Case, on: date) -> None:
        self.case = case
        self.courts = list(Court.objects.on(on))
        self.districts = list(Area.objects.filter(level=Level.DISTRICT, valid_to=None).select_related("parent"))

    def name_of(self, code: str) -> str:
        own = {self.case.court.court_code: self.case.court.name, "": ""}
        return (own | {court.code: str(court) for court in self.courts}).get(code, code)

    def courts_at(self, point: Point) -> list[str] | None:
        """The codes of the courts that this point leads to: none when the place is not known, None when the point has no meaning in this case."""
        case, agreement, parties = self.case, self.case.present_agreement, list(self.case.parties.all())
        if point == Point.INVITING_COURT:
            return [case.court.court_code] if agreement and agreement.round.kind == RoundKind.DELEGATED else None
        by_deed = agreement is not None and agreement.effect_basis == EffectBasis.NOTARISED
        if (point == Point.RULING_COURT and by_deed) or (point == Point.DEBTOR and not by_deed):
            return None
        if point == Point.RULING_COURT:
            return [court.code for court in self.courts if agreement and court.code in agreement.effect_number]
        if point == Point.ORGANISATION:
            return self._of_area((agreement.round.centre if agreement else case.centre).area)
        if point in (Point.EVENT, Point.PROPERTY):
            return self._of_area(case.area)
        at_home = {
            Point.DEFENDANT: [p for p in parties if p.side == Side.RESPONDENT],
            Point.RECEIVER: [p for p in parties if p.side == Side.APPLICANT],
            Point.EMPLOYER: [p for p in parties if p.kind == PartyKind.ORGANISATION],
            Point.PARTY: parties,
            Point.DEBTOR: [p for p in parties if agreement and p.side in {duty.debtor for duty in agreement.obligations.all() if not duty.is_closed}],
        }
        return self._of_homes(at_home.get(point, []))

    def _of_area(self, area: Area) -> list[str]:
        return [court.code for court in self.courts if court.area_code == area.code[:DISTRICT_DIGITS]]

    def _of_homes(self, parties: Iterable[Party]) -> list[str]:
        districts = (district_of(party.address, self.districts) for party in parties)
        return [code for district in districts if district for code in self._of_area(district)]


def district_of(address: str, districts: Iterable[Area]) -> Area | None:
    """The district that an address begins with, after its city and province if they are written; nothing is guessed from streets."""
    text = re.sub(r"\s", "", address)
    for district in districts:
        city = district.parent.name.removesuffix("市") if district.parent else ""
        if re.match(rf"(?:{PROVINCE})?(?:{re.escape(city)}市?)?{re.escape(district.name)}", text):
            return district
    return None

"""How a centre's or a court's papers are worded at a moment."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from cases.models import Wording
from cases.passages import PASSAGES, Passage, passages_of, standing
from cases.reads.places import centre_above
from mediation.papers.wording import Worded, filled
from mediation.people.models import Centre
from mediation.people.roles import CentreKind, Role
from mediation.people.rules import OF_A_COURT, holds


class Present(NamedTuple):
    """What holds for a passage at a centre: the text, its version, since when, and a draft that waits."""

    passage: Passage
    text: str
    version: str
    since: Any
    source: str  # of the standing wording; empty for one of the centre's own
    draft: Wording | None


def worded(form: str, *, of: Centre, at: datetime, places: dict[str, str] | None = None, instead: dict[str, tuple[str, str]] | None = None) -> Worded:
    """The adaptable passages of a paper that speaks of this moment, filled: same centre, same moment, same words for ever. `instead` puts other texts and versions in, to try them out."""
    texts = {one.name: _standing(one, at) for one in passages_of(form)}
    texts |= {row.name: (row.text, row.version) for row in _released(of, at).filter(form=form)} | (instead or {})
    return Worded(
        {name: filled(text, places or {}) for name, (text, _version) in texts.items()},
        {name: version for name, (_text, version) in texts.items()},
    )


def present(centre: Centre, at: datetime) -> list[Present]:
    """Every passage that this centre may word, as it stands."""
    own = {(row.form, row.name): row for row in _released(centre, at)}
    drafts = {(row.form, row.name): row for row in Wording.objects.filter(centre=centre, released_at=None).select_related("centre", "written_by")}
    return [_present(one, own.get((one.form, one.name)), drafts.get((one.form, one.name)), at) for one in PASSAGES if one.kind == centre.kind]


def versions(centre: Centre, one: Passage) -> QuerySet[Wording]:
    """Every version that was released, the newest first."""
    rows = Wording.objects.filter(centre=centre, form=one.form, name=one.name, released_at__isnull=False)
    return rows.select_related("centre", "written_by", "released_by").order_by("-number")


def words_papers(user: Any, centre: Centre) -> bool:
    """May this person write and release the wording of a centre: its managers and those of the centre above; at a court its clerks and judges; administrators everywhere."""
    if holds(user, Role.ADMINISTRATOR):
        return True
    if centre.kind == CentreKind.COURT_SERVICE:
        return any(holds(user, role, centre.pk) for role in (*OF_A_COURT, Role.MANAGER))
    return any(holds(user, Role.MANAGER, place.pk) for place in (centre, centre_above(centre)) if place is not None)


def worded_by(user: Any) -> list[Centre]:
    """Every centre and court whose papers this person may word."""
    return [centre for centre in Centre.objects.select_related("area").order_by("kind", "area__code") if words_papers(user, centre)]


def _released(centre: Centre, at: datetime) -> QuerySet[Wording]:
    """Of each passage the version that began last."""
    rows = Wording.objects.filter(centre=centre, begins_at__lte=at).select_related("centre")
    return rows.order_by("form", "name", "-begins_at", "-number").distinct("form", "name")


def _standing(one: Passage, at: datetime) -> tuple[str, str]:
    row = standing(one.form, one.name, at)
    return row.text, row.version


def _present(one: Passage, own: Wording | None, draft: Wording | None, at: datetime) -> Present:
    if own is not None:
        return Present(one, own.text, own.version, own.begins_at, "", draft)
    row = standing(one.form, one.name, at)
    return Present(one, row.text, row.version, row.valid_from, row.source, draft)

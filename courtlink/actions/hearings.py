"""Dates at the court: the only door of `Hearing`. Set, moved and cancelled by a clerk here, or reported by the court's own system."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases import clock
from courtlink.actions.clerk import locked_for
from courtlink.actions.deliver import note
from courtlink.actions.summon import remember, spread
from courtlink.adapters.port import Appointment
from courtlink.kinds import HearingKind, HearingNews
from courtlink.models import Filing, Hearing, Slot
from courtlink.reads import kinds_of_dates
from mediation.parsing import plain
from mediation.people.models import Centre
from mediation.people.roles import SYSTEM
from mediation.refusals import Invalid, NotFound, WrongMoment

LONGEST, FARTHEST = timedelta(hours=12), timedelta(days=730)
LENGTHS = {"room": 40, "place": 120, "contact": 120}
IS_ADDRESS = URLValidator(schemes=["https"])


@transaction.atomic
def set_date(filing_id: int, *, by: Any, slot: Slot, uid: str = "", sequence: int = 0) -> Hearing:
    """Set a date; everybody who may know of the filing is told at once and reminded later (CPL 139)."""
    filing = locked_for(filing_id, by)
    said = _checked(filing, slot, by)
    at = clock.now()
    hearing = Hearing(filing=filing, court=filing.case.court, uid=uid or f"{uuid4()}@mediation", sequence=sequence, made_at=at, changed_at=at)
    return _keep(hearing, said, HearingNews.SET, by=by)


@transaction.atomic
def move_date(hearing_id: int, *, by: Any, slot: Slot, sequence: int | None = None) -> Hearing:
    """Another time or place. Calendars follow: same UID, a higher SEQUENCE."""
    hearing = _standing(hearing_id, by)
    said = _checked(hearing.filing, slot, by)
    if said == hearing.slot:
        return hearing
    return _keep(_next(hearing, sequence), said, HearingNews.MOVED, by=by)


@transaction.atomic
def cancel_date(hearing_id: int, *, by: Any, sequence: int | None = None) -> Hearing:
    """The date is off; it leaves people's calendars."""
    return _cancel(_standing(hearing_id, by), by=by, sequence=sequence)


def drop_dates(filing: Filing) -> None:
    """A filing has changed its state: what lies ahead and fits no more is off. The filing is locked."""
    coming = Hearing.objects.standing().filter(filing=filing, during__startswith__gt=clock.now()).select_related("court")
    fitting = kinds_of_dates(filing)
    for hearing in coming:
        if hearing.kind not in fitting:
            hearing.filing = filing
            _cancel(hearing, by=SYSTEM)


@transaction.atomic
def take_over(filing_id: int, said: Appointment) -> None:
    """What a court of its own system reports. What it has reported before, or overtaken since, changes nothing."""
    filing = locked_for(filing_id, SYSTEM)
    known = Hearing.objects.filter(court=filing.case.court_id, uid=said.uid).first()
    if known is not None and known.filing_id != filing.pk:
        raise Invalid(_("This date belongs to another filing."))
    if known is not None and said.sequence <= known.sequence:
        return
    if said.news == HearingNews.CANCELLED:
        if known is not None and not known.cancelled:
            cancel_date(known.pk, by=SYSTEM, sequence=said.sequence)
        return
    slot = Slot(said.kind, said.begins, said.ends, place=" ".join(filter(None, (said.place, said.room))), link=said.link, contact=said.contact)
    if known is None:
        set_date(filing_id, by=SYSTEM, slot=slot, uid=said.uid, sequence=said.sequence)
    else:
        move_date(known.pk, by=SYSTEM, slot=slot, sequence=said.sequence)


def _standing(hearing_id: int, by: Any) -> Hearing:
    """Lock case and filing first, as everywhere, then the date."""
    filing_id = Hearing.objects.filter(pk=hearing_id).values_list("filing", flat=True).first()
    if filing_id is None:
        raise NotFound(_("There is no such date."))
    filing = locked_for(filing_id, by)
    hearing = Hearing.objects.select_for_update(of=("self",)).select_related("court").get(pk=hearing_id)
    hearing.filing = filing
    if hearing.cancelled:
        raise WrongMoment(_("This date was cancelled already."))
    return hearing


def _checked(filing: Filing, slot: Slot, by: Any) -> Slot:
    """The slot as it is kept, or Invalid with the field. A court of its own system may report what lies behind."""
    if slot.kind not in HearingKind.values:
        raise _wrong("kind", _("Please say what the date is for."))
    if slot.kind not in kinds_of_dates(filing):
        raise WrongMoment(_("Such a date cannot be set while the filing is at: %(state)s.") % {"state": filing.get_state_display()}, code="wrong-kind")
    if not slot.begins < slot.ends <= slot.begins + LONGEST:
        raise _wrong("ends", _("A date ends after it begins, on the same day."))
    if by is not SYSTEM and not clock.now() < slot.begins < clock.now() + FARTHEST:
        raise _wrong("begins", _("Please choose a time that lies ahead, within two years."))
    link = slot.link.strip()
    try:
        if link:
            IS_ADDRESS(link)
    except ValidationError as wrong:
        raise _wrong("link", _("An address on the screen begins with https://")) from wrong
    words = {name: plain(getattr(slot, name))[:most] if name == "room" else getattr(slot, name).strip()[:most] for name, most in LENGTHS.items()}
    if not (words["room"] or words["place"] or link):
        raise _wrong("place", _("Please say where people go, or which address they open."))
    return Slot(slot.kind, slot.begins, slot.ends, link=link[:300], **words)


def _keep(hearing: Hearing, slot: Slot, news: HearingNews, *, by: Any) -> Hearing:
    before = {"from": _utc(hearing.begins)} if news == HearingNews.MOVED else {}
    hearing.kind, hearing.during = slot.kind, slot.during
    hearing.room, hearing.place, hearing.link, hearing.contact = slot.room, slot.place, slot.link, slot.contact
    _wait_for_room(hearing)
    try:
        with transaction.atomic():
            hearing.save()
    except IntegrityError as clash:
        raise _taken() from clash
    _note(hearing, news, by=by, more=before)
    remember(hearing)
    return hearing


def _wait_for_room(hearing: Hearing) -> None:
    """Book rooms of one court one after the other, so that two clerks never meet in a deadlock; the constraint is the last guard."""
    if not hearing.room:
        return
    Centre.objects.select_for_update(no_key=True).get(pk=hearing.court_id)
    others = Hearing.objects.standing().filter(court=hearing.court_id, room=hearing.room, during__overlap=hearing.during).exclude(pk=hearing.pk)
    if (other := others.first()) is not None:
        raise _taken(other)


def _taken(other: Hearing | None = None) -> Invalid:
    sentence = _("This room is taken at that time. Please choose another room or another time.")
    if other is not None:
        about = {"room": other.room, "begins": other.begins.astimezone(clock.SHANGHAI).strftime("%H:%M"), "ends": other.ends.astimezone(clock.SHANGHAI).strftime("%H:%M")}
        sentence = _("%(room)s is taken from %(begins)s to %(ends)s that day. Please choose another room or another time.") % about
    return Invalid(sentence, code="taken", fields={"room": [sentence]})


def _cancel(hearing: Hearing, *, by: Any, sequence: int | None = None) -> Hearing:
    _next(hearing, sequence).cancelled = True
    hearing.save(update_fields=["cancelled", "sequence", "changed_at"])
    _note(hearing, HearingNews.CANCELLED, by=by)
    return hearing


def _next(hearing: Hearing, sequence: int | None) -> Hearing:
    hearing.sequence, hearing.changed_at = hearing.sequence + 1 if sequence is None else sequence, clock.now()
    return hearing


def _note(hearing: Hearing, news: HearingNews, *, by: Any, more: dict[str, str] | None = None) -> None:
    """The Step says when and in which sequence, never where or with whom: what people wrote stays out of the chain."""
    facts: dict[str, Any] = {"uid": hearing.uid, "sequence": hearing.sequence, "date": str(hearing.kind), "begins": _utc(hearing.begins), "ends": _utc(hearing.ends)}
    law = "CPL 139" if hearing.kind == HearingKind.HEARING else ""
    note(hearing.filing, str(news), by=by, role="clerk" if by is SYSTEM else "", law=law, **facts, **(more or {}))
    spread(hearing, news)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: [sentence]})

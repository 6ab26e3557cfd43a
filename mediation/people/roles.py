"""Roles, kinds of centres, and the actor that is nobody. A leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does at a centre; whoever has no post is a citizen."""

    CITIZEN = "citizen", _("Citizen")
    MEDIATOR = "mediator", _("Mediator")
    DISPATCHER = "dispatcher", _("Dispatcher")
    GRID = "grid", _("Grid worker")
    MANAGER = "manager", _("Centre manager")
    CLERK = "clerk", _("Court clerk")
    JUDGE = "judge", _("Judge")
    SUPERVISOR = "supervisor", _("Supervisor")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class CentreKind(models.TextChoices):
    """The two cores (双核心)."""

    MEDIATION = "mediation", _("Mediation centre")
    COURT_SERVICE = "court_service", _("Court service centre")


class Level(models.TextChoices):
    """Levels of the area tree."""

    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")


class SystemActor:
    """Timers and court callbacks: never a person, so no sign-in can be it."""

    pk = None
    is_authenticated = False
    is_active = False
    posts: tuple[()] = ()


SYSTEM = SystemActor()

"""The deeds around people."""

from mediation.people.actions.people import citizen_for, forget_person, speak
from mediation.people.actions.staff import appoint, dismiss, engage, invite, read_invitation, register_staff, use_invitation

__all__ = ["appoint", "citizen_for", "dismiss", "engage", "forget_person", "invite", "read_invitation", "register_staff", "speak", "use_invitation"]

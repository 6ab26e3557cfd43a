"""The deeds around people."""

from mediation.people.actions.people import appoint, citizen_for, dismiss, invite, read_invitation, register_staff, use_invitation

__all__ = ["appoint", "citizen_for", "dismiss", "invite", "read_invitation", "register_staff", "use_invitation"]

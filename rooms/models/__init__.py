"""What rooms keep."""

from rooms.models.draft import Draft, DraftComment, DraftUpdate
from rooms.models.invitation import Invitation
from rooms.models.message import Kind, Message
from rooms.models.sitting import Seat, Sitting

__all__ = ["Draft", "DraftComment", "DraftUpdate", "Invitation", "Kind", "Message", "Seat", "Sitting"]

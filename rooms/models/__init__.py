"""What rooms keep."""

from rooms.models.booking import Arrival, Booking, Choice, Claim, Wish
from rooms.models.hours import BookingRule, DayOff, Feed, Hours, Place
from rooms.models.invitation import Invitation
from rooms.models.message import Kind, Message
from rooms.models.sitting import Seat, Sitting

__all__ = ["Arrival", "Booking", "BookingRule", "Choice", "Claim", "DayOff", "Feed", "Hours", "Invitation", "Kind", "Message", "Place", "Seat", "Sitting", "Wish"]

"""What rooms keep."""

from rooms.models.bidding import Bid, Bidding, BiddingState, Figure
from rooms.models.booking import Arrival, Booking, Choice, Claim, Wish
from rooms.models.draft import Draft, DraftComment, DraftUpdate
from rooms.models.hours import BookingRule, DayOff, Hours, Place
from rooms.models.invitation import Invitation
from rooms.models.message import Kind, Message
from rooms.models.minutes import Confirmation, Minutes
from rooms.models.note import Note, NoteKind
from rooms.models.offer import Offer, OfferState, ProposalAnswer, SheetLine
from rooms.models.recording import Made, Recording, RecordingConsent, RecordingPart, Stopped, Track
from rooms.models.sitting import Seat, Sitting

__all__ = [
    "Arrival",
    "Bid",
    "Bidding",
    "BiddingState",
    "Booking",
    "BookingRule",
    "Choice",
    "Claim",
    "Confirmation",
    "DayOff",
    "Draft",
    "DraftComment",
    "DraftUpdate",
    "Figure",
    "Hours",
    "Invitation",
    "Kind",
    "Made",
    "Message",
    "Minutes",
    "Note",
    "NoteKind",
    "Offer",
    "OfferState",
    "Place",
    "ProposalAnswer",
    "Recording",
    "RecordingConsent",
    "RecordingPart",
    "Seat",
    "SheetLine",
    "Sitting",
    "Stopped",
    "Track",
    "Wish",
]

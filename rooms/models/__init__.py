"""What rooms keep."""

from rooms.models.bidding import Bid, Bidding, BiddingState, Figure
from rooms.models.invitation import Invitation
from rooms.models.message import Kind, Message
from rooms.models.minutes import Confirmation, Minutes
from rooms.models.note import Note, NoteKind
from rooms.models.offer import Offer, OfferState, ProposalAnswer, SheetLine
from rooms.models.sitting import Seat, Sitting

__all__ = [
    "Bid",
    "Bidding",
    "BiddingState",
    "Confirmation",
    "Figure",
    "Invitation",
    "Kind",
    "Message",
    "Minutes",
    "Note",
    "NoteKind",
    "Offer",
    "OfferState",
    "ProposalAnswer",
    "Seat",
    "SheetLine",
    "Sitting",
]

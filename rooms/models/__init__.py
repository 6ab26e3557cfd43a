"""What rooms keep."""

from rooms.models.invitation import Invitation
from rooms.models.message import Kind, Message
from rooms.models.recording import Made, Recording, RecordingConsent, RecordingPart, Stopped, Track
from rooms.models.sitting import Seat, Sitting

__all__ = ["Invitation", "Kind", "Made", "Message", "Recording", "RecordingConsent", "RecordingPart", "Seat", "Sitting", "Stopped", "Track"]

"""What the room's scripts say to people."""

from django.utils.translation import gettext_lazy as _

ROOM_WORDS = {
    "together": _("Everybody is in the room."),
    "apart": _("The two sides do not meet here; the mediator talks with each of them."),
    "alone": _("You are talking with the mediator alone."),
    "elsewhere": _("The mediator is talking with one side."),
    "with_applicant": _("Alone with the applicant"),
    "with_respondent": _("Alone with the respondent"),
    "ended": _("This sitting has ended; it can still be read."),
    "recording_on": _("This sitting is being recorded; everybody has agreed."),
    "recording_paused": _("The recording stands still."),
    "picture": _("Picture"),
    "you": _("you"),
    "muted": _("muted"),
    "reconnecting": _("Reconnecting…"),
    "line_good": _("Your line is good."),
    "line_weak": _("Your line is weak. If it breaks up, switch to sound only."),
    "line_bad": _("Your line is bad."),
    "sound_only_now": _("Your line is bad, so your picture was switched off. Sound goes on; switch the picture on again whenever you like."),
    "no_path": _("Voice and picture find no way through your network. You can go on in writing, or ask to be called."),
    "not_allowed": _("Your browser does not allow microphone or camera. Allow them in its address bar, or take part in writing or by telephone."),
    "no_device": _("No microphone or camera was found. You can take part in writing or by telephone."),
}

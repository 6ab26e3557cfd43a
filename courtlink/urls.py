"""Addresses of the court link."""

from django.urls import path

from courtlink.views import bridge, enforcement, entry, feedback, filing, hearings, identity, inbox, lawsuit, link, register, review

app_name = "courtlink"
urlpatterns = [
    path("case/<str:number>/lawsuit", lawsuit.lawsuit, name="lawsuit"),
    path("case/<str:number>/arbitration", lawsuit.arbitration, name="arbitration"),
    path("case/<str:number>/confirmation", filing.confirmation, name="confirmation"),
    path("case/<str:number>/identity", identity.identity, name="identity"),
    path("case/<str:number>/identity/<int:pk>", identity.identity_paper, name="identity_paper"),
    path("case/<str:number>/identity/<int:pk>/take-out", identity.take_identity_out, name="take_identity_out"),
    path("case/<str:number>/enforcement", enforcement.enforcement, name="enforcement"),
    path("filing/<str:ref>", filing.filing, name="filing"),
    path("filing/<str:ref>/dates/<int:pk>.ics", hearings.calendar, name="calendar"),
    path("filing/<str:ref>/take-back", filing.take_back, name="take_back"),
    path("filing/<str:ref>/fee-paid", filing.fee_paid, name="fee_paid"),
    path("filing/<str:ref>/document/<int:pk>", filing.document, name="document"),
    path("court", inbox.inbox, name="inbox"),
    path("court/several", inbox.several, name="several"),
    path("court/feedback", feedback.feedback, name="feedback"),
    path("court/feedback/<int:pk>", feedback.answer, name="answer_feedback"),
    path("court/bridge", bridge.bridge, name="bridge"),
    path("court/bridge/export", bridge.export, name="bridge_export"),
    path("court/bridge/answers/<int:pk>", bridge.answers, name="answers"),
    path("court/bridge/answers/<int:pk>/report", bridge.report, name="answers_report"),
    path("court/link", link.link, name="link"),
    path("court/filing/<str:ref>/send-again", link.send_again, name="send_again"),
    path("court/v1/jwks.json", link.jwks, name="jwks"),
    path("court/v1/callbacks", link.callbacks, name="callbacks"),
    path("court/new", entry.new, name="new"),
    path("court/case/<str:number>/statement", entry.effect, {"name": "court_statement"}, name="statement"),
    path("court/case/<str:number>/revocation", entry.effect, {"name": "revoke"}, name="revocation"),
    path("court/case/<str:number>", register.register, name="register"),
    path("court/filing/<str:ref>/here", review.here, name="here"),
    path("court/filing/<str:ref>/document/<int:pk>/<int:page>", review.page, name="page"),
    path("court/filing/<str:ref>/dates", hearings.hearings, name="hearings"),
    path("court/filing/<str:ref>", review.review, name="review"),
]

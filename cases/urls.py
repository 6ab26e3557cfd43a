"""Addresses of the cases app. Upper case: what stands in QR codes and letters."""

from django.urls import path

from cases.views import agreement, case, clocks, desk, effect, intake, mediation, people, public

app_name = "cases"
urlpatterns = [
    path("I/<str:token>", intake.scan, name="scan"),
    path("C/<str:token>", public.code, name="code"),
    path("C/<str:token>/<slug:colour>.svg", public.code_picture, name="code_picture"),
    path("A/<str:token>", public.answer, name="answer"),
    path("A/<str:token>/enter", public.enter, name="enter"),
    path("apply", intake.begin, name="begin"),
    path("apply/<str:key>/who", intake.who, name="who"),
    path("apply/<str:key>/what", intake.what, name="what"),
    path("apply/<str:key>/check", intake.check, name="check"),
    path("apply/<str:key>/photo/<int:file_id>", intake.photo, name="photo"),
    path("apply/<str:key>/photo/<int:file_id>/drop", intake.drop_photo, name="drop_photo"),
    path("desk", desk.desk, name="desk"),
    path("posters", desk.posters, name="posters"),
    path("poster/<str:code>.pdf", desk.poster, name="poster"),
    path("calendar", clocks.calendar, name="calendar"),
    path("centre/<int:pk>/hours", clocks.hours, name="hours"),
    path("case/<str:number>", case.case, name="case"),
    path("case/<str:number>/people", people.people, name="people"),
    path("case/<str:number>/power/<int:pk>.pdf", people.power, name="power"),
    path("case/<str:number>/round", mediation.mediation, name="round"),
    path("case/<str:number>/clocks", clocks.clocks, name="clocks"),
    path("case/<str:number>/move/<slug:name>", case.make_move, name="move"),
    path("case/<str:number>/assign", case.assign, name="assign"),
    path("case/<str:number>/take", case.take, name="take"),
    path("case/<str:number>/hand-back", case.hand_back, name="hand_back"),
    path("case/<str:number>/settle", case.settle, name="settle"),
    path("case/<str:number>/close-round", case.close_round, name="close_round"),
    path("case/<str:number>/reply", case.reply, name="reply"),
    path("case/<str:number>/notarise", effect.notarise, name="notarise"),
    path("case/<str:number>/write", agreement.write, name="write"),
    path("case/<str:number>/agreement", agreement.agreement, name="agreement"),
    path("case/<str:number>/unfreeze", agreement.unfreeze, name="unfreeze"),
    path("case/<str:number>/obligation/<int:pk>/done", case.obligation_done, name="obligation_done"),
    path("case/<str:number>/evidence", case.add_evidence, name="add_evidence"),
    path("case/<str:number>/evidence/<int:pk>", case.evidence, name="evidence"),
    path("case/<str:number>/paper/<int:pk>.pdf", case.paper, name="paper"),
    path("case/<str:number>/certificate.pdf", case.certificate, name="certificate"),
    path("case/<str:number>/receipt.pdf", case.receipt, name="receipt"),
]

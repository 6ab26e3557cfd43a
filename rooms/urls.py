"""Addresses of the rooms. Upper case: what stands in codes on walls."""

from django.urls import path

from rooms.views import bids, draft, facts, hours, minutes, notes, offers, places, recording, room, support, times

app_name = "rooms"
urlpatterns = [
    path("rooms/help", support.support, name="support"),
    path("room/<str:number>", room.room, name="room"),
    path("room/<str:number>/say", room.say, name="say"),
    path("room/<str:number>/people", room.people, name="people"),
    path("room/<str:number>/act", room.act, name="act"),
    path("room/<str:number>/recording", recording.panel, name="recording"),
    path("room/<str:number>/recording/<int:pk>", recording.film, name="film"),
    path("room/<str:number>/file/<int:pk>", room.file, name="file"),
    path("room/<str:number>/times", times.times, name="times"),
    path("room/<str:number>/times/<int:pk>.ics", times.calendar, name="calendar"),
    path("hours", hours.hours, name="hours"),
    path("centre/<int:pk>/places", places.places, name="places"),
    path("centre/<int:pk>/plan", places.plan, name="plan"),
    path("K/<str:token>", places.check_in, name="check_in"),
    path("room/<str:number>/offers", offers.table, name="offers"),
    path("room/<str:number>/offers/sheets", offers.sheets, name="sheets"),
    path("room/<str:number>/bids", bids.sealed, name="bids"),
    path("room/<str:number>/bids/<int:bidding>", bids.check, name="bid_check"),
    path("room/<str:number>/notes", notes.notes, name="notes"),
    path("room/<str:number>/minutes", minutes.minutes, name="minutes"),
    path("room/<str:number>/facts", facts.facts, name="facts"),
    path("room/<str:number>/draft", draft.draft, name="draft"),
    path("room/<str:number>/draft/aside", draft.aside, name="draft_aside"),
]

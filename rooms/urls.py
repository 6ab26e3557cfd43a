"""Addresses of the rooms. Upper case: what stands in codes on walls."""

from django.urls import path

from rooms.views import hours, places, room, support, times

app_name = "rooms"
urlpatterns = [
    path("rooms/help", support.support, name="support"),
    path("room/<str:number>", room.room, name="room"),
    path("room/<str:number>/say", room.say, name="say"),
    path("room/<str:number>/people", room.people, name="people"),
    path("room/<str:number>/act", room.act, name="act"),
    path("room/<str:number>/file/<int:pk>", room.file, name="file"),
    path("room/<str:number>/times", times.times, name="times"),
    path("room/<str:number>/times/<int:pk>.ics", times.calendar, name="calendar"),
    path("hours", hours.hours, name="hours"),
    path("feed/<str:key>.ics", hours.feed, name="feed"),
    path("centre/<int:pk>/places", places.places, name="places"),
    path("centre/<int:pk>/plan", places.plan, name="plan"),
    path("K/<str:token>", places.check_in, name="check_in"),
]

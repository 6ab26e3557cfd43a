"""Addresses of the rooms."""

from django.urls import path

from rooms.views import recording, room, support

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
]

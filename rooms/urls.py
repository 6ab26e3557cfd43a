"""Addresses of the rooms."""

from django.urls import path

from rooms import views

app_name = "rooms"
urlpatterns = [
    path("room/<str:number>", views.room, name="room"),
    path("room/<str:number>/say", views.say, name="say"),
    path("room/<str:number>/caucus", views.caucus, name="caucus"),
    path("room/<str:number>/picture/<int:pk>", views.picture, name="picture"),
]

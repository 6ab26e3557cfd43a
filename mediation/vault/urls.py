"""Addresses of the vault. Files themselves are reached through the case, the room or the filing they belong to."""

from django.urls import path

from mediation.vault import views

app_name = "vault"
urlpatterns = [
    path("uploads", views.uploads, name="uploads"),
    path("uploads/<str:key>", views.upload, name="upload"),
]

"""Addresses of the page that checks papers. Upper case: what stands in the QR codes of papers."""

from django.urls import path
from django.views.generic import RedirectView

from mediation.papers import views

app_name = "papers"
urlpatterns = [
    path("VERIFY", RedirectView.as_view(pattern_name="papers:verify"), name="verify_code"),
    path("verify", views.verify, name="verify"),
    path("verify/root.pem", views.root, name="root"),
    path("verify/ca.crl", views.crl, name="crl"),
]

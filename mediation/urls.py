"""Every page, in one place."""

from django.urls import include, path

from mediation.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]

"""The secret address of somebody's calendar."""

from django.conf import settings
from django.db import models


class Feed(models.Model):
    """The secret address at which a calendar program reads somebody's dates; deleting the row closes it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=20, unique=True)  # signed into the address, so a copy of the table opens nothing
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed {self.pk}"

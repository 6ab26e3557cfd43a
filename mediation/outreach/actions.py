"""Tell people something: write the message with the change, send it by a job that commits with it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from mediation.outreach.adapters.base import SmsAdapter, SmsError
from mediation.outreach.models import Fate, Message


@transaction.atomic
def tell(*, template: str, facts: dict[str, Any], phone: str = "", user: Any = None, language: str = "", key: str | None = None, not_before: datetime | None = None) -> Message:
    """Queue one text in the person's language; the same key a second time returns the first message. `not_before` lets it wait for the morning."""
    if key and (known := Message.objects.filter(key=key).first()):
        return known
    spoken = language or (user.language if user else settings.LANGUAGE_CODE)
    with translation.override(spoken):
        body = get_template(f"outreach/{template}.txt").template.render(Context(facts, autoescape=False)).strip()  # type: ignore[attr-defined]
    number = phone or (user.phone if user else "")
    try:
        with transaction.atomic():
            message = Message.objects.create(user=user, phone=number, template=template, body=body, key=key)
    except IntegrityError:  # a parallel job told the same thing
        return Message.objects.get(key=key)
    app.configure_task("outreach.send", lock=f"message:{message.pk}", schedule_at=not_before).defer(message=message.pk)
    return message


def send(message_id: int, *, last_try: bool = False) -> None:
    """Hand one message to the adapter; a passing failure raises, so that the job is tried again, and is kept as failed the last time."""
    message = Message.objects.get(pk=message_id)
    if message.fate != Fate.QUEUED:
        return
    adapter: SmsAdapter = import_string(settings.SMS_ADAPTER)()
    try:
        adapter.send(phone=message.phone, text=message.body, key=f"message:{message.pk}")
    except SmsError as error:
        if not error.permanent and not last_try:
            raise
        message.fate, message.reason = Fate.FAILED, str(error)[:60]
    else:
        message.fate, message.sent_at = Fate.SENT, timezone.now()
    message.save(update_fields=["fate", "reason", "sent_at"])


def blank_old_texts(before: datetime) -> int:
    """Forget to whom and what was said before a moment; that something was sent, and its fate, stay. Return how many."""
    return Message.objects.filter(created_at__lt=before).exclude(template="").update(phone="", body="", template="")

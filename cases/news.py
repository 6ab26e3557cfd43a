"""What other parts may want to hear, sent after the commit. A receiver does one thing: defer a job or wake a room."""

from django.dispatch import Signal

moved = Signal()  # sender=Case, case_id, move, to_stage
touched = Signal()  # sender=Case, case_id: something about the case changed without a move

"""Which engine carries a sitting: from browser to browser for a few seats, through the media server for more and for recordings."""

from django.db import transaction

from rooms.actions.floor import changed
from rooms.kinds import Engine
from rooms.media import control
from rooms.models import Sitting
from rooms.reads.seats import sounding

DIRECT = 3  # so many seats can send their picture to each other; more would each send it too often


def choose_engine(sitting_id: int, *, lost: bool = False) -> bool:
    """Choose it anew; return whether it changed. Nobody inside is moved back, except when the media server is `lost`.

    A new epoch has every page build its links anew.
    """
    sitting = Sitting.objects.get(pk=sitting_id)
    if not sitting.is_live or (not lost and _fitting(sitting, well=True) == sitting.engine):
        return False
    well = control.is_well()
    with transaction.atomic():
        sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting_id)
        wanted = _fitting(sitting, well=well)
        if wanted == sitting.engine and not (lost and wanted == Engine.SFU):
            return False
        sitting.engine, sitting.epoch = wanted, sitting.epoch + 1
        changed(sitting, "engine", "epoch")
    return True


def _fitting(sitting: Sitting, *, well: bool) -> str:
    """What the sitting needs now."""
    count = sounding(sitting.pk)
    if not well:
        return Engine.MESH
    if sitting.recording or count > DIRECT:
        return Engine.SFU
    return sitting.engine if count > 1 else Engine.MESH

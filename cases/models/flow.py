"""The stage of a case: protected in Python by django-fsm, in PostgreSQL by walls, both from `cases.flow`."""

from typing import Any

from django.db import models
from django_fsm import FSMField, transition

from cases.flow import MOVES, Move, by, colour_of, moves_from
from cases.kinds import COLOUR_OF, Colour, Stage


class CaseFlow(models.Model):
    """Stage and colour. `cases.actions.move` is the only door through which the stage changes."""

    stage = FSMField(max_length=24, choices=Stage.choices, default=Stage.INTAKE, protected=True)
    colour = models.GeneratedField(
        expression=models.Case(
            *(models.When(stage=stage, then=models.Value(colour)) for stage, colour in COLOUR_OF.items()),
            output_field=models.CharField(max_length=8),
        ),
        output_field=models.CharField(max_length=8, choices=Colour.choices),
        db_persist=True,
    )

    class Meta:
        abstract = True

    def open_moves(self) -> tuple[Move, ...]:
        """Every move out of the present stage, whoever may make it."""
        return moves_from(self.stage)

    def edge(self, name: str) -> Move | None:
        """Return the named move out of the present stage, or None when the moment is wrong."""
        return next((move for move in self.open_moves() if move.name == name), None)

    def get_colour_display(self) -> str:
        """The colour in words; Django gives generated columns no display method."""
        return str(Colour(self.colour).label)

    def take_colour(self) -> None:
        """Bring the colour in line after a move: Django returns a generated column on INSERT only."""
        self.__dict__["colour"] = colour_of(self.stage).value

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Reload, stage included: forgetting the old one first lets the protected field take the new one."""
        if fields is None or "stage" in fields:
            self.__dict__.pop("stage", None)
        super().refresh_from_db(using, fields, from_queryset)


def _transition(move: Move) -> Any:
    def deed(self: CaseFlow) -> None:
        """Change the stage; everything else is the action's."""

    deed.__name__ = move.name
    deed.__doc__ = f"{move.law}: {' / '.join(move.sources)} → {move.target}."
    field = CaseFlow._meta.get_field("stage")
    return transition(field, source=list(move.sources), target=move.target, permission=by(move.by))(deed)


for _move in MOVES:
    setattr(CaseFlow, _move.name, _transition(_move))

"""Socket routes of the rooms."""

routes: list[object] = []

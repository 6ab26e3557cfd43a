"""How we reach people."""

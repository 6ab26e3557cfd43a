"""How courts are reached: one protocol (`port`), one file for each way."""

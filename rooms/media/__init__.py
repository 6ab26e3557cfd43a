"""Voice and picture: one port, and the engines behind it."""

"""Papers and codes."""

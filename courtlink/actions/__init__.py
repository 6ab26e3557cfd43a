"""What may be done with a filing."""

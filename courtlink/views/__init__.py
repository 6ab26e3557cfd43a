"""Pages of the court link."""

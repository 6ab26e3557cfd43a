"""What pages of other apps show of the court link."""

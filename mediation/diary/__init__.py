"""Dates of people, for their own calendars: files, and a secret address that a calendar program reads."""

"""The clerk's rules, which are also the citizen's pre-check: one table for the page before sending, for sending itself and for the clerk's checklist."""

"""The bridge to a court whose intranet has no line to us: filings go out as files, answers come back as a list."""

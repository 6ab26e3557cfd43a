"""Writing an agreement together: the shared text, its log, and the line between pages."""

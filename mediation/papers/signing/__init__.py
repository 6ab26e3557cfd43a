"""Signatures inside papers: one for each signing act, then the centre's seal (PAdES, ETSI EN 319 142-1)."""

"""How a paper is made: rendered, sealed, verified. The only importer of WeasyPrint."""

"""A court for trying things out: a real HTTP server that speaks the court protocol, remembers everything, and misbehaves as it is told to."""

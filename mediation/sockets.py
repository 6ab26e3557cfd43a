"""Every socket route."""

from rooms.sockets import routes

__all__ = ["routes"]

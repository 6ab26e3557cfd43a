"""What people do in a room."""

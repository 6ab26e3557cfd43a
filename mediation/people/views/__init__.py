"""Pages of sign-in and the outbox."""

"""Questions about rooms."""

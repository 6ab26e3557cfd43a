"""What happened: hash chains and the log of looks."""

"""What the bot says without being asked: which channel is told what, and telling it once."""

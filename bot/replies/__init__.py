"""What the bot says, one module per command; Discord itself is only in :mod:`bot.client`."""

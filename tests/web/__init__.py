"""The pages: what they show, what they refuse, how browsers and people get on with them."""

"""The Discord bot: answers from the files of a root, and says what is missing."""

"""The unattended run: git, GitHub, publishing, what its steps tell each other and people."""

# Nothing is imported here: every script reads one room of this wing, and few need the others.

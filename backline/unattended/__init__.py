"""The unattended run: git, GitHub, publishing, what its steps tell each other and people."""

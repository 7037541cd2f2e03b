"""An agency's weekly tracking sheet."""

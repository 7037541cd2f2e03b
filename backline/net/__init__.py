"""Asking over HTTP: limits, deadlines, answers, and keys that never leave memory."""

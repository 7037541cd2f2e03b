"""What people write: the roster with its links and policies, corrections, weekly notes."""

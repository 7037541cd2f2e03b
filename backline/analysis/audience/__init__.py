"""Audience analytics: how much an artist did in a period, where, and with which songs."""

from backline.analysis.audience.answer import Answer, analyse
from backline.analysis.audience.asked import Asked, asked
from backline.analysis.audience.document import document_of

__all__ = ["Answer", "Asked", "analyse", "asked", "document_of"]

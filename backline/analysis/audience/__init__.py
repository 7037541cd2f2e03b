"""Audience analytics: how much an artist did in a period, where, and with which songs."""

from backline.analysis.audience.answer import Answer, analyse, answering_each
from backline.analysis.audience.asked import Asked, asked
from backline.analysis.audience.document import document_of

__all__ = ["Answer", "Asked", "analyse", "answering_each", "asked", "document_of"]

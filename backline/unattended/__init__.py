"""The unattended run: git, GitHub, publishing, what its steps tell each other and people."""

from __future__ import annotations

from backline.unattended.git import Git
from backline.unattended.github import GitHub
from backline.unattended.publishing import Publisher
from backline.unattended.run_record import RunRecord

__all__ = ["Git", "GitHub", "Publisher", "RunRecord"]

"""Data quality: what in the recorded numbers is worth a person's minute.

:func:`audit` lists everything, worst first; :func:`new_findings` what one day added;
:func:`proposals` writes corrections for a person to accept. The definitions and how well they
were measured to work are in ``docs/quality.md``.
"""

from backline.analysis.quality.audit import audit, new_findings
from backline.analysis.quality.findings import Finding, Kind, Part, Value
from backline.analysis.quality.proposals import proposals

__all__ = ["Finding", "Kind", "Part", "Value", "audit", "new_findings", "proposals"]

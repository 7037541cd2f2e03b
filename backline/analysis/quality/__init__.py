"""Data quality: what in the recorded numbers is worth a person's minute; see docs/quality.md."""

from backline.analysis.quality.audit import audit, new_findings
from backline.analysis.quality.findings import Finding, Kind, Part, Value
from backline.analysis.quality.proposals import proposals

__all__ = ["Finding", "Kind", "Part", "Value", "audit", "new_findings", "proposals"]

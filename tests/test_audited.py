"""What the registries say of our packages, told and judged."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

PLACE = Path(__file__).parent.parent / ".ci/audit_packages.py"


@pytest.fixture(scope="module")
def auditing():
    spec = importlib.util.spec_from_file_location("audit_packages", PLACE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


FINE = {"dependencies": [{"name": "requests", "version": "2", "vulns": []}]}
WEAK = {
    "dependencies": [
        *FINE["dependencies"],
        {"name": "idna", "version": "1", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]},
        {"name": "ours", "skip_reason": "not known"},
    ]
}
UNKNOWN = {"dependencies": [{"name": "ours", "skip_reason": "not known"}]}
NPM_FINE = {"auditReportVersion": 2, "vulnerabilities": {}}
NPM_WEAK = {"auditReportVersion": 2, "vulnerabilities": {"jose": {"severity": "high"}}}
NPM_SILENT = {"message": "405 Method Not Allowed", "error": {"summary": ""}}


def saying(answer):
    """A command that answers so, as the registries' tools do, whatever its exit code."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return [sys.executable, "-c", f"import sys; print({text!r}); sys.exit(1)"]


@pytest.mark.parametrize(
    ("answer", "of_npm", "told", "code"),
    [
        (FINE, False, "ours: no known weakness", 0),
        (WEAK, False, "ours: idna 1: PYSEC-1, PYSEC-2", 1),
        (UNKNOWN, False, "ours: not audited, it knows none of the packages", 0),
        (NPM_FINE, True, "ours: no known weakness", 0),
        (NPM_WEAK, True, "ours: jose: high", 1),
        (NPM_SILENT, True, "ours: not audited, 405 Method Not Allowed", 0),
        ("<html>", True, "ours: not audited, the registry cannot be reached", 0),
    ],
)
def test_a_weakness_of_what_handles_keys_is_a_failure(auditing, capsys, answer, of_npm, told, code):
    weak = auditing.weak_on_npm if of_npm else auditing.weak_on_pypi
    audit = auditing.Audit("ours", saying(answer), weak, True)
    assert auditing.main([audit]) == code
    assert capsys.readouterr().out == told + "\n"


def test_a_weakness_of_a_tool_is_told_alone(auditing, capsys):
    audit = auditing.Audit("the tools", saying(NPM_WEAK), auditing.weak_on_npm, False)
    assert auditing.main([audit]) == 0
    assert capsys.readouterr().out == "the tools: jose: high\n"


def test_a_tool_that_is_missing_is_no_weakness(auditing, capsys):
    audit = auditing.Audit("ours", ["no-such-audit"], auditing.weak_on_pypi, True)
    assert auditing.main([audit]) == 0
    assert capsys.readouterr().out == "ours: not audited, no-such-audit is not here\n"


def test_everything_that_is_pinned_is_asked_about(auditing):
    commands = [" ".join(audit.command) for audit in auditing.AUDITS]
    pinned = ("requirements.txt", "requirements-cluster.txt", "requirements-test.txt")
    for file in (*pinned, "--prefix worker"):
        assert any(file in command for command in commands)
    assert [audit.handles_keys for audit in auditing.AUDITS] == [True, True, False, True, False]

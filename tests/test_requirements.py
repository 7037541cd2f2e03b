"""What runs with a label's keys is small, pinned file by file, and free to use."""

from __future__ import annotations

import importlib.metadata
import json
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
RUN, TEST = PROJECT / "requirements.txt", PROJECT / "requirements-test.txt"
CLUSTER = PROJECT / "requirements-cluster.txt"
BESIDE = [PROJECT / f"requirements-{name}.txt" for name in ("sail", "spark")]
"""What stands in for a cluster, in environments of their own."""

ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",  # binds changes to its own files only
    "PSF-2.0",
    "Zlib",
}
"""Licences under which anybody may use the packages with anything, by their SPDX names."""

NAMES = {
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd 3-clause or apache-2.0": "BSD-3-Clause OR Apache-2.0",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "the mit license (mit)": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}
"""What packages call their licence, where they do not use its SPDX name."""

ONLY_IN_TESTS = {"text-unidecode": "Artistic License"}
"""Never part of a run: the choice its authors give beside the GPL is taken."""


ONLY_IN_A_FILE = {"axe-playwright-python": "MIT AND MPL-2.0"}
"""Packages that name no licence and bring its text; what axe itself has is the second."""


def pinned(path):
    """Each requirement of a file: its name, and its lines."""
    text = path.read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {re.split(r"[=;\s]", line)[0]: line for line in lines}


def wanted(path):
    """The names in the file that people write."""
    lines = path.with_suffix(".in").read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if line and not line.startswith(("#", "-"))]
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def licence(name):
    """What a package says of its licence, as an SPDX expression where it can be had."""
    data = importlib.metadata.metadata(name)
    marks = [c.split("::")[-1].strip() for c in data.get_all("Classifier") or [] if "License" in c]
    said = data.get("License-Expression") or data.get("License") or ""
    if not said or "\n" in said or said.startswith("Copyright"):
        said = " OR ".join(marks)
    return ONLY_IN_A_FILE.get(name) or NAMES.get(said.lower(), said)


@pytest.mark.parametrize("path", [RUN, TEST, CLUSTER, *BESIDE], ids=lambda p: p.name)
def test_every_package_is_pinned_with_the_hashes_of_its_files(path):
    for name, line in pinned(path).items():
        assert re.match(r"[\w.-]+==\S+ ", line), name
        assert "--hash=sha256:" in line, name


@pytest.mark.parametrize("path", [RUN, TEST, CLUSTER, *BESIDE], ids=lambda p: p.name)
def test_what_is_wanted_is_pinned(path):
    assert wanted(path) <= set(pinned(path))


@pytest.mark.parametrize("path", [TEST, CLUSTER], ids=lambda p: p.name)
def test_everything_has_the_versions_of_the_job(path):
    ours, theirs = pinned(RUN), pinned(path)
    assert all(theirs[name] == ours[name] for name in ours.keys() & theirs.keys())


def test_nobody_who_asks_this_machine_installs_what_asks_a_cluster():
    assert not {"pyspark-client", "sqlglot", "grpcio", "pysail"} & set(pinned(RUN))


def test_no_tool_of_the_tests_is_at_hand_where_the_keys_are():
    tools = {
        "pytest",
        "hypothesis",
        "mypy",
        "ruff",
        "simcord",
        "zizmor",
        "frictionless",
        "pip-audit",
    }
    assert not tools & set(pinned(RUN))
    install = (PROJECT / ".github/workflows/update-data.yml").read_text(encoding="utf-8")
    assert "--require-hashes --requirement requirements.txt" in install
    assert "requirements-test" not in install


@pytest.mark.parametrize("path", [RUN, TEST, CLUSTER], ids=lambda p: p.name)
def test_every_licence_is_one_that_may_be_used(path):
    for name in pinned(path):
        try:
            said = licence(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system or Python: see the markers in the file
        if path == TEST and name in ONLY_IN_TESTS:
            assert said == ONLY_IN_TESTS[name]
            continue
        parts = set(re.split(r" AND | OR ", said))
        chosen = parts & ALLOWED if " OR " in said else parts
        assert chosen, f"{name}: {said}"
        assert chosen <= ALLOWED, f"{name}: {said}"


def test_the_list_of_licences_is_that_of_the_packages():
    table = (PROJECT / "docs/licences.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| ([\w.-]+) \| (.+) \|$", table, re.MULTILINE))
    del listed["package"]
    del listed["---"]
    assert set(listed) == set(pinned(RUN))
    for name, said in listed.items():
        try:
            assert licence(name) == said
        except importlib.metadata.PackageNotFoundError:
            continue


LOCKS = {
    ".ci/package-lock.json": set(),
    "worker/package-lock.json": {"esbuild", "sharp", "workerd", "fsevents"},
}
"""The locks of what comes from npm, and what of it would like to run something on install."""


@pytest.mark.parametrize("lock", LOCKS)
def test_what_comes_from_npm_is_pinned_and_runs_nothing_on_install(lock):
    text = (PROJECT / lock).read_text(encoding="utf-8")
    packages = {place: p for place, p in json.loads(text)["packages"].items() if place}
    assert packages
    assert all(p["integrity"].startswith("sha512-") for p in packages.values())
    assert '"resolved"' not in text, "a registry's address belongs to whoever installs"
    eager = {place.split("/")[-1] for place, p in packages.items() if p.get("hasInstallScript")}
    assert eager <= LOCKS[lock]
    commands = [(PROJECT / file).read_text(encoding="utf-8") for file in (".ci/run", "Makefile")]
    assert all("npm ci --ignore-scripts" in line for text in commands
               for line in text.splitlines() if "npm ci" in line)  # fmt: skip


def test_what_comes_from_npm_is_free_to_use_and_only_one_of_it_is_deployed():
    lock = json.loads((PROJECT / "worker/package-lock.json").read_text(encoding="utf-8"))
    deployed = {
        place.removeprefix("node_modules/"): p["license"]
        for place, p in lock["packages"].items()
        if place and not p.get("dev") and not p.get("devOptional")
    }
    assert deployed == {"jose": "MIT"}
    for place, package in lock["packages"].items():
        if "libvips" in place or "sharp-w" in place:
            continue  # of a tool of the tests, on no machine that has keys, and never changed
        said = package["license"]
        parts = set(re.split(r" AND | OR ", said))
        assert parts & ALLOWED if " OR " in said else parts <= ALLOWED, place


def test_newer_versions_are_proposed_for_everything_that_is_pinned():
    text = (PROJECT / ".github/dependabot.yml").read_text(encoding="utf-8")
    assert {"pip", "github-actions", "npm"} == set(re.findall(r"package-ecosystem: (\S+)", text))
    assert all(f"/{Path(lock).parent}" in text for lock in LOCKS)

"""What a run of the daily job tells people: per number how many artists, and every gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backline.measure import PLATFORM_LABELS, VOCABULARY, Measurement, State
from backline.names import shown
from backline.people import Roster

MOST_NAMES = 6
"""How many artists a gap names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class MetricLine:
    """How one metric went: of how many artists it was measured, of how many it was expected."""

    platform: str
    metric: str
    measured: int
    expected: int


@dataclass(frozen=True, slots=True)
class GapLine:
    """Numbers missing for one reason.

    Attributes:
        metrics: the metrics it concerns, in words.
        artists: the names of those it concerns, shortened; empty for the label itself.
    """

    platform: str
    metrics: str
    state: State
    detail: str
    artists: str

    @property
    def sentence(self) -> str:
        """The gap in one line."""
        whose = f" of {self.artists}" if self.artists else ""
        state = self.state.value.replace("_", " ")
        return f"{self.platform} {self.metrics}{whose}: {state}, {self.detail or 'no reason given'}"


def metric_lines(rows: Iterable[Measurement]) -> list[MetricLine]:
    """One line for each metric that was expected worldwide, in the order of the vocabulary."""
    counted: dict[tuple[str, str], list[int]] = {}
    for m in rows:
        if m.subject == m.country == "":
            line = counted.setdefault((m.platform, m.metric), [0, 0])
            line[0] += m.state is State.MEASURED
            line[1] += 1
    return [
        MetricLine(PLATFORM_LABELS[name[0]], VOCABULARY[name].label, *counted[name])
        for name in VOCABULARY
        if name in counted
    ]


def gap_lines(rows: Iterable[Measurement], roster: Roster) -> list[GapLine]:
    """The gaps, those with one reason together, in the order of the vocabulary."""
    names = {artist.key: artist.name for artist in roster.artists}
    grouped: dict[tuple[str, State, str], dict[str, dict[str, None]]] = {}
    place = {name: n for n, name in enumerate(VOCABULARY)}
    missing = [m for m in rows if m.state is not State.MEASURED and not m.country]
    for m in sorted(missing, key=lambda m: place[m.platform, m.metric]):
        # A list that could not be had (top_tracks) speaks under its own name.
        what = m.subject.replace("_", " ") if m.subject else VOCABULARY[m.platform, m.metric].label
        group = grouped.setdefault((m.platform, m.state, m.detail), {})
        group.setdefault(m.artist, {})[what] = None
    lines = []
    for (platform, state, detail), artists in grouped.items():
        by_metrics: dict[str, list[str]] = {}
        for key, metrics in artists.items():
            by_metrics.setdefault(", ".join(metrics), []).append(names.get(key, key))
        lines += [
            GapLine(PLATFORM_LABELS[platform], metrics, state, detail, _listed(found))
            for metrics, found in by_metrics.items()
        ]
    return lines


def _listed(names: list[str]) -> str:
    named = ", ".join(shown(name, 40) for name in names[:MOST_NAMES] if name)
    rest = len(names) - MOST_NAMES
    return f"{named} and {rest} more" if rest > 0 else named

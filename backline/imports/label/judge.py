"""What a number of a label's old folder is taken to mean.

Such folders stored a failed call as 0 and left no reason. Evidence decides:

- an account the artist does not have gives ``not_configured``;
- an object whose numbers are all 0 is ``rejected``;
- a 0 beside a positive number of the same object is true, unless it is a counter that was
  positive before: then it is ``rejected``. Popularity and listeners are no counters;
- ``N/A`` and null are ``failed``, and so is a field that the folder carried by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.imports.label.agree import Disagreement
from backline.measure import State, implausible, page_listener_step, youtube_subscriber_step
from backline.numbers import counted

_NO_COUNTERS = {("spotify", "popularity"), ("spotify", "monthly_listeners"), ("discord", "online")}

_NO_COUNT = "no number that can be"

_STEPS = {
    ("youtube", "subscribers"): youtube_subscriber_step,
    ("spotify", "monthly_listeners"): page_listener_step,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A number, or why it is not taken.

    Attributes:
        reason: the kind of ``detail`` where it names numbers, for counting.
    """

    value: int | None
    state: State
    detail: str = ""
    reason: str = ""


Series = tuple[str, str, str, str]
"""Artist key, platform, metric, subject."""


class Judge:
    """Judges a folder's numbers day after day; call it with the days in order."""

    def __init__(self) -> None:
        self._positive: dict[Series, tuple[int, date]] = {}

    def object(
        self,
        artist: str,
        platform: str,
        numbers: Mapping[str, Any],
        day: date,
        *,
        has_account: bool = True,
    ) -> dict[str, Verdict]:
        """The verdict on each number of one platform's object, ``numbers`` being by metric."""
        read = {metric: _agreed(platform, metric, raw) for metric, raw in numbers.items()}
        values = [v.value for v in read.values() if v.value is not None]
        if not has_account and not any(values):
            why = Verdict(None, State.NOT_CONFIGURED, "the artist has no account there")
            return dict.fromkeys(read, why)
        if values and not any(values):
            why = Verdict(None, State.REJECTED, "every number of the object is 0")
            return {m: why if v.value is not None else v for m, v in read.items()}
        return {
            metric: self._against_before((artist, platform, metric, ""), verdict, day)
            for metric, verdict in read.items()
        }

    def item(self, series: Series, raw: Any, day: date) -> Verdict:
        """The verdict on the number of one track or video."""
        return self._against_before(series, _agreed(series[1], series[2], raw), day)

    def _against_before(self, series: Series, verdict: Verdict, day: date) -> Verdict:
        if verdict.value is None or series[1:3] in _NO_COUNTERS:
            return verdict
        if verdict.value > 0:
            self._positive[series] = (verdict.value, day)
        elif series in self._positive:
            value, when = self._positive[series]
            detail = f"0 after {value:,} on {when}"
            return Verdict(None, State.REJECTED, detail, "0 where it was positive before")
        return verdict


def step(platform: str, metric: str, value: int) -> int:
    """The step the platform rounded such a number to; 1 when exact."""
    rule = _STEPS.get((platform, metric))
    return rule(value) if rule else 1


def missing_field(carried: Iterable[str], numbers: Mapping[str, Any]) -> dict[str, Verdict]:
    """Verdicts on the metrics the folder carried by then and this object lacks."""
    why = Verdict(None, State.FAILED, "the field is missing in the file")
    return {metric: why for metric in carried if metric not in numbers}


def _agreed(platform: str, metric: str, raw: Any) -> Verdict:
    if isinstance(raw, Disagreement):
        why = "what the day's rows say differs"
        return Verdict(None, State.REJECTED, f"the day's rows say {raw}", why)
    return _read(platform, metric, raw)


def _read(platform: str, metric: str, raw: Any) -> Verdict:
    if raw is None:
        return Verdict(None, State.FAILED, "the file has null")
    if isinstance(raw, str):
        text = raw.strip()
        if text.upper() == "N/A" or not text:
            return Verdict(None, State.FAILED, f'the file has "{text}"')
        raw = counted(text) if text.removeprefix("-").isdecimal() else None
        if raw is None:
            return Verdict(None, State.REJECTED, f'"{text[:40]}" is no whole number', _NO_COUNT)
    whole = isinstance(raw, int) or (isinstance(raw, float) and raw.is_integer())
    if isinstance(raw, bool) or not whole:
        return Verdict(None, State.REJECTED, f"{str(raw)[:40]} is no whole number", _NO_COUNT)
    if implausible(platform, metric, int(raw)):
        return Verdict(None, State.REJECTED, f"{str(int(raw))[:40]} cannot be", _NO_COUNT)
    return Verdict(int(raw), State.MEASURED)

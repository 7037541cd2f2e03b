"""What people ask in a full room: every command there is for them, names, and buttons."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backline.analysis.forecast.answer import LONGEST_AHEAD, SHORTEST_AHEAD
from backline.store import Store
from bot.asked import Question, leaderboard_question, predict_question
from bot.buttons import id_of
from bot.replies.growth import PERIODS

AUTOCOMPLETE, PRESS = "autocomplete", "press"
"""What is no command: typing a name, and pressing a button."""

_SHARES = {
    AUTOCOMPLETE: 24,
    PRESS: 18,
    "stats": 14,
    "growth": 40,
    "artist": 26,
    "weekly": 12,
    "predict": 14,
    "leaderboard": 16,
    "compare": 12,
    "milestones": 12,
    "coverage": 8,
    "help": 4,
}
"""So many of 200; every other one of those that can be of an artist or of the label is of one."""

_OF_EITHER = ("growth", "weekly", "milestones", "coverage")

_NUMBERS = (
    "spotify/monthly_listeners", "spotify/followers", "youtube/subscribers", "youtube/views",
    "instagram/followers", "deezer/fans",
)  # fmt: skip
_AHEAD = (7, 30, 60, 90)


@dataclass(slots=True)
class Asked:
    """One interaction; moments are those of :func:`time.perf_counter`, 0 while nothing came.

    Attributes:
        kind: the command, :data:`AUTOCOMPLETE` or :data:`PRESS`.
        options: by name; of a press the button's id.
        said: what the embed's footer or the sentence said, the last one.
        refused: whether that was a sentence alone and no answer.
        whole: when nothing more was to follow.
    """

    kind: str
    options: dict[str, Any]
    begun: float = 0.0
    deferred: float = 0.0
    answered: float = 0.0
    whole: float = 0.0
    said: str = ""
    refused: bool = False

    @property
    def in_time(self) -> bool:
        """Whether Discord would have taken it: it gives three seconds for the first answer."""
        first = self.answered if self.kind == AUTOCOMPLETE else self.deferred
        return 0 < first < self.begun + 3


def questions(root: Path, count: int, seed: int = 1) -> list[Asked]:
    """The interactions of a room, in a mixed order that is the same on every machine.

    Args:
        root: the label's folder.
        count: how many.
        seed: another one gives other artists, periods and numbers.
    """
    draw = random.Random(seed)  # noqa: S311 (no secret)
    artists = [(artist.key, artist.name) for artist in Store(root).roster().artists]
    asked = []
    for kind, share in _SHARES.items():
        for place in range(max(1, share * count // sum(_SHARES.values()))):
            (key, name), (_, other) = draw.sample(artists, 2)
            of_one = kind not in _OF_EITHER or place % 2 == 1
            if kind == PRESS:
                pressed = id_of(_pressed(draw, place, key))
                asked.append(Asked(kind, {"custom_id": pressed}))
            else:
                asked.append(Asked(kind, _options(draw, kind, name if of_one else None, other)))
    draw.shuffle(asked)
    return asked


def question_of(asked: Asked) -> Question | None:
    """What a command or a press asks; None of typing, which is no question."""
    from bot.asked import compare_question
    from bot.buttons import question_in

    given = asked.options
    match asked.kind:
        case "autocomplete":
            return None
        case "press":
            return question_in(given["custom_id"])
        case "leaderboard":
            return leaderboard_question(given.get("metric"), given.get("period"))
        case "predict":
            return predict_question(given["artist"], given["metric"], given["days"])
        case "compare":
            return compare_question(given["artist"], given["artist2"], given.get("metric"))
    return Question(asked.kind, given.get("artist"), given.get("period", 0))


def _pressed(draw: random.Random, place: int, key: str) -> Question:
    """The question of a button: another period, another page, or further ahead."""
    match place % 3:
        case 0:
            return Question("growth", key, draw.choice(PERIODS))
        case 1:
            found = leaderboard_question(draw.choice(_NUMBERS), draw.choice(PERIODS))
            return Question("leaderboard", days=found.days, metric=found.metric, page=2)
    return predict_question(key, draw.choice(_NUMBERS), draw.choice(_AHEAD))


def _options(draw: random.Random, kind: str, name: str | None, other: str) -> dict[str, Any]:
    """What is typed for a command's options."""
    options: dict[str, Any] = {}
    if kind == "growth":
        options["period"] = draw.choice(PERIODS)
    if kind in (AUTOCOMPLETE, "artist", "predict", "compare", *_OF_EITHER) and name is not None:
        options["artist"] = name[:3] if kind == AUTOCOMPLETE else name
    if kind in ("predict", "compare", "leaderboard"):
        options["metric"] = draw.choice(_NUMBERS)
    if kind == "predict":
        options["days"] = draw.randint(SHORTEST_AHEAD, LONGEST_AHEAD)
    if kind == "compare":
        options["artist2"] = other
    if kind == "leaderboard" and draw.random() < 0.5:
        options["period"] = draw.choice(PERIODS)
    return options

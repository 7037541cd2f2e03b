"""The roster: who is tracked, where, and since when, and what may be set."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from backline.errors import ConfigError
from backline.measure import IMPORTED, SOURCE_TRUST
from backline.names import EQUAL, folded, same_name, search, shown
from backline.people.alert_rules import AlertRule, checked_names
from backline.people.bot_channels import DISCORD_ID, Channel, checked_channels
from backline.people.bot_groups import GROUPS, checked_groups
from backline.people.data_address import CHECKOUT, checked_data
from backline.people.engine_address import HERE, checked_engine
from backline.people.links import ID_FORMS, account_id
from backline.people.policy import TERMS, Policy

ACCOUNTS = tuple(ID_FORMS)
"""The platforms an artist can have an account on, as the roster's fields are called."""

LONGEST_NAME = 300

LEAST_MEMORY = 128
"""The least a question may be given, in MB."""

_UNITS = {"MB": 1, "GB": 1000}
_MEMORY = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?(MB|GB)")
_CHART = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
NOBODY = (
    "roster.toml has no artist yet: run scripts/setup.py, or add one with "
    "scripts/artists.py add NAME LINK."
)
"""What everything says that would speak of artists where there is none."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=70)]


class Artist(BaseModel):
    """One artist of the roster.

    Attributes:
        key: stable slug that names the artist in every file; a rename keeps it.
        since: first day the label expects numbers; before it nothing is a gap.
        until: last such day; after it nothing is expected and nothing is a gap.
        owned: whether the accounts are the label's own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    key: Key
    name: Annotated[
        str, StringConstraints(min_length=1, max_length=LONGEST_NAME, strip_whitespace=True)
    ]
    spotify: str | None = None
    youtube: str | None = None
    instagram: str | None = None
    deezer: str | None = None
    chartmetric: str | None = None
    soundcharts: str | None = None
    since: date | None = None
    until: date | None = None
    owned: bool = True

    @field_validator(*ACCOUNTS, mode="before")
    @classmethod
    def _normalised(cls, value: Any, info: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            return value
        return account_id(info.field_name, value) if value.strip() else None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"until {self.until} is before since {self.since}")
        return self

    def account(self, platform: str) -> str | None:
        """The artist's id on a platform, or None where the roster has none."""
        return getattr(self, platform) if platform in ACCOUNTS else None

    def expected_on(self, day: date) -> bool:
        """Whether numbers of this artist are expected on ``day``."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


class Settings(BaseModel):
    """The label's choices.

    Attributes:
        spotify_page: whether to read monthly listeners from Spotify's public artist pages,
            which the site's terms do not allow; off unless a person switches it on.
        market: country whose top tracks Spotify is asked for (ISO 3166 alpha-2).
        youtube_newest: how many of a channel's newest uploads the top videos are chosen from.
        retry_seconds: how long one run may wait in all for platforms that ask to be retried.
        bot_pull_minutes: how often the bot fast-forwards its checkout; 0 switches it off.
        bot_campaign_role: id of the Discord role that the bot answers about campaigns; None lets
            it answer nobody.
        bot_commands: the groups of commands the bot offers; all where nothing is said.
        day_json: whether each day is also kept as JSON; without, only ``latest.json`` is.
        memory: how much memory a question may take before it spills to the disk, e.g. ``1GB``;
            None leaves it to the engine.
        engine: who answers questions: ``duckdb``, which is this machine, or a cluster's address.
        data: where it reads the measurements: ``data``, which is this checkout, or an address that
            has the same.
        soundcharts_requests_per_day: so many requests the daily run may make to Soundcharts; None
            asks it nothing.
        soundcharts_charts: the weekly charts it is asked for, as the service calls them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    spotify_page: bool = False
    market: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "US"
    youtube_newest: Annotated[int, Field(ge=5, le=20000)] = 500
    retry_seconds: Annotated[int, Field(ge=0, le=3600)] = 120
    bot_pull_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
    bot_campaign_role: int | None = None
    bot_commands: tuple[str, ...] = tuple(GROUPS)
    day_json: bool = True
    memory: str | None = None
    engine: str = HERE
    data: str = CHECKOUT
    soundcharts_requests_per_day: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    soundcharts_charts: tuple[str, ...] = ()

    @field_validator("soundcharts_charts", mode="before")
    @classmethod
    def _charts(cls, value: Any) -> Any:
        listed = value if isinstance(value, list | tuple) else [None]
        for chart in listed:
            if not isinstance(chart, str) or not _CHART.fullmatch(chart):
                raise ValueError(
                    'list charts as Soundcharts calls them, such as ["top-songs-33"], and not '
                    f"{shown(repr(chart if isinstance(value, list) else value), 40)}"
                )
        return tuple(dict.fromkeys(listed))

    @field_validator("bot_commands", mode="before")
    @classmethod
    def _groups(cls, value: Any) -> tuple[str, ...]:
        return checked_groups(value)

    @field_validator("bot_campaign_role", mode="before")
    @classmethod
    def _role(cls, value: Any) -> int:
        text = "" if isinstance(value, bool) else str(value).strip()
        if not isinstance(value, int | str) or not DISCORD_ID.fullmatch(text):
            raise ValueError(
                "it is a role's id, a number of 17 to 20 digits: copy it from the server's roles "
                f"with developer mode on, and not {shown(repr(value), 40)}"
            )
        return int(text)

    @field_validator("engine", mode="before")
    @classmethod
    def _engine(cls, value: Any) -> str:
        return checked_engine(value)

    @field_validator("data", mode="before")
    @classmethod
    def _data(cls, value: Any) -> str:
        return checked_data(value)

    @field_validator("memory", mode="before")
    @classmethod
    def _enough(cls, value: Any) -> Any:
        size = _MEMORY.fullmatch(value.strip()) if isinstance(value, str) else None
        if size is None or float(size[1]) * _UNITS[size[2]] < LEAST_MEMORY:
            raise ValueError(
                f'say how much as "512MB" or "2GB", at least "{LEAST_MEMORY}MB", '
                f"and not {shown(repr(value), 40)}"
            )
        return f"{size[1]}{size[2]}"


class Roster(BaseModel):
    """Everything ``roster.toml`` says."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    label: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    settings: Settings = Settings()
    policy: dict[str, Policy] = Field(default_factory=dict)
    alerts: dict[str, AlertRule] = Field(default_factory=dict)
    bot_channels: dict[str, Channel] = Field(default_factory=dict)
    artist: tuple[Artist, ...] = ()

    @field_validator("artist", mode="before")
    @classmethod
    def _as_tuple(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("alerts")
    @classmethod
    def _of_good_names(cls, rules: dict[str, AlertRule]) -> dict[str, AlertRule]:
        return checked_names(rules)

    @field_validator("bot_channels")
    @classmethod
    def _of_ids(cls, channels: dict[str, Channel]) -> dict[str, Channel]:
        return checked_channels(channels)

    @field_validator("policy")
    @classmethod
    def _of_known_sources(cls, policies: dict[str, Policy]) -> dict[str, Policy]:
        for source, policy in policies.items():
            if source not in SOURCE_TRUST:
                raise ValueError(
                    f"there is no source {source}; there are {', '.join(SOURCE_TRUST)}"
                )
            if policy.days and source in IMPORTED:
                raise ValueError(f"{source} is imported history, which no age limit prunes")
        return policies

    def policy_for(self, source: str, artist: Artist | None) -> Policy:
        """What may be done with a source's numbers of an artist, or of the label itself (None).

        What the roster says of the source counts; where it is silent, the platform's terms for
        accounts that are not the label's own.
        """
        base = TERMS.get(source, Policy()) if artist and not artist.owned else Policy()
        said = self.policy.get(source)
        return base.model_copy(update=said.model_dump(exclude_unset=True)) if said else base

    @property
    def artists(self) -> tuple[Artist, ...]:
        """The artists in the roster's order."""
        return self.artist

    def on(self, day: date) -> tuple[Artist, ...]:
        """The artists of whom numbers are expected on ``day``."""
        return tuple(a for a in self.artist if a.expected_on(day))

    def find(self, name: str) -> Artist | None:
        """The artist with this key or, failing that, this name in any spelling.

        What files say is looked up with it: accents count, so that nobody gets another's numbers.
        """
        wanted = same_name(name)
        by_key = next((a for a in self.artist if a.key == wanted), None)
        return by_key or next((a for a in self.artist if same_name(a.name) == wanted), None)

    def search(self, typed: str) -> list[Artist]:
        """The artists that fit what a person has typed so far, the best first."""
        return [artist for _, artist in search(typed, self.artist, _names)]

    def meant(self, name: str) -> list[Artist]:
        """Whom a person means by a name: :meth:`find`, else everybody of it without accents."""
        found = self.find(name)
        if found:
            return [found]
        return [a for rank, a in search(name, self.artist, _names) if rank <= EQUAL]

    def close(self, name: str, most: int = 3) -> list[Artist]:
        """Artists whose names resemble this one, to ask whether one of them is meant."""
        by_name = {folded(artist.name): artist for artist in self.artist}
        alike = difflib.get_close_matches(folded(name)[:LONGEST_NAME], by_name, n=most, cutoff=0.5)
        found = {a.key: a for a in [*self.search(name), *(by_name[one] for one in alike)]}
        return list(found.values())[:most] if name.strip() else []

    def named(self, name: str) -> Artist:
        """The one artist of :meth:`meant`.

        Raises:
            ConfigError: there is none, or more than one; the sentence names those there are.
        """
        found = self.meant(name)
        if len(found) == 1:
            return found[0]
        if found:
            raise ConfigError(several(name, found))
        if not self.artist:
            raise ConfigError(NOBODY)
        known = ", ".join(shown(a.name, 40) for a in self.artist)
        raise ConfigError(f"The roster has no artist {shown(name)!r}; it has {known}.")


def several(name: str, artists: Iterable[Artist]) -> str:
    """A sentence that asks which of several artists is meant."""
    both = " or ".join(f"{shown(a.name, 60)} ({a.key})" for a in artists)
    return f"{shown(name, 60)!r} can be {both}: write the name as it is, or the key."


def _names(artist: Artist) -> tuple[str, str]:
    return artist.name, artist.key

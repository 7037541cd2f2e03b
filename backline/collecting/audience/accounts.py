"""Who artists are at the service: by the roster's ids, else by their Spotify ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from backline.collecting.audience.known import AskedToday
from backline.people import Artist, Roster, Who, parse_roster
from backline.people.roster_edit import with_field
from backline.sources.soundcharts import answers
from backline.sources.soundcharts.client import SoundchartsClient
from backline.sources.soundcharts.session import LABEL
from backline.sources.soundcharts.windows import Window

_FIND = "artist by platform"


@dataclass
class Accounts:
    """The ids artists have there, as far as they are known.

    Args:
        roster: has some of them, and learns others.
        text: the roster as it is written.
        today: what was answered today.
        day: the day of the run.

    Attributes:
        ids: by artist key.
    """

    roster: Roster
    text: str
    today: AskedToday
    day: date
    ids: dict[str, str] = field(default_factory=dict)

    def plan(self, artist: Artist) -> str:
        """Take the roster's id; why the artist need not be asked about, empty where it is to be."""
        if artist.soundcharts:
            self.ids[artist.key] = artist.soundcharts
        elif self.today.has(artist.key, _FIND, self.day):
            return self.unknown(artist)
        return ""

    def unknown(self, artist: Artist) -> str:
        """The sentence about an artist whom the service does not know."""
        hint = f"scripts/artists.py propose {artist.key} shows candidates"
        if not artist.spotify:
            return f"no Soundcharts id in the roster; {hint}"
        return f"{LABEL} knows no artist with the Spotify id {artist.spotify}; {hint}"

    def nobody(self, artist: Artist) -> None:
        """Take down that the service knows nobody, so that it is not asked again today."""
        self.today.add(artist.key, _FIND, Window(self.day, self.day))

    def learn(self, artist: Artist, found: Who) -> bool:
        """Keep an id, and put it into the roster, so that it is not asked for again.

        Returns:
            Whether the roster has it now.

        Raises:
            ConfigError: the roster would be wrong with it.
        """
        self.ids[artist.key] = found.id
        if all(one.key != artist.key for one in self.roster.artists):
            return False
        text = with_field(self.text, artist.key, "soundcharts", found.id)
        self.roster = parse_roster(text)
        self.text = text
        return True


def account_of(client: SoundchartsClient, artist: Artist) -> Who | None:
    """Whom the service knows under an artist's Spotify id.

    Raises:
        SourceError: there was no answer.
    """
    if not artist.spotify:
        return None
    found = client.by_platform("spotify", artist.spotify)
    return None if found is None else answers.artist_object(found)

"""Finding an artist at Soundcharts: by the Spotify id, else by name for a person to choose."""

from __future__ import annotations

from backline.names import shown
from backline.net.answers import dig
from backline.people import Artist
from backline.people.links import ID_FORMS
from backline.sources.reading import text
from backline.sources.search import MOST, Candidate
from backline.sources.soundcharts.answers import artist_object, who
from backline.sources.soundcharts.client import SoundchartsClient


def search(artist: Artist, client: SoundchartsClient) -> list[Candidate]:
    """Who an artist may be at Soundcharts: whoever has the Spotify id, then those of the name.

    Of two artists with one name the first hit is as likely the wrong one, so none is chosen.

    Raises:
        SourceError: there was no answer.
    """
    found: dict[str, Candidate] = {}
    if artist.spotify and (known := client.by_platform("spotify", artist.spotify)):
        same = artist_object(known)
        detail = "has the Spotify id of the roster"
        found[same.id] = Candidate("soundcharts", same.id, shown(same.name), detail)
    for item in client.search(artist.name, MOST):
        if one := who(item):
            detail = shown(text(dig(item, "countryCode")), 2)
            found.setdefault(one.id, Candidate("soundcharts", one.id, shown(one.name), detail))
    form, _ = ID_FORMS["soundcharts"]
    return [c for c in found.values() if form.fullmatch(c.account)][:MOST]

"""How a document names the song that a line of a service is about."""

from __future__ import annotations

from typing import Any

from backline.analysis.audience.asked import Whom
from backline.analysis.audience.songs import Songs


def about(whom: Whom, songs: Songs, track: str) -> dict[str, Any]:
    """How a document names an artist and a song."""
    known = songs.subject(track)
    return {
        "artist": whom.name,
        "artist_id": whom.key,
        "track_name": known.title if known and known.title else track,
        "track_credit": known.credit if known else "",
        "track_uuid": (known.soundcharts or None) if known else None,
        "id": track,
    }

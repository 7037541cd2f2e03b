"""What may be done with a source's numbers: stored at all, for how long, published or not.

By default everything is kept and may be published. For accounts that are not the label's own
(``owned = false`` in the roster) the platforms' terms set limits.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Policy(BaseModel):
    """What may be done with the numbers of one source.

    Attributes:
        store: whether they may be stored; if not, the source is not asked.
        days: for how many days they may be kept; 0 without limit.
        publish: whether exports and the bot may show them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    store: bool = True
    days: Annotated[int, Field(ge=0, le=36500)] = 0
    publish: bool = True


TERMS = {
    # YouTube API Services developer policies: statistics of channels that are not one's own may
    # be kept for 30 days, unless the amendment on derived metrics of 2026 is accepted.
    "youtube_api": Policy(days=30),
    # Spotify developer policy III.13: no listenership metrics derived from its API.
    "spotify_api": Policy(publish=False),
    # Spotify's terms of use do not allow to read its pages by program at all.
    "spotify_page": Policy(publish=False),
    # The numbers of paid services are licensed to whoever pays for them.
    "chartmetric": Policy(publish=False),
    "soundcharts": Policy(publish=False),
    # Soundcharts' numbers as well, whichever way they came.
    "soundcharts_export": Policy(publish=False),
}
"""The limits for accounts that are not the label's own; sources that are not here have none."""

"""What the figures of the pages mean, in the sentences of the documentation.

Each sentence with a document beside it stands there word for word, which a test holds them to, so
that there is one definition; the others only lead from one to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DATA, DESIGN, AUDIENCE = "docs/data.md", "docs/design.md", "docs/audience.md"
QUALITY, CAMPAIGNS, WEEKLY = "docs/quality.md", "docs/campaigns.md", "docs/weekly.md"
FORECASTS = "docs/forecasts.md"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence.

    Attributes:
        document: where it stands word for word; empty where it is of the pages alone.
        listed: whether it is one of several that belong to the sentence before them.
    """

    text: str
    document: str = ""
    listed: bool = False

    @property
    def sentence(self) -> str:
        """As it stands alone."""
        text = self.text.rstrip(";")
        return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', ':')) else '.'}"


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means.

    Attributes:
        ids: what links on other pages call it.
    """

    ids: Sequence[str]
    word: str
    says: Sequence[Said]


def term(ids: str, word: str, *says: tuple[str, str] | str) -> Term:
    """A word; what it means are sentences, each with the document it stands in where it does.

    Those of a list begin with a hyphen.
    """
    told = [_said(one, "") if isinstance(one, str) else _said(*one) for one in says]
    return Term(ids.split(), word, told)


def _said(text: str, document: str) -> Said:
    return Said(text.removeprefix("- "), document, text.startswith("- "))


FIGURES = (
    term(
        "latest",
        "Latest",
        ("the newest measured value, of any age; empty when never measured", DATA),
        "In a period it is the last measured day's, and its day stands beside it.",
    ),
    term(
        "growth",
        "Growth",
        "The growth over W days up to a day D is now minus then, the same figure everywhere:",
        ("- now is the last measured value on or before D, at most 2 days old;", DESIGN),
        (
            "- then is the measured value closest to now's date minus W, within ceil(W / 7) days "
            "of it, the older one on a tie;",
            DESIGN,
        ),
        (
            "- a series measured about weekly (median spacing over 4 days) may have a now of 7 "
            "days, and its tolerance is at least 3 days;",
            DESIGN,
        ),
        ("- both come from one source where any has both; else the note names both.", DESIGN),
        "Where there is nothing to compare with, there is a dash with the reason, never 0.",
    ),
    term(
        "change",
        "Change",
        ("growth divided by then, as a fraction; empty when then is 0", DATA),
        "Pages write it as a percentage.",
    ),
    term(
        "snapshot",
        "7 and 28 days by columns",
        ("growth as the agency counts it: 7 days is one column back, 28 days four, blank ones "
         "included; where the columns are further from 7 or 28 days than the calendar would allow, "
         "the row says their real span.", WEEKLY),
        ("A column is a week: its last day with a number, and the newest day is the current one.",
         WEEKLY),
    ),
    term(
        "coverage",
        "Days known",
        ("Every result carries the real span in days, on how many of the W days up to now it was "
         "measured, and the platform's rounding.", DESIGN),
        "A day without a number is a gap with its reason: from 26 of 28 days.",
    ),
    term(
        "resolution",
        "Rounding",
        ("the step the platform rounds to; 1 when exact", DATA),
        ("A change below one step of rounding keeps its number and a note.", DESIGN),
    ),
    term(
        "difference",
        "Difference",
        ("An artist's numbers go from the first measured day of the period to the latest; the "
         "difference is between those two, averages are means over the measured days, and each row "
         "says on how many days it was measured and why the others are missing.", AUDIENCE),
        ("Growth over a number of days is another figure", AUDIENCE),
    ),
    term(
        "average",
        "Average",
        "The mean over the measured days of the period.",
        ("The daily average divides by the known days", AUDIENCE),
    ),
    term(
        "milestone",
        "Milestone",
        ("A milestone is a round number that a number reached: 1, 2.5 or 5 followed by zeros, from "
         "100 on.", DESIGN),
        ("Its day is the first measured one at or above it that the next measured day confirms, "
         "never across two accounts; the newest day counts before it is confirmed, and says so.",
         DESIGN),
        ("What a number had behind it on its first stored day has no day and is not told.", DESIGN),
    ),
    term(
        "forecast",
        "Forecast",
        ("A forecast is what a simple way makes of the artist's own past that was clearly closer "
         "than no change on earlier days, when nothing later was known. Where none was, the number "
         "of today is the best guess.", FORECASTS),
        ("Its interval is measured: between its two ends 8 of 10 such forecasts have ended.",
         FORECASTS),
        ("Only the days since the last break are looked at", FORECASTS),
    ),
    term(
        "peak",
        "Peak, best day",
        "The first day of the highest measured value.",
        ("the best day is one that is known by itself, so that there is none where only parts of "
         "weeks or of gaps are known.", AUDIENCE),
    ),
    term(
        "total sum",
        "Several artists",
        ("What adds (followers, fans, subscribers) is summed over the days on which all of them "
         "were measured, and those days are counted.", AUDIENCE),
        ("Monthly listeners and popularity do not add, since audiences overlap: they get the range "
         "over artists and days, and no sum.", AUDIENCE),
    ),
    term(
        "country",
        "A country",
        ("Only what is known of that country answers; a worldwide number never stands for it.",
         AUDIENCE),
        ("A country's monthly listeners are the sum of its cities among the artist's fifty "
         "largest, known about once a week: a lower bound, in every output, and no share of the "
         "total.",
         AUDIENCE),
    ),
    term(
        "streams",
        "Streams of a song",
        ("Monthly listeners are people and streams are plays: one person who plays a song ten "
         "times is one listener and ten streams, so that the two are never added up.", AUDIENCE),
        ("The first of these that knows a day of the period, and only that one:", AUDIENCE),
        ("- its cumulative count: the streams of a day are its count less that of the day before.",
         AUDIENCE),
        ("- counts per day, as Spotify for Artists exports them;", AUDIENCE),
        ("- one daily chart that counts streams: below its cut-off a day is unknown, never 0;",
         AUDIENCE),
        ("- one weekly chart that counts streams, a seventh of the week for each day inside the "
         "period.", AUDIENCE),
        ("- nothing: the song is listed without streams, with its best place.", AUDIENCE),
        ("Charts are never added to each other, and one that tells places only gives no streams.",
         AUDIENCE),
        ("A share is of the streams of all songs, also of those not listed.", AUDIENCE),
    ),
    term(
        "at-least",
        "≥, at least",
        ("A total is the sum of the known days. ≥ (at_least) marks one where days are unknown.",
         AUDIENCE),
    ),
    term(
        "tracks shared-songs",
        "Songs",
        ("A song with several credited artists counts for each of them and says so.", AUDIENCE),
        ("Songs that are one under several ids (column song of data/subjects.csv) count once: of "
         "each day the larger, under the title of the id with the most streams.", AUDIENCE),
    ),
    term(
        "radio",
        "Radio",
        ("A day that was asked about without a play is known to have none; one nobody asked about, "
         "or that was not over when it was asked about, is not", AUDIENCE),
        ("Stations share listeners: reach is that of the largest, never a sum.", AUDIENCE),
    ),
    term(
        "sure",
        "How sure the audit is",
        ("sure, from 0 to 1, says how sure it is that this is no chance and not the series' usual "
         "course; it does not say whose fault it is.", QUALITY),
        "Pages write it as a percentage.",
    ),
    term(
        "rank",
        "Rank of a finding",
        ("Rank 1 are numbers that are wrong and count in every answer, rank 2 changes somebody "
         "should be able to explain, rank 3 numbers that are not there.", QUALITY),
    ),
)  # fmt: skip
"""Words that several pages use."""

KINDS = {
    "level": Said("A level is a state at a moment.", DATA),
    "rolling": Said(
        "A rolling number counts the last 28 days, or the 7 its name has, and is never summed over "
        "time.",
        DATA,
    ),
    "cumulative": Said(
        "A cumulative counter runs since the beginning; it falls only by corrections.", DATA
    ),
    "per_day": Said(
        "A number per_day counts one day: it may be 0 on the next, and growth compares a day with "
        "another.",
        DATA,
    ),
    "rank": Said("A place in an order; lower is better."),
}
"""What a number is, by the name of its kind."""

ADDING = (
    Said(
        '"Artists add up" says whether the numbers of several artists make a total; of numbers per '
        "day only those of one day do.",
        DATA,
    ),
    Said(
        '"Days add up" says the same of several days: streams do, listeners do not, since one '
        "person listens on many.",
        DATA,
    ),
)

STATES = {
    "not_configured": Said("no account in the roster, or no key for the platform", DESIGN),
    "not_offered": Said("the platform does not give this number to this key or plan", DESIGN),
    "hidden": Said("the account's owner hides it", DESIGN),
    "failed": Said("asked for, not answered", DESIGN),
    "rejected": Said("answered with something that cannot be true", DESIGN),
    "no_row": Said("without any row, e.g. because no run was", DATA),
    "unreadable": Said("the day's file is there and cannot be read"),
}
"""Why a number is missing."""

TRUST = Said(
    "Where several sources measured one point, the most trusted counts (SOURCE_TRUST in "
    "measure.py); the others stay in the file for comparison.",
    DESIGN,
)

SOURCES = {
    "spotify_api": "Spotify's Web API: followers, popularity and the top tracks of each artist.",
    "youtube_api": "YouTube's Data API: subscribers, views and videos of a channel, and its top "
    "videos.",
    "instagram_api": "Instagram's Graph API: followers and posts of professional accounts.",
    "deezer_api": "Deezer's public API: fans.",
    "discord_api": "Discord's API: members of the label's own server.",
    "s4a_export": "Files that a person exports from Spotify for Artists.",
    "chartmetric": "Chartmetric, a paid service: the past week by week.",
    "soundcharts": "Soundcharts, a paid service: daily audiences, cities, songs, charts and radio.",
    "soundcharts_export": "Files of Soundcharts' answers, adopted once.",
    "spotify_page": "Spotify's public artist pages: monthly listeners, as rounded as they are "
    "written there.",
    "tracking_sheet": "An agency's weekly sheet, adopted once.",
    "label_history": "A label's own daily files from before, adopted once.",
}
"""Where numbers come from, by the name of the source."""

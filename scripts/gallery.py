"""Draw every kind of chart of a made-up label, on both grounds, with a page that shows them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from _run import PROJECT, entry, new_app, say

from backline.words import many

app = new_app(__doc__ or "")

CHARTS = (
    ("growth", "/growth period:30", "Who grew, in numbers and in percent"),
    ("growth-artist", "/growth period:30 artist:{artist}", "An artist's numbers over a period"),
    ("artist", "/artist artist:{artist}", "An artist's numbers, a line each"),
    ("leaderboard", "/leaderboard", "The artists by a number"),
    ("leaderboard-growth", "/leaderboard period:30 metric:Spotify followers", "By its growth"),
    ("compare", "/compare artist:{artist} artist2:{other}", "Two artists, from a common day"),
    ("predict", "/predict artist:{artist} metric:Spotify followers", "What to expect of a number"),
    ("predict-listeners", "/predict artist:{artist}", "Where nothing beats today's number"),
    ("tracks", "/tracks artist:{artist}", "The songs with the most streams"),
    ("analyze", "/analyze artist:{artist}", "Lead numbers over a period"),
    ("campaign", "/campaign name:{campaign}", "Promised and delivered"),
    ("vendor", "/vendor name:{vendor}", "What a vendor delivered"),
)
"""File name, the command whose picture it is, and what it shows."""

_HEAD = """# The charts

Every kind of chart the bot sends and the pages show, drawn from a made-up label by

    .venv/bin/python scripts/gallery.py

Days without a number are grey, a rise and a fall have a colour each, which are told apart also by
who sees no red, green or blue, and a platform's colour is its own everywhere. A ring on a line is a
day on which something happened to that number. On a dark ground, as in Discord, and on a light one.
"""


@app.command()
def main(
    root: Annotated[
        Path, typer.Option(help="The made-up label, as scripts/demo.py leaves it.")
    ] = PROJECT / "demo-label",
    out: Annotated[Path, typer.Option(help="Where the charts go.")] = PROJECT / "docs" / "charts",
) -> None:
    """Draw every kind of chart of a made-up label, on both grounds, with a page that shows them."""
    from backline.errors import DataError
    from backline.exports.pictures.fonts import FOLDERS
    from backline.names import shown
    from bot.library import Library
    from bot.typed import question_of
    from sandbox.campaign import CAMPAIGN, VENDOR

    os.environ[FOLDERS] = ""  # the same charts, whichever fonts are installed
    library = Library(root)
    artists = library.ask(lambda label: [a.name for a in label.warehouse.roster.artists])
    if len(artists) < 2:
        raise DataError(f"{root} has too few artists to compare: play scripts/demo.py first.")
    names = {"artist": artists[0], "other": artists[1], "campaign": CAMPAIGN, "vendor": VENDOR}
    out.mkdir(parents=True, exist_ok=True)
    page = [_HEAD]
    for name, command, caption in CHARTS:
        asked = command.format(**names)
        picture = library.ask(question_of(asked)).picture
        if picture is None:
            raise DataError(f"{asked} has no chart in {root}: play scripts/demo.py anew.")
        for ground, light in (("dark", False), ("light", True)):
            svg = picture.svg(light=light)
            (out / f"{name}-{ground}.svg").write_text(svg + "\n", encoding="utf-8")
        page.append(_entry(name, asked, caption, shown(picture.says, 300)))
    (out / "README.md").write_text("\n".join(page), encoding="utf-8")
    say(f"{many(len(CHARTS), 'chart')} are in {out}, on a dark and on a light ground.")


def _entry(name: str, command: str, caption: str, says: str) -> str:
    from html import escape

    return f"""## {caption}

`{command}`

<picture>
<source media="(prefers-color-scheme: dark)" srcset="{name}-dark.svg">
<img src="{name}-light.svg" alt="{escape(says)}">
</picture>
"""


if __name__ == "__main__":
    entry(app)

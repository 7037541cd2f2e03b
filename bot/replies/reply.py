"""A reply as a value: what it says, inside every limit Discord sets, before Discord sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from backline.exports.pictures.drawing import Picture
from bot.replies.pages import Page

if TYPE_CHECKING:
    import discord

TITLE, DESCRIPTION, FOOTER = 256, 4096, 2048
FIELDS, FIELD_NAME, FIELD_VALUE = 25, 256, 1024
ALL = 6000
"""Discord's limits for one message's embed, in UTF-16 units, the most anyone counts."""

_SPARE = 100
"""Room for the remark why there is no chart, and for the id that a post ends with."""

LARGEST = 8_000_000
"""Bytes of a file that Discord takes from a bot everywhere."""

PICTURE_NAME = "chart.png"
COLOUR = 0x57C785


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with lines, before it is fitted into a field.

    Attributes:
        name: the heading, safe for Discord.
        lines: what stands below, each safe for Discord and whole: a line is shown or left out.
    """

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a reply."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers.

    Use :func:`reply`, which keeps the limits.

    Attributes:
        fields: name and value of each.
        picture: a chart not drawn yet.
        page: of its long list, where it has one.
    """

    title: str
    description: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    footer: str = ""
    picture: Picture | None = field(default=None, compare=False)
    page: Page | None = None

    def to_dict(self) -> dict[str, Any]:
        """The embed as Discord's API takes it; a picture is named, not contained."""
        embed: dict[str, Any] = {"type": "rich", "title": self.title, "color": COLOUR}
        if self.description:
            embed["description"] = self.description
        if self.fields:
            embed["fields"] = [
                {"name": name, "value": value, "inline": False} for name, value in self.fields
            ]
        if self.footer:
            embed["footer"] = {"text": self.footer}
        if self.picture:
            embed["image"] = {"url": f"attachment://{PICTURE_NAME}"}
        return embed

    def without_picture(self, why: str = "the chart could not be drawn") -> Reply:
        """The same reply without its chart, which it says."""
        footer = " · ".join((self.footer, why))
        return replace(self, picture=None, footer=cut(footer, FOOTER))

    def to_embed(self) -> discord.Embed:
        """The embed as discord.py sends it."""
        import discord

        return discord.Embed.from_dict(self.to_dict())


def reply(
    title: str,
    description: Iterable[str] = (),
    sections: Iterable[Section] = (),
    footer: Iterable[str] = (),
    picture: Picture | None = None,
) -> Reply:
    """A reply inside all limits, which says what it had to leave out.

    Args:
        title: safe for Discord.
        description: whole lines, safe for Discord.
        sections: fields to be; one without lines is dropped, since Discord refuses it.
        footer: sentences of plain text, which Discord does not format there.
        picture: the chart that goes with it.
    """
    heading = cut(title, TITLE)
    foot = cut(" · ".join(part for part in footer if part), FOOTER // 2)
    text = _fitted(tuple(description), DESCRIPTION // 2)
    room = ALL - _SPARE - size(heading) - size(foot) - size(text)
    return Reply(heading, text, _fields(sections, room), foot, picture)


def _fields(sections: Iterable[Section], room: int) -> tuple[tuple[str, str], ...]:
    whole = [
        (cut(section.name, FIELD_NAME), _fitted(section.lines, FIELD_VALUE))
        for section in sections
        if any(line.strip() for line in section.lines)
    ]
    kept: list[tuple[str, str]] = []
    for place, (name, value) in enumerate(whole):
        others = [other for other, _ in whole[place:]]
        last = place == len(whole) - 1
        needed = size(name) + size(value) + (0 if last else _left_out_size(others[1:]))
        if needed > room or (len(kept) == FIELDS - 1 and not last):
            return (*kept, _left_out(others))
        kept.append((name, value))
        room -= size(name) + size(value)
    return tuple(kept)


def _left_out(names: Sequence[str]) -> tuple[str, str]:
    some = ", ".join(cut(name, 60) for name in names[:4])
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return "Left out", f"No room here for: {some}{more}."


def _left_out_size(names: Sequence[str]) -> int:
    # Counts one name more than there may be, so that the sentence fits in any case.
    return sum(size(part) for part in _left_out(names)) + 70


def _fitted(lines: Sequence[str], most: int) -> str:
    """Whole lines up to ``most`` units, the last one saying how many there were no room for."""
    if size("\n".join(lines)) <= most:
        return "\n".join(lines)
    kept: list[str] = []
    for line in lines:
        if size("\n".join([*kept, line])) > most - 60:
            break
        kept.append(line)
    rest = len(lines) - len(kept)
    return "\n".join([*kept, f"… and {rest} more line{'s' if rest != 1 else ''}, no room here"])


def cut(text: str, most: int) -> str:
    """The text in at most ``most`` UTF-16 units, ended with ``…`` where it was longer."""
    if size(text) <= most:
        return text
    kept = text[:most]
    while size(kept) > most - 1:
        kept = kept[:-1]
    # A backslash left at the end would take away the meaning of the sign after it.
    return kept.rstrip().rstrip("\\") + "…"


def size(text: str) -> int:
    """The length in UTF-16 units, as Discord's clients count."""
    return len(text.encode("utf-16-le")) // 2

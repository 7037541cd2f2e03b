"""Adopting a label's old folder: its days become days of the root, each number with its state.

:mod:`label_folder` reads, :mod:`label_judge` decides what a number means; this room puts the
days together and counts what became of every number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from backline.imports.days import why_not
from backline.imports.label.agree import Disagreement, agreed, agreed_value
from backline.imports.label.folder import NUMBERS, SERVER, LabelFolder, Row
from backline.imports.label.judge import Judge, Verdict, missing_field, step
from backline.imports.reading import Unplaced, in_file_order
from backline.measure import Measurement, State
from backline.names import shown
from backline.people import Artist, Roster
from backline.store import Day, Subject, Subjects
from backline.store.day import LISTS, Words

SOURCE = "label_history"

_ITEM_KINDS = {"spotify": "track", "youtube": "video"}
_NO_ACCOUNT = Verdict(None, State.NOT_CONFIGURED, "the artist has no account there")
_NO_LIST = Verdict(None, State.REJECTED, "an empty list beside numbers that were refused")


@dataclass(slots=True)
class Adopted:
    """What became of a folder.

    Attributes:
        days: every day of the folder, oldest first.
        counts: by (metric in words, state) the numbers that got it.
        reasons: by (metric in words, state, why) the numbers that were not taken.
        from_csv: artist and day of those taken from a CSV row.
        unplaced: what was not taken: unreadable parts, and CSV rows that say otherwise.
    """

    days: list[Day] = field(default_factory=list)
    counts: Counter[tuple[str, State]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, State, str]] = field(default_factory=Counter)
    from_csv: list[str] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)

    @property
    def missing_days(self) -> list[date]:
        """The days between the first and the last of which the folder has nothing."""
        if not self.days:
            return []
        first, known = self.days[0].date, {day.date for day in self.days}
        span = (self.days[-1].date - first).days
        return [d for d in (first + timedelta(n) for n in range(span)) if d not in known]


def adopt(folder: LabelFolder, roster: Roster, subjects: Subjects) -> Adopted:
    """Judge a folder's days.

    Args:
        folder: what :func:`label_folder.read_folder` found.
        roster: has every artist of the folder (see :mod:`label_roster`).
        subjects: learns the folder's tracks and videos.
    """
    return _Adoption(folder, roster, subjects).run()


class _Adoption:
    def __init__(self, folder: LabelFolder, roster: Roster, subjects: Subjects) -> None:
        self._folder = folder
        self._roster = roster
        self._subjects = subjects
        self._judge = Judge()
        self._carried: dict[str, set[str]] = {}  # by platform, what the folder had so far
        self._result = Adopted(unplaced=list(folder.unread))

    def run(self) -> Adopted:
        rows = self._rows_by_day()
        for day in sorted({*self._folder.days, *rows}):
            made = Day(day)
            document = self._folder.days.get(day, {"artists": []})
            entries = self._entries(document["artists"], day)
            for key, entry in entries.items():
                self._artist(key, entry, made)
            server = document.get("discord")
            self._server(server, made)
            for about, said in sorted(rows.get(day, {}).items()):
                if about:
                    self._csv_rows(about, said, made, entries.get(about))
                else:
                    self._csv_server(said, made, server)
            if made.measurements:
                self._result.days.append(made)
        self._result.unplaced.sort(key=in_file_order)
        return self._result

    def _rows_by_day(self) -> dict[date, dict[str, list[Row]]]:
        """By day and roster key the CSV rows; those of the Discord server have the empty key."""
        by_day: dict[date, dict[str, list[Row]]] = {}
        for row in self._folder.rows:
            if artist := self._roster.find(row.name):
                by_day.setdefault(row.date, {}).setdefault(artist.key, []).append(row)
        for row in self._folder.server_rows:
            by_day.setdefault(row.date, {}).setdefault("", []).append(row)
        return by_day

    def _entries(self, listed: list[Any], day: date) -> dict[str, dict[str, Any]]:
        """A JSON day's entries by roster key; of several for one artist what they agree on."""
        found: dict[str, list[dict[str, Any]]] = {}
        for entry in listed:
            if artist := self._artist_of(entry, day):
                found.setdefault(artist.key, []).append(entry)
        return {key: agreed(entries, NUMBERS) for key, entries in found.items()}

    def _artist_of(self, entry: Any, day: date) -> Artist | None:
        name = entry.get("name") if isinstance(entry, dict) else None
        artist = self._roster.find(name) if isinstance(name, str) else None
        if artist is None:
            why = "an artist without a name"
            self._result.unplaced.append(Unplaced(f"{day}.json", "", shown(str(entry), 60), why))
        return artist

    def _artist(self, key: str, entry: dict[str, Any], day: Day, *, whole: bool = True) -> None:
        """Judge one artist's entry; one that is ``whole`` should have every field known by then."""
        for platform, metrics in NUMBERS.items():
            found = entry.get(platform)
            if not isinstance(found, dict):
                found = {}
            if why := why_not(day.date, day.date, (platform,)):
                self._list_early(key, platform, found, day.date, why)
                continue
            numbers = {metric: found[name] for name, metric in metrics.items() if name in found}
            carried = self._carried.setdefault(platform, set())
            carried.update(numbers)
            has_account = self._has_account(key, platform)
            verdicts = self._judge.object(key, platform, numbers, day.date, has_account=has_account)
            wanted = sorted(carried) if whole else []
            for metric, verdict in missing_field(wanted, numbers).items():
                verdicts[metric] = verdict if has_account else _NO_ACCOUNT
            self._write(key, platform, verdicts, day)
            if found:
                refused = all(v.state is not State.MEASURED for v in verdicts.values())
                self._words(key, platform, found, day, refused=refused)

    def _list_early(
        self, key: str, platform: str, found: dict[str, Any], day: date, why: str
    ) -> None:
        """List the numbers of a platform that did not exist yet."""
        said = ", ".join(f"{n} {shown(str(found[n]), 20)}" for n in NUMBERS[platform] if n in found)
        if said:
            about, kind = f"{key} {day}", "a day that cannot be"
            self._result.unplaced.append(Unplaced(f"{day}", about, said, why, kind))

    def _has_account(self, key: str, platform: str) -> bool:
        """Unless the folder's own list of accounts says there is none."""
        for name, accounts in self._folder.accounts.items():
            artist = self._roster.find(name)
            if artist and artist.key == key:
                return accounts.get(platform, "") is not None
        return True

    def _write(
        self, artist: str, platform: str, verdicts: dict[str, Verdict], day: Day, subject: str = ""
    ) -> None:
        kind = _ITEM_KINDS[platform] + " " if subject else ""
        for metric, verdict in verdicts.items():
            day.measurements.append(_row(artist, platform, metric, verdict, day.date, subject))
            name = f"{platform} {kind}{metric}"
            self._result.counts[name, verdict.state] += 1
            if verdict.state is not State.MEASURED:
                why = verdict.reason or verdict.detail
                self._result.reasons[name, verdict.state, why] += 1

    def _words(
        self, artist: str, platform: str, found: dict[str, Any], day: Day, *, refused: bool
    ) -> None:
        words: Words = {
            name: found[name]
            for name in ("genres", "username", "name")
            if found.get(name) is not None and not refused
        }
        name, metric = LISTS.get(platform, ("", ""))
        if isinstance(found.get(name), list):
            items = list(self._items(artist, platform, found[name], day))
            if items or not refused:
                words[name] = items
            else:
                why = _NO_LIST if self._configured(artist, platform, day) else _NO_ACCOUNT
                day.measurements.append(_row(artist, platform, metric, why, day.date, name))
        if words:
            day.words[artist, platform] = words

    @staticmethod
    def _configured(artist: str, platform: str, day: Day) -> bool:
        return any(
            m.state is not State.NOT_CONFIGURED
            for m in day.measurements
            if (m.artist, m.platform) == (artist, platform)
        )

    def _items(
        self, artist: str, platform: str, listed: list[Any], day: Day
    ) -> Iterator[dict[str, Any]]:
        """The list's items in their order, each subject once."""
        _, metric = LISTS[platform]
        said: dict[str, list[Any]] = {}
        items: dict[str, dict[str, Any]] = {}
        for item in listed:
            subject = _subject(artist, platform, item)
            if subject is None:
                why = "an item without a title or id"
                place = Unplaced(f"{day.date}.json", artist, shown(str(item), 60), why)
                self._result.unplaced.append(place)
                continue
            key = self._subjects.place(subject)
            said.setdefault(key, []).append(item.get(metric))
            items.setdefault(key, item)
        own = ("name", "preview_url") if platform == "spotify" else ("title", "published_at")
        for key, item in items.items():
            raw = agreed_value(said[key])
            verdict = self._judge.item((artist, platform, metric, key), raw, day.date)
            self._write(artist, platform, {metric: verdict}, day, subject=key)
            yield {"key": key, **{name: item.get(name) for name in own}}

    def _server(self, found: Any, day: Day) -> None:
        if not isinstance(found, dict):
            return
        numbers = {metric: found[name] for name, metric in SERVER.items() if name in found}
        if why_not(day.date, day.date, ("discord",)):
            return
        self._write("", "discord", self._judge.object("", "discord", numbers, day.date), day)
        words = {name: str(found[name]) for name in ("server_name", "server_id") if found.get(name)}
        if words:
            day.words["", "discord"] = {"server_name": None, "server_id": None, **words}

    def _csv_rows(self, key: str, rows: list[Row], day: Day, entry: dict[str, Any] | None) -> None:
        """Take CSV rows for an artist whom the day's JSON lacks altogether, else compare them."""
        if entry is not None:
            for row in rows:
                self._compare(row, entry, key)
            return
        self._artist(key, self._together(rows, NUMBERS, key), day, whole=False)

    def _csv_server(self, rows: list[Row], day: Day, server: Any) -> None:
        """The same for the label's Discord server."""
        if any(m.platform == "discord" for m in day.measurements):
            for row in rows:
                self._compare(row, {"discord": server or {}}, "the label")
            return
        made = self._together(rows, {"discord": SERVER}, "the label")
        self._server(made["discord"], day)

    def _together(self, rows: list[Row], numbers: Mapping[str, Any], about: str) -> dict[str, Any]:
        """What the rows of one day agree on, as an entry; where they do not is listed."""
        row = min(rows, key=_place)
        self._result.from_csv.append(f"{row.name}, {row.date} ({row.place})")
        made = agreed([one.objects for one in rows], numbers)
        for one in rows:
            for platform, fields in one.objects.items():
                for name, text in fields.items():
                    if isinstance(both := made[platform][name], Disagreement) and text in both.said:
                        self._result.unplaced.append(
                            Unplaced(
                                one.place,
                                f"{about} {one.date}",
                                f"{platform} {name} {shown(text, 40)}",
                                f"the day's rows say {both}, so none is taken",
                                "rows of one artist and day disagree, so none is taken",
                            )
                        )
        return made

    def _compare(self, row: Row, entry: dict[str, Any], about: str) -> None:
        for platform, numbers in row.objects.items():
            taken = entry.get(platform) or {}
            for name, text in numbers.items():
                if name in taken and str(taken[name]) != text.strip():
                    self._result.unplaced.append(
                        Unplaced(
                            row.place,
                            f"{about} {row.date}",
                            f"{platform} {name} {shown(text, 40)}",
                            f"the day's JSON says {shown(str(taken[name]), 40)}, which is taken",
                            "the day's JSON says otherwise, which is taken",
                        )
                    )


def _place(row: Row) -> tuple[str, int]:
    file, _, line = row.place.partition(":")
    return file, int(line)


def _row(
    artist: str, platform: str, metric: str, verdict: Verdict, day: date, subject: str
) -> Measurement:
    return Measurement(
        date=day,
        artist=artist,
        platform=platform,
        metric=metric,
        subject=subject,
        value=verdict.value,
        state=verdict.state,
        resolution=1 if verdict.value is None else step(platform, metric, verdict.value),
        source=SOURCE,
        detail=verdict.detail,
    )


def _subject(artist: str, platform: str, item: Any) -> Subject | None:
    if not isinstance(item, dict):
        return None
    if platform == "spotify":
        name = item.get("name")
        return Subject("", "track", artist, name) if isinstance(name, str) and name else None
    video, title = item.get("video_id"), item.get("title")
    if not isinstance(video, str) or not video:
        return None
    published = str(item.get("published_at") or "")[:10]
    return replace(
        Subject("", "video", artist, str(title or video)), youtube=video, release_date=published
    )

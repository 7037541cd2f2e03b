"""A lost platform is loud: in the commit's first line, and in one issue for each cause."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest

from backline.measure import State
from backline.net import Redactor
from backline.store import Store
from backline.unattended.cause_issues import LABEL, keep_causes
from backline.unattended.causes import CHARTMETRIC, WORKER, Kind, heard_in, kind_of, losses
from backline.unattended.github import GitHub
from backline.unattended.run_record import Heard, RunRecord
from sandbox import Failure
from sandbox.github import token_of
from tests.played import WORLD, run
from tests.roots import DAY, before, root_of, row

REFUSED = "YouTube refuses YOUTUBE_API_KEY (400 keyInvalid)"
DOWN = "YouTube answered 503 (channels)"
PAGE = "https://github.com/label/numbers/actions/runs/7"
REPOSITORY = "https://github.com/label/numbers"


def youtube(day, value=None, detail=DOWN, **more):
    return row(day, value, series="youtube/views", source="youtube_api", detail=detail, **more)


def measured(day):
    return youtube(day, 5, detail="")


def found(tmp_path, rows, day=DAY, **record):
    rows = [*rows, *(row(before(n, day), 1) for n in range(5))]  # Spotify is always well
    lost = losses(Store(root_of(tmp_path / "root", rows)), RunRecord(day=day, **record), day)
    return [cause.key for cause in lost.causes]


class TestWhatIsLost:
    def test_a_refused_key_at_once(self, tmp_path):
        assert found(tmp_path, [measured(before(1)), youtube(DAY, detail=REFUSED)]) == [
            "youtube_api refused"
        ]

    @pytest.mark.parametrize(("days", "lost"), [(1, []), (2, []), (3, ["youtube_api outage"])])
    def test_a_platform_without_a_number_on_three_days(self, tmp_path, days, lost):
        rows = [youtube(before(n)) for n in range(days)] + [measured(before(days))]
        assert found(tmp_path, rows) == lost

    @pytest.mark.parametrize(("days", "lost"), [(2, []), (3, ["youtube_api outage"])])
    def test_one_that_never_gave_any(self, tmp_path, days, lost):
        assert found(tmp_path, [youtube(before(n)) for n in range(days)]) == lost

    def test_none_on_the_first_run_ever_where_only_somebodys_servers_are_down(self, tmp_path):
        assert found(tmp_path, [youtube(DAY)]) == []

    def test_not_one_that_nobody_has_set_up(self, tmp_path):
        unset = {"state": State.NOT_CONFIGURED, "detail": "YOUTUBE_API_KEY is not set"}
        assert found(tmp_path, [youtube(before(n), **unset) for n in range(9)]) == []

    def test_one_whose_key_was_there_and_is_gone(self, tmp_path):
        unset = {"state": State.NOT_CONFIGURED, "detail": "YOUTUBE_API_KEY is not set"}
        rows = [youtube(before(n), **unset) for n in range(3)] + [measured(before(3))]
        assert found(tmp_path, rows) == ["youtube_api unset"]

    def test_not_one_that_answered_for_anybody(self, tmp_path):
        rows = [youtube(before(n)) for n in range(5)]
        assert found(tmp_path, [*rows, youtube(DAY, 7, artist="bo")]) == []

    def test_not_one_that_hides_or_does_not_offer_a_number(self, tmp_path):
        rows = [youtube(before(n), state=State.HIDDEN) for n in range(5)]
        assert found(tmp_path, rows) == []

    def test_a_later_run_that_was_refused_though_the_day_has_numbers(self, tmp_path):
        heard = {"youtube_api": Heard(failed=3, reason=REFUSED)}
        assert found(tmp_path, [measured(DAY)], heard=heard) == ["youtube_api refused"]

    def test_several_at_once(self, tmp_path):
        rows = [youtube(DAY, detail=REFUSED)]
        heard = {
            "discord_api": Heard(failed=2, reason="Discord refuses DISCORD_BOT_TOKEN (401): x"),
            "instagram_api": Heard(measured=4),
        }
        notes = ["The Instagram token ends on 2026-10-04, in 4 days: make a new one."]
        assert found(tmp_path, rows, heard=heard, notes=notes) == [
            "youtube_api refused",
            "instagram_api expiring",
            "discord_api refused",
        ]

    def test_a_worker_that_is_down_is_one_cause_for_all_it_costs(self, tmp_path):
        said = "the credentials worker answered 503, so {} is unknown"
        rows = [youtube(before(n), detail=said.format("YOUTUBE_API_KEY")) for n in range(3)]
        rows += [
            row(before(n), None, series="discord/members", artist="", source="discord_api",
                detail=said.format("DISCORD_BOT_TOKEN"))
            for n in range(3)
        ]  # fmt: skip
        assert found(tmp_path, rows) == [f"{WORKER} outage"]

    def test_a_service_that_only_the_weekly_report_asks(self, tmp_path):
        note = "Weekly report: Chartmetric refuses CHARTMETRIC_REFRESH_TOKEN (401: no more): copy."
        assert found(tmp_path, [], notes=[note]) == [f"{CHARTMETRIC} refused"]
        shutil.rmtree(tmp_path / "root")
        assert found(tmp_path, [], notes=["Weekly report: as of 2026-09-30."]) == []


PLATFORMS = {
    "spotify_api": "spotify_api",
    "youtube": "youtube_api",
    "instagram": "instagram_api",
    "discord": "discord_api",
}


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (Failure.UNAUTHORIZED, Kind.REFUSED),
        (Failure.UNAVAILABLE, Kind.OUTAGE),
        (Failure.RESET, Kind.OUTAGE),
        (Failure.EMPTY, Kind.OUTAGE),
        (Failure.HTML, Kind.OUTAGE),
        (Failure.TRUNCATED, Kind.OUTAGE),
        (Failure.RATE_LIMIT_LONG, Kind.LIMIT),
        (Failure.NOT_FOUND, Kind.SILENT),
        (Failure.MISSING_FIELDS, Kind.SILENT),
    ],
)
def test_what_platforms_say_is_understood(tmp_path, box, failure, kind):
    """Each platform fails in its own form, is asked by its own client, and is told apart."""
    (tmp_path / "roster.toml").write_text(
        WORLD.roster_toml().replace("[settings]", "[settings]\nretry_seconds = 0")
    )
    for platform in PLATFORMS:
        box.fail(platform, failure)
    heard = heard_in(run(tmp_path, box).collected.day.measurements)
    kinds = {source: kind_of(heard[source].reason) for source in PLATFORMS.values()}
    expected = dict.fromkeys(kinds, kind)
    if failure is Failure.NOT_FOUND:
        expected["discord_api"] = Kind.REFUSED  # the bot was put out of the server
    if failure is Failure.MISSING_FIELDS:
        del kinds["spotify_api"], expected["spotify_api"]  # an app in development mode
    if failure is Failure.RATE_LIMIT_LONG:
        expected["discord_api"] = Kind.LIMIT
    assert kinds == expected, {s: heard[s].reason for s in kinds}


class TestTheIssues:
    @pytest.fixture
    def github(self, box):
        box.tracker.__init__()
        with GitHub(f"{box.url}/github", "label/numbers", token_of(WORLD), Redactor()) as opened:
            opened._sleep = lambda _: None
            yield opened

    @pytest.fixture
    def on(self, tmp_path, box, github):
        """Keep the issues as a run of a day does, the stored rows being of that day too."""
        kept = []

        def keep(day, *rows, **record):
            kept.extend([*rows, row(day, 1)])
            box.date = day
            shutil.rmtree(tmp_path / "root", ignore_errors=True)
            store = Store(root_of(tmp_path / "root", kept))
            record.setdefault("heard", heard_in(rows))
            lost = losses(store, RunRecord(day=day, **record), day)
            return keep_causes(github, lost, day, REPOSITORY, PAGE)

        return keep

    def test_a_refused_key_from_its_first_day_to_its_answer(self, on, box):
        on(before(1), measured(before(1)))
        (told,) = on(DAY, youtube(DAY, detail=REFUSED))
        assert told == "Issue 1 is open: https://github.com/label/numbers/issues/1"
        (issue,) = box.tracker.issues
        assert issue["title"] == "No numbers from YouTube: its key is refused"
        assert issue["labels"] == [{"name": LABEL}]
        for part in (
            "On 2026-09-30 no number came from YouTube. The newest numbers are of 2026-09-29.",
            "What was said: YouTube refuses YOUTUBE\\_API\\_KEY (400 keyInvalid).",
            "1. Make it anew at console.cloud.google.com",
            "`YOUTUBE_API_KEY` under [Settings, Secrets and variables, Actions](https://github.com/"
            "label/numbers/settings/secrets/actions)",
            "run the workflow again the same day",
        ):
            assert part in issue["body"]
        for n in range(1, 7):
            assert on(DAY + timedelta(n), youtube(DAY + timedelta(n), detail=REFUSED)) == []
        week = DAY + timedelta(7)
        assert "has a comment" in on(week, youtube(week, detail=REFUSED))[0]
        assert on(week, youtube(week, detail=REFUSED)) == []
        assert on(week + timedelta(1)) == []  # green, and nobody asked YouTube
        day = week + timedelta(2)
        assert on(day, youtube(day, 6, detail="")) == ["Issue 1 is closed: YouTube answers."]
        assert issue["state"] == "closed"
        assert "had an answer from YouTube" in box.tracker.comments[1][-1]["body"]

    def test_another_platforms_answer_closes_nothing(self, on, box):
        on(DAY, youtube(DAY, detail=REFUSED))
        day = DAY + timedelta(1)
        on(
            day,
            youtube(day, detail=REFUSED),
            row(day, 4, series="deezer/fans", source="deezer_api"),
        )
        assert box.tracker.issues[0]["state"] == "open"

    def test_an_outage_says_that_nothing_is_to_be_done(self, on, box):
        for n in range(3):
            on(DAY + timedelta(n), youtube(DAY + timedelta(n)))
        (issue,) = box.tracker.issues
        assert issue["created_at"].startswith("2026-10-02")
        assert issue["title"] == "No numbers from YouTube: it does not answer"
        assert "Nothing is to be done: the fault is on YouTube's side." in issue["body"]
        assert "secret" not in issue["body"]

    def test_a_cause_that_changes_has_an_issue_of_its_own_and_both_end_together(self, on, box):
        for n in range(3):
            on(DAY + timedelta(n), youtube(DAY + timedelta(n)))
        for n in (3, 4):
            on(DAY + timedelta(n), youtube(DAY + timedelta(n), detail=REFUSED))
        first, second = box.tracker.issues
        assert (first["state"], second["state"]) == ("open", "open")
        assert "its key is refused" in second["title"]
        (said,) = box.tracker.comments[1]
        assert "YouTube is lost for another reason now" in said["body"]
        day = DAY + timedelta(5)
        on(day, measured(day))
        assert (first["state"], second["state"]) == ("closed", "closed")

    def test_a_person_closes_it_and_hears_of_it_again_only_after_an_answer(self, on, box, github):
        on(DAY, youtube(DAY, detail=REFUSED))
        box.date = DAY + timedelta(1)
        github.close_issue(github.every_open_issue()[0], "not_planned")
        for n in (1, 2, 9):
            (told,) = on(DAY + timedelta(n), youtube(DAY + timedelta(n), detail=REFUSED))
            assert told == "Issue 1 about YouTube was closed by hand and stays closed."
        day = DAY + timedelta(10)
        on(day, measured(day))
        on(day + timedelta(1), youtube(day + timedelta(1), detail=REFUSED))
        assert [issue["state"] for issue in box.tracker.issues] == ["closed", "open"]

    def test_it_is_known_by_its_mark_and_not_by_its_title_or_label(self, on, box):
        title = "No numbers from YouTube: its key is refused"
        box.tracker.open({"title": title, "labels": [LABEL], "body": "mine"}, DAY)
        on(DAY, youtube(DAY, detail=REFUSED))
        assert len(box.tracker.issues) == 2
        box.tracker.issues[1] |= {"title": "The YouTube thing", "labels": []}
        day = DAY + timedelta(1)
        assert on(day, youtube(day, detail=REFUSED)) == []
        on(day + timedelta(1), measured(day + timedelta(1)))
        assert [issue["state"] for issue in box.tracker.issues] == ["open", "closed"]

    def test_it_is_found_behind_many_others(self, on, box):
        for n in range(120):
            box.tracker.open({"title": f"A wish {n}"}, DAY)
        on(DAY, youtube(DAY, detail=REFUSED))
        on(DAY, youtube(DAY, detail=REFUSED))
        assert len(box.tracker.issues) == 121

    def test_two_runs_at_once_leave_one(self, on, box):
        on(DAY, youtube(DAY, detail=REFUSED))
        twin = dict(box.tracker.issues[0])
        box.tracker.open({"title": "x", "body": twin["body"], "labels": [LABEL]}, DAY)
        on(DAY, youtube(DAY, detail=REFUSED))
        assert [i["state"] for i in box.tracker.issues] == ["open", "closed"]
        assert box.tracker.issues[1]["state_reason"] == "not_planned"
        assert "told in #1 already" in box.tracker.comments[2][0]["body"]

    def test_a_token_that_ends_soon_until_there_is_a_new_one(self, on, box):
        note = "The Instagram token's access to data ends on 2026-10-04, in 4 days: make a new one."
        well = {"instagram_api": Heard(measured=4)}
        on(DAY, notes=[note], heard=well)
        (issue,) = box.tracker.issues
        assert issue["title"] == "Instagram's access to data ends on 2026-10-04"
        assert "Instagram still answers. Without a new token it will not" in issue["body"]
        assert "by logging in again" in issue["body"]
        unknown = ["When the Instagram token ends could not be learned: Instagram answered 503."]
        on(DAY + timedelta(1), notes=unknown, heard=well)
        on(DAY + timedelta(2), heard={})  # a catch-up that asks nobody
        assert issue["state"] == "open"
        on(DAY + timedelta(3), heard=well)
        assert issue["state"] == "closed"

    def test_names_and_words_of_others_are_no_orders(self, on, box):
        on(DAY, youtube(DAY, detail="YouTube refuses @all closes #1 <!-- x -->"))
        body = box.tracker.issues[0]["body"]
        assert "@all" not in body
        assert " #1" not in body


def test_the_day_instagrams_access_to_data_ends_is_told(tmp_path, box):
    (tmp_path / "roster.toml").write_text(WORLD.roster_toml())
    box.access_expires = box.date + timedelta(days=9)
    try:
        notes = run(tmp_path, box).collected.notes
    finally:
        box.access_expires = None
    assert (
        "The Instagram token's access to data ends on 2026-09-10, in 9 days: make a new one and "
        "set INSTAGRAM_ACCESS_TOKEN." in notes
    )
    lost = losses(Store(tmp_path), RunRecord(day=date(2026, 9, 1), notes=notes), date(2026, 9, 1))
    assert [cause.short for cause in lost.causes] == ["Instagram's access to data ends 2026-09-10"]


def test_refusals_are_not_told_as_answers(tmp_path, box):
    (tmp_path / "roster.toml").write_text(WORLD.roster_toml())
    box.fail("deezer", Failure.NOT_FOUND)
    ended = {}

    def tell(source, done, of, over):
        if over:
            ended[source] = (done, of)

    run(tmp_path, box, progress=tell)
    assert ended["deezer_api"] == (0, 7)
    assert ended["youtube_api"] == (7, 7)

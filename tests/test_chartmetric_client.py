"""Asking Chartmetric: its token, its pace, what the plan lacks, and who an artist is."""

import json
import time
from datetime import date

import pytest
import requests

from backline.errors import ConfigError, SourceError
from backline.measure import State
from backline.net import Credentials, Endpoints, RunBudget
from backline.net.pace import Limit
from backline.people import parse_roster
from backline.sources.chartmetric.client import ChartmetricClient, TokenError
from backline.sources.chartmetric.search import by_spotify_id, search
from backline.sources.chartmetric.session import _seconds_to_reset
from sandbox import Failure, Sandbox, World
from sandbox.chartmetric_shapes import artist_id
from tests.asked import scripted
from tests.backfilled import FAST, quick_world

DAY = date(2026, 9, 1)
SPAN = (date(2026, 8, 1), date(2026, 8, 29))
QUICK = Limit(FAST, 1, 1)


@pytest.fixture
def box():
    with Sandbox(quick_world(), date=DAY) as running:
        yield running


def client_of(box, waits=None, *, keys=None, seconds=120, **options):
    budget = RunBudget(seconds, sleep=[].append if waits is None else waits.append)
    endpoints = Endpoints.from_environment(box.environment())
    options.setdefault("limit", QUICK)
    credentials = Credentials(box.world.credentials() if keys is None else keys)
    return ChartmetricClient(credentials, endpoints, budget, **options)


def first_id(box):
    return str(artist_id(box.world.artists[0]))


def at(url):
    """Endpoints that lead to a server of the test's own."""
    return Endpoints(chartmetric=url)


def with_token(box, url, waits=None):
    """A client that has its token from the sandbox and asks a server of the test's own."""
    client = client_of(box, waits)
    client._bearer()
    client._base = f"{url}/api"
    return client


def reply(body, status=200, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return status, {"Content-Type": "application/json", **named}, content


class TestToken:
    def test_one_token_serves_many_requests(self, box):
        with client_of(box) as client:
            for _ in range(3):
                client.stats(first_id(box), "spotify", *SPAN)
            assert client.asked == 4
        assert box.world.chartmetric.minted == 1

    def test_it_is_renewed_a_minute_before_its_end(self, box):
        now = [0.0]
        with client_of(box, now=lambda: now[0]) as client:
            for moment in (0.0, 3539.0, 3541.0):
                now[0] = moment
                client.stats(first_id(box), "spotify", *SPAN)
        assert box.world.chartmetric.minted == 2

    def test_one_that_dies_early_is_replaced_once(self, box):
        box.world.chartmetric.token_life = 2
        with client_of(box) as client:
            for _ in range(5):
                assert client.stats(first_id(box), "spotify", *SPAN)["followers"]
            assert not client.locked
        assert box.world.chartmetric.minted == 3

    def test_without_one_the_variable_is_named(self, box):
        client = client_of(box, keys={"SPOTIFY_CLIENT_ID": "x"})
        with client, pytest.raises(TokenError, match="CHARTMETRIC_REFRESH_TOKEN is not set"):
            client.tracks(first_id(box), 0)
        assert not box.calls_to("chartmetric")

    def test_signs_that_no_token_has_are_not_sent(self, box):
        client = client_of(box, keys={"CHARTMETRIC_REFRESH_TOKEN": "a b"})
        with client, pytest.raises(TokenError, match="signs that no token has"):
            client.tracks(first_id(box), 0)
        assert not box.calls_to("chartmetric")

    def test_a_revoked_one_is_a_configuration_error(self, box):
        box.world.chartmetric.revoked = True
        with client_of(box) as client, pytest.raises(ConfigError) as raised:
            client.tracks(first_id(box), 0)
        assert "CHARTMETRIC_REFRESH_TOKEN" in str(raised.value)
        assert "401" in str(raised.value)
        assert box.world.chartmetric.refresh_token not in str(raised.value)
        assert len(box.calls_to("chartmetric")) == 1

    def test_a_service_that_is_down_is_no_configuration_error(self, box):
        box.fail("chartmetric", Failure.UNAVAILABLE, match="/api/token")
        with client_of(box) as client, pytest.raises(SourceError) as raised:
            client.tracks(first_id(box), 0)
        assert raised.value.scope == "platform"

    def test_an_answer_without_a_token_says_so(self):
        with scripted(reply({"ok": True})) as (url, _):
            box = Credentials({"CHARTMETRIC_REFRESH_TOKEN": "abcdef"})
            client = ChartmetricClient(box, at(url), RunBudget(0), limit=QUICK)
            with client, pytest.raises(SourceError):
                client.tracks("1", 0)

    def test_every_access_token_is_kept_out_of_sentences(self, box):
        credentials = Credentials(box.world.credentials())
        endpoints = Endpoints.from_environment(box.environment())
        box.world.chartmetric.token_life = 1
        tokens = set()
        with ChartmetricClient(credentials, endpoints, RunBudget(0), limit=QUICK) as client:
            for _ in range(3):
                client.stats(first_id(box), "spotify", *SPAN)
                tokens.add(box.world.chartmetric.token(DAY))
        assert len(tokens) == 3
        for token in [*tokens, box.world.chartmetric.refresh_token]:
            assert credentials.redactor.clean(f"x {token}") == "x ***"


class TestPlan:
    @pytest.mark.parametrize("status", [401, 403])
    def test_what_it_lacks_is_asked_with_one_fresh_token_and_never_again(self, box, status):
        plan = box.world.chartmetric
        plan.locked, plan.lock_status = {"facebook"}, status
        with client_of(box) as client:
            for _ in range(3):
                with pytest.raises(SourceError) as raised:
                    client.stats(first_id(box), "facebook", *SPAN)
                assert raised.value.state is State.NOT_OFFERED
                assert raised.value.scope == "artist"
            assert client.stats(first_id(box), "spotify", *SPAN)
        assert [c.status for c in box.calls_to("chartmetric")] == [200, status, 200, status, 200]
        assert client.locked == {
            "facebook": "the label's Chartmetric plan does not give this (facebook)"
        }

    def test_a_plan_that_lacks_nearly_everything_does_not_look_dead(self, box):
        box.world.chartmetric.locked = {"facebook", "twitter", "tiktok", "instagram"}
        with client_of(box) as client:
            for source in sorted(box.world.chartmetric.locked):
                with pytest.raises(SourceError):
                    client.stats(first_id(box), source, *SPAN)
            box.fail("chartmetric", Failure.SERVER_ERROR, times=3)
            with pytest.raises(SourceError, match="500") as raised:
                client.stats(first_id(box), "spotify", *SPAN)
            assert raised.value.scope == "artist"
            assert client.stats(first_id(box), "spotify", *SPAN)

    def test_a_service_that_wants_payment_is_asked_no_more(self, box):
        with scripted(reply({"error": "no"}, 402)) as (url, asked):
            with with_token(box, url) as client:
                for _ in range(2):
                    with pytest.raises(SourceError, match="payment") as raised:
                        client.tracks("1", 0)
                    assert raised.value.scope == "platform"
            assert len(asked) == 1


class TestPace:
    def test_the_entry_plans_rate_is_never_exceeded(self):
        world = World(seed=1, artists=1)
        world.chartmetric.per_second = 1
        with Sandbox(world, date=DAY) as box, client_of(box, limit=Limit(1, 1, 1)) as client:
            began = time.monotonic()
            for source in ("spotify", "instagram", "tiktok"):
                client.stats(first_id(box), source, *SPAN)
            took = time.monotonic() - began
        assert [c.status for c in box.calls_to("chartmetric")] == [200] * 4
        assert 4 <= took < 8

    def test_a_bigger_plan_is_used_as_far_as_its_headers_say(self):
        world = World(seed=1, artists=1)
        world.chartmetric.per_second = 20
        with Sandbox(world, date=DAY) as box, client_of(box, limit=Limit(1, 1, 1)) as client:
            began = time.monotonic()
            for _ in range(30):
                client.stats(first_id(box), "twitter", *SPAN)
            took = time.monotonic() - began
        assert {c.status for c in box.calls_to("chartmetric")} == {200}
        assert 1.5 < took < 8

    def test_two_runs_after_each_other_share_the_rate(self):
        world = World(seed=1, artists=1)
        world.chartmetric.per_second = 2
        with Sandbox(world, date=DAY) as box:
            for _ in range(2):
                with client_of(box, limit=Limit(2, 1, 1)) as client:
                    client.stats(first_id(box), "spotify", *SPAN)
        assert [c.status for c in box.calls_to("chartmetric")] == [200] * 4

    def test_a_refusal_is_repeated_when_its_reset_has_come(self, box):
        waits = []
        box.fail("chartmetric", Failure.RATE_LIMIT, match="/stat/", times=1)
        with client_of(box, waits) as client:
            assert client.stats(first_id(box), "spotify", *SPAN)["followers"]
        assert waits == [1.0]

    def test_a_reset_in_a_day_ends_the_asking_in_one_sentence(self, box):
        waits = []
        box.fail("chartmetric", Failure.QUOTA, match="/stat/")
        with client_of(box, waits) as client:
            for _ in range(2):
                with pytest.raises(SourceError) as raised:
                    client.stats(first_id(box), "spotify", *SPAN)
        assert raised.value.scope == "platform"
        assert "asks to wait 24 hours, longer than this run may" in str(raised.value)
        assert waits == []
        assert len(box.calls_to("chartmetric")) == 2

    @pytest.mark.parametrize(("seconds", "waited"), [(40, 1), (4000, 0)])
    def test_an_answer_that_was_the_last_for_a_while_is_heeded(self, box, seconds, waited):
        spent = {"X_RateLimit_Limit": 50, "X_RateLimit_Remaining": 0}
        spent["X_RateLimit_Reset"] = int(time.time()) + seconds
        with (
            Sandbox(quick_world(), date=DAY) as box,
            scripted(reply({"obj": []}, **spent)) as (
                url,
                asked,
            ),
        ):
            waits = []
            client = client_of(box, waits)
            client._bearer()
            client._base = f"{url}/api"
            with client:
                client.tracks("1", 0)
                if waited:
                    client.tracks("1", 0)
                else:
                    with pytest.raises(SourceError, match="67 minutes, longer than this run may"):
                        client.tracks("1", 0)
        assert len(waits) == waited
        assert len(asked) == 1 + waited

    def test_the_services_own_clock_tells_how_far_a_reset_is(self):
        answer = requests.Response()
        answer.headers["X-RateLimit-Reset"] = "1788242407"
        answer.headers["Date"] = "Tue, 01 Sep 2026 06:00:00 GMT"
        assert _seconds_to_reset(answer) == 7.0
        answer.headers["Date"] = "soon"
        assert _seconds_to_reset(answer) == pytest.approx(max(0, 1788242407 - time.time()), abs=2)
        answer.headers["X-RateLimit-Reset"] = "soon"
        assert _seconds_to_reset(answer) is None


@pytest.mark.usefixtures("unpaced")
class TestWho:
    def test_a_spotify_id_leads_to_one_artist(self, box):
        with client_of(box) as client:
            assert by_spotify_id(client, box.world.artists[0].spotify) == [first_id(box)]

    @pytest.mark.parametrize("failure", [None, Failure.NOT_FOUND])
    def test_an_artist_with_no_match_has_none(self, box, failure):
        box.world.chartmetric.unknown = {box.world.artists[0].key}
        if failure:
            box.fail("chartmetric", failure, match="get-ids")
        with client_of(box) as client:
            assert by_spotify_id(client, box.world.artists[0].spotify) == []

    def test_of_two_artists_with_one_name_both_are_shown_and_none_is_chosen(self, box):
        (artist,) = [a for a in roster(box).artists if a.key == "marlow-tide"]
        with client_of(box) as client:
            found = search(artist, client)
        assert [c.name for c in found] == ["Marlow Tide", "Marlow Tide"]
        assert len({c.account for c in found}) == 2
        assert found[0].detail == "has the Spotify id of the roster"
        assert "followers on Spotify" in found[1].detail

    def test_without_a_spotify_id_the_name_is_searched(self, box):
        artist = roster(box).artists[0].model_copy(update={"spotify": None})
        with client_of(box) as client:
            found = search(artist, client)
        assert len(found) == 2
        assert not any("get-ids" in c.path for c in box.calls_to("chartmetric"))

    def test_a_search_without_a_list_says_so(self, box):
        box.fail("chartmetric", Failure.MISSING_FIELDS, match="search")
        with client_of(box) as client, pytest.raises(SourceError, match="without a list"):
            search(roster(box).artists[0], client)


def roster(box):
    return parse_roster(box.world.roster_toml())

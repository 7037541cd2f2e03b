"""An import into a folder without a roster: one is written, named after the folder."""

from __future__ import annotations

import json
from datetime import date

import pytest

from backline.analysis.growth import growth
from backline.errors import ConfigError
from backline.exports import write_reports
from backline.imports import import_label, import_s4a, import_sheet
from backline.imports.label.roster import import_accounts
from backline.store import Store
from backline.store.undo import undo
from backline.warehouse import Warehouse
from tests.charted import analysed
from tests.sheets import CURRENT, PREVIOUS, block, write
from tests.test_import_undo import everything
from tests.test_scripts import run

CREATED = "roster.toml was created, named after its folder."
TIMELINE = "date,listeners,streams,followers\n2026-01-01,5,7,100\n2026-01-02,6,8,101\n"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "Night Shift")


@pytest.fixture
def exports(tmp_path):
    path = tmp_path / "Ada-audience-timeline.csv"
    path.write_text(TIMELINE, encoding="utf-8")
    return [path]


def of_a_label(store, folder):
    entry = {"name": "Ada", "platforms": {"spotify": {"followers": 100}}}
    (folder / "historical").mkdir(parents=True)
    (folder / "historical" / "2026-01-01.json").write_text(
        json.dumps({"date": "2026-01-01", "artists": [entry]}), encoding="utf-8"
    )
    return import_label(folder, store).roster.done


def of_a_sheet(store, folder):
    folder.mkdir()
    return import_sheet(write(folder / "sheet.csv", block("Ada")), store, CURRENT, PREVIOUS).roster


def of_exports(store, folder):
    folder.mkdir()
    path = folder / "Ada-audience-timeline.csv"
    path.write_text(TIMELINE, encoding="utf-8")
    return import_s4a([path], store, "Ada", song=None, period=None).roster


def of_accounts(store, folder):
    folder.mkdir()
    path = folder / "artists.json"
    path.write_text(json.dumps([{"name": "Ada"}]), encoding="utf-8")
    return import_accounts(path, store).done


@pytest.mark.parametrize("imported", [of_a_label, of_a_sheet, of_exports, of_accounts])
def test_the_new_roster_is_named_after_the_folder_and_has_the_artists_it_names(
    store, tmp_path, imported
):
    done = imported(store, tmp_path / "files")
    roster = store.roster()
    assert roster.label == "Night Shift"
    assert [(artist.key, artist.name) for artist in roster.artists] == [("ada", "Ada")]
    assert done == [CREATED, "Ada was added to the roster as ada."]


def test_analysis_growth_and_export_work_on_it(store, exports):
    root = store.root
    done = run("import_history", "s4a", exports[0], "--artist", "Ada Lovelace", "--root", root)
    assert done.returncode == 0, done.stderr
    assert CREATED in done.stdout
    days = date(2026, 1, 1), date(2026, 1, 2)
    rows = analysed(root, *days, "ada lovelace", tracks=False)["detailed_breakdown"]
    found = {one["metric"]: one for one in rows}
    assert (found["followers"]["difference"], found["daily_streams"]["latest_value"]) == (1, 8)
    with Warehouse(root) as warehouse:
        (followers,) = [g for g in growth(warehouse, 1) if g.metric == "followers"]
    assert (followers.artist, followers.growth) == ("ada-lovelace", 1)
    write_reports(store)
    assert "ada-lovelace" in (store.reports / "growth.csv").read_text(encoding="utf-8")


def test_the_same_exports_again_change_nothing(store, exports):
    import_s4a(exports, store, "Ada", song=None, period=None)
    before = store.roster_text()
    again = import_s4a(exports, store, "Ada", song=None, period=None)
    assert again.roster == []
    assert (again.ended.changed_days, store.roster_text()) == (0, before)


def test_to_a_roster_that_is_there_exports_add_nobody(store, exports):
    store.root.mkdir()
    store.roster_file.write_text('label = "L"\n[[artist]]\nkey = "bo"\nname = "Bo"\n', "utf-8")
    with pytest.raises(ConfigError, match="The roster has no artist 'Ada'"):
        import_s4a(exports, store, "Ada", song=None, period=None)


def test_exports_of_an_artist_without_a_name_write_nothing(store, exports):
    with pytest.raises(ConfigError, match="name"):
        import_s4a(exports, store, " ", song=None, period=None)
    assert not store.roster_file.exists()


def test_what_was_begun_can_be_taken_back(store, exports):
    import_s4a(exports, store, "Ada", song=None, period=None, today=date(2026, 2, 1))
    undo(store)
    assert everything(store.root) == {}

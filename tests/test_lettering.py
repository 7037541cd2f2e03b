"""Names in letters that the charts' own font lacks: which font draws them, and that it does."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from backline.exports.pictures import fonts, lettering
from backline.exports.pictures.drawing import drawable
from backline.exports.pictures.fonts import FOLDERS, Fonts
from backline.exports.pictures.lettering import can_be_set, is_own, written
from backline.exports.pictures.levels import LevelBar, level_bars
from backline.exports.pictures.page import BODY, PaperPage
from backline.exports.pictures.widths import fitted, width_of

NAMES = {
    "Arabic": "أم كلثوم",
    "Armenian": "Արամե",
    "Bengali": "রবীন্দ্র",
    "Devanagari": "लता मंगेशकर",
    "Ethiopic": "አስቴር",
    "Georgian": "ქართული",
    "Japanese": "宇多田ヒカル",
    "Khmer": "ខ្មែរ",
    "Korean": "방탄소년단",
    "Tamil": "நொலா",
    "Thai": "ไททศมิตร",
}
SYSTEM = "/usr/share/fonts"


@pytest.fixture
def installed(monkeypatch):
    """The fonts of this machine, which other tests do without."""
    monkeypatch.delenv(FOLDERS)
    return fonts.of_system()


@pytest.fixture
def with_fonts(monkeypatch, tmp_path):
    """Copies font files of this machine into a folder that is the only one looked in."""

    def only(*names: str) -> Fonts:
        for name in names:
            found = sorted(Path(SYSTEM).rglob(name))
            if not found:
                pytest.skip(f"{name} is not on this machine")
            shutil.copy(found[0], tmp_path / name)
        monkeypatch.setenv(FOLDERS, str(tmp_path))
        return fonts.of_system()

    return only


def texts(line: str) -> list[str]:
    """The parts of a line from left to right; outlines in brackets."""
    parts = lettering._parts(line, fonts.of_system(), bold=False)
    return [f"[{part.text}]" if part.outline else part.text for part in parts or ()]


@pytest.mark.parametrize("script", sorted(NAMES))
def test_a_name_in_another_script_is_drawn_where_a_font_has_it(script, installed):
    name = NAMES[script]
    if installed.find(name.replace(" ", "")) is None:
        pytest.skip(f"no font of this machine has {script} letters")
    assert drawable(name, "the-key") == name
    assert drawable(f"{name} feat. Ada", "the-key") == f"{name} feat. Ada"
    assert [part for part in texts(name) if part.strip() and not part.startswith("[")] == []
    picture = level_bars([LevelBar(f"1. {name}", 5)], "spotify", name, "today")
    assert picture.png() != level_bars([LevelBar("1. ", 5)], "spotify", "", "today").png()


def test_without_a_font_the_whole_name_gives_way_to_the_key():
    assert {drawable(name, "the-key") for name in NAMES.values()} == {"the-key"}


def test_a_font_that_has_one_name_does_not_draw_half_of_another(with_fonts):
    with_fonts("NotoSansThai-Regular.ttf")
    assert drawable("ไททศมิตร Taitosmith", "the-key") == "ไททศมิตร Taitosmith"
    assert texts("ไททศมิตร Taitosmith") == ["[ไททศมิตร]", " Taitosmith"]
    assert drawable("ไททศมิตร × 宇多田", "the-key") == "the-key"


def test_names_read_leftwards_stand_in_the_order_they_are_seen_in(with_fonts):
    with_fonts("DejaVuSans.ttf")
    assert texts("1. أم كلثوم (12)") == ["1. ", "[أم كلثوم]", " (12)"]
    assert texts("أم 24 كلثوم") == ["[كلثوم]", " 24 ", "[أم]"]
    assert texts("ROSALÍA أم كلثوم mix لا") == ["ROSALÍA ", "[أم كلثوم]", " mix ", "[لا]"]


def test_letters_that_join_are_narrower_than_by_themselves(with_fonts):
    with_fonts("NotoSansArabic-Regular.ttf")
    (joined,) = lettering._parts("كلثوم", fonts.of_system(), bold=False)
    apart = sum(part.width(bold=False) for c in "كلثوم"
                for part in lettering._parts(c, fonts.of_system(), bold=False))  # fmt: skip
    assert 0 < joined.width(bold=False) < apart


def test_a_vowel_beside_its_letter_takes_room(with_fonts):
    """The engine that draws charts sets the next letter over it."""
    with_fonts("NotoSansTamil-Regular.ttf")
    one, two = (
        lettering._parts(text, fonts.of_system(), bold=False)[0].width(bold=False)
        for text in ("ல", "லா")
    )
    assert two > 1.3 * one


def test_a_word_is_not_written_in_two_fonts(with_fonts):
    with_fonts("DejaVuSans.ttf")
    assert texts("Ada Ꜳda") == ["Ada ", "[Ꜳda]"]
    assert texts("Rock★Star") == ["Rock", "[★]", "Star"]


def test_an_ornament_that_no_font_has_is_left_out_and_a_vowel_never(with_fonts):
    with_fonts("NotoSansThai-Regular.ttf")
    assert drawable("Rock 🎸 Band", "the-key") == "Rock Band"
    assert drawable("กิ", "the-key") == "กิ"
    assert drawable("ก\u0903", "the-key") == "the-key"


def test_the_joiner_that_a_name_needs_stays(installed):
    if installed.find("ශ්ර") is None:
        pytest.skip("no font of this machine has Sinhala letters")
    assert drawable("ශ්\u200dරී", "the-key") == "ශ්\u200dරී"


def test_a_long_name_is_cut_to_the_width_of_ordinary_letters(installed):
    if installed.find("ア") is None and installed.find("ก") is None:
        pytest.skip("no font of this machine has kana or Thai letters")
    sign = "ア" if installed.find("ア") else "ก"
    name = drawable(sign * 60, "the-key", 30)
    assert name.count("…") == 1
    assert width_of(name, 1) <= 30 * 0.56
    assert fitted("กิ" * 40, 10, 100).partition("…")[2][:1] != "\u0e34"


def test_the_older_font_of_a_system_stands_in_the_way_of_our_own(with_fonts):
    """An installed Liberation Sans goes before the one that comes along; version 1 has less."""
    here = with_fonts("LiberationSans-Regular.ttf")
    assert is_own("Ünïcødé Ελληνικά Жя")
    assert is_own("ậ") is here.has("Liberation Sans", "ậ")


def test_files_that_are_no_fonts_are_passed_over(tmp_path, monkeypatch):
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "empty.otf").write_bytes(b"")
    (tmp_path / "gone.ttf").symlink_to(tmp_path / "nowhere")
    monkeypatch.setenv(FOLDERS, f"{tmp_path}:{tmp_path / 'none'}")
    assert fonts.of_system().find("a") is None


def test_a_chart_in_latin_letters_reads_no_font(monkeypatch):
    monkeypatch.setattr(fonts, "of_system", lambda: pytest.fail("a font was looked for"))
    name = drawable("ROSALÍA & Björk", "the-key")
    assert level_bars([LevelBar(name, 5)], "spotify", "Жя", "today").png()


def test_what_is_written_cannot_become_markup(with_fonts):
    with_fonts("NotoSansThai-Regular.ttf")
    assert can_be_set("<b> & ไท")
    svg = written("<b> & ไท", 10, 20, 14, bold=True, share=1)
    assert "&lt;b&gt; &amp;</text>" in svg
    assert 'font-weight="bold"' in svg
    assert svg.count("<path ") == 1


def test_a_line_that_ends_at_a_place_ends_there(with_fonts):
    with_fonts("NotoSansThai-Regular.ttf")
    (part,) = lettering._parts("ไท", fonts.of_system(), bold=False)
    begins = float(re.search(r"translate\(([\d.]+),", written("ไท", 100, 0, 10, share=1))[1])
    assert begins == pytest.approx(100 - 10 * part.width(bold=False), abs=0.01)


def test_a_page_of_paper_has_such_a_name_and_the_same_bytes_each_time(with_fonts):
    with_fonts("NotoSansThai-Regular.ttf")

    def page() -> PaperPage:
        paper = PaperPage()
        paper.text("ไททศมิตร Taitosmith", BODY)
        paper.put("ไท", 300, 300, BODY, "#000000", right=True)
        return paper

    assert page().svg().count("<path ") == 2
    assert page().pdf() == page().pdf()


def test_the_second_line_below_a_title_can_be_in_another_script(with_fonts):
    with_fonts("NotoSansThai-Regular.ttf")
    from backline.exports.pictures.charts import Line, line_panels
    from tests.bot_roots import DAY

    points = tuple((DAY - timedelta(n), 100 - n) for n in range(9, -1, -1))
    line = Line("spotify", "followers", 100, 9, 91, 9, points)
    picture = line_panels([line], points[0][0], DAY, "Ada")
    plain = picture.png()
    picture.own["title"]["subtitle"].append("ไท")
    assert picture.png() != plain

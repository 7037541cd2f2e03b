"""Reading the TOML that people write, and saying in plain words what is wrong with it.

The parser's own words ("Invalid value", "Cannot overwrite a value") help nobody who writes the
first file of this kind. The line it stops at is looked at again for what people get wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from typing import Any

from backline.errors import ConfigError
from backline.names import shown

_CURLY = "“”„‟«»‘’‚"
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?")
_WORDS = {
    "yes": "true",
    "on": "true",
    "true": "true",
    "no": "false",
    "off": "false",
    "false": "false",
}
_ENDLESS = re.compile(r"\d{4000}")
_CLOSING = {"[": "]", "{": "}"}
_NOTHING = ("none", "null", "nil", "n/a")


def parse_toml(text: str, name: str, lists: Collection[str] = ()) -> dict[str, Any]:
    """The document of a TOML file.

    Args:
        text: its text.
        name: what errors call the file.
        lists: the tables that stand once for every entry, written ``[[artist]]``.

    Raises:
        ConfigError: it is no TOML, or one of ``lists`` is a single table; the sentence names the
            line and the way out.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, why = _fault(text, str(error), lists)
        raise ConfigError(f"{name} line {line}: {why}.") from None
    except RecursionError:
        raise ConfigError(f"{name}: lists or tables nest too deeply to be read.") from None
    except ValueError:
        line = next((n for n, one in enumerate(text.split("\n"), 1) if _ENDLESS.search(one)), 1)
        raise ConfigError(f"{name} line {line}: a number has more digits than any count.") from None
    for table in lists:
        if isinstance(document.get(table), dict):
            raise ConfigError(f"{name} line {_header(text, table)}: {_two_brackets(table)}.")
    return document


def _fault(text: str, said: str, lists: Collection[str]) -> tuple[int, str]:
    """The line of the first mistake, and what is wrong there."""
    lines = text.split("\n")
    place = re.search(r"at line (\d+)", said)
    number = int(place[1]) if place else _last_open(lines)
    line = lines[number - 1] if number <= len(lines) else ""
    if "overwrite" in said or "declare" in said or "mutate" in said:
        return number, _twice(lines, number, lists)
    if "Unclosed" in said:
        return _list_before(lines, number)
    if not place and (mark := next((m for m in ('"""', "'''") if m in line), "")):
        return number, f"the text that begins there with {mark} has no end: write {mark} after it"
    looks = (_header_fault(line), *_name_faults(line), *_value_faults(line))
    return number, next(filter(None, looks), "") or (
        f"this cannot be read: {shown(line.strip(), 60)}; a field is written "
        'name = "text", name = 12, name = true or name = 2026-01-31'
    )


def _last_open(lines: list[str]) -> int:
    """The last line with a quotation mark that nothing closes, of a file that ends within one."""
    for mark in ('"""', "'''", "'", '"'):
        odd = [n for n, line in enumerate(lines, 1) if line.count(mark) % 2]
        if odd:
            return odd[-1]
    return len(lines)


def _two_brackets(table: str) -> str:
    return f"write [[{table}]] with two brackets: there can be several"


def _header(text: str, table: str) -> int:
    """The line of a table's header, or of the field of its name."""
    form = re.compile(rf"\s*(\[\s*{re.escape(table)}\b|{re.escape(table)}\s*[.=])")
    return next((n for n, line in enumerate(text.split("\n"), 1) if form.match(line)), 1)


def _twice(lines: list[str], number: int, lists: Collection[str]) -> str:
    """What to say of a field or table that stands a second time."""
    line = lines[number - 1]
    if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
        table = header[1]
        first = next(
            n for n, at in enumerate(lines, 1) if re.match(rf"\s*\[+\s*{re.escape(table)}\b", at)
        )
        if table in lists:
            return f"{_two_brackets(table)} (and so in line {first})"
        return f"[{shown(table, 40)}] stands in line {first} already: put its fields together there"
    key = line.partition("=")[0].strip()
    begin = max((n for n in range(number) if lines[n].lstrip().startswith("[")), default=0)
    same = [n + 1 for n in range(begin, number - 1) if lines[n].partition("=")[0].strip() == key]
    where = f" (line {same[0]} has it too)" if same else ""
    return f"{shown(key, 40)} is written twice{where}: keep one of them"


def _list_before(lines: list[str], number: int) -> tuple[int, str]:
    """The line on which a list begins that is not read to its end."""
    line = lines[number - 1]
    opened = number
    while opened > 1 and not re.match(r"[^#\"']*=\s*[\[{]", lines[opened - 1]):
        opened -= 1
    if any(sign in lines[opened - 1] for sign in _CURLY):
        return opened, _curly(lines[opened - 1])
    if "{" in lines[opened - 1].partition("=")[2][:3]:
        return opened, "between the fields within { } belongs a comma, and } at the end"
    about = "" if opened == number else f" (it is read as far as line {number})"
    if opened != number and "=" in line and not line.lstrip().startswith(("[", '"', "'")):
        return opened, "the list that begins there has no ] at its end"
    return opened, f"between the parts of a list belongs a comma, and ] at its end{about}"


def _bared(text: str) -> str:
    """A line, or the rest of one, without its comment."""
    return text.partition("#")[0].strip()


def _header_fault(line: str) -> str:
    plain = _bared(line)
    if not plain.startswith("["):
        return "a comment begins with #" if plain.startswith(("//", ";", "--", "/*")) else ""
    inner = plain.strip("[] ")
    if any(sign in plain for sign in _CURLY):
        return f"write the name between the brackets without quotes: [[{_only(inner)}]]"
    opened, closed = len(plain) - len(plain.lstrip("[")), len(plain) - len(plain.rstrip("]"))
    if opened != closed or not closed:
        wanted = min(max(opened, closed), 2)  # TOML knows no more
        return (
            f"the brackets do not match: write {'[' * wanted}{_only(inner)}{']' * wanted} "
            "alone on its line"
        )
    if not re.fullmatch(r"[\w.-]+", inner, re.ASCII):
        return f"{shown(inner, 40)!r} is no name of a table: letters, digits and _ only"
    return ""


def _only(name: str) -> str:
    """The part of a table's name that can be one."""
    return "".join(re.findall(r"[A-Za-z0-9_.-]+", name)) or "artist"


def _name_faults(line: str) -> Iterator[str]:
    """What is wrong before the ``=``, or that there is none."""
    name, sign, _ = (part.strip() for part in line.partition("="))
    colon = re.match(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*:\s*(.*)", line)
    if colon and (not sign or ":" in name):
        yield f"between name and value stands =, not a colon: {colon[1]} = {_example(colon[2])}"
    if not sign:
        word, _, rest = _bared(line).partition(" ")
        if rest and _BARE.fullmatch(word):
            yield f"the = between name and value is missing: {word} = {_example(rest)}"
        yield f"{shown(line.strip(), 40)!r} is no field: write name = value, or # before a comment"
    if not name:
        yield "the name before the = is missing"
    if any(sign in name for sign in _CURLY):
        yield f"write the field's name without quotes: {_only(name)} = …"
    if not re.fullmatch(r"[\w.\s\"'-]+", name, re.ASCII) or re.search(r"\w\s+\w", name):
        yield f"{shown(name, 40)!r} is no name of a field: one word of letters a to z, digits and _"


def _value_faults(line: str) -> Iterator[str]:
    """What is wrong after the ``=``."""
    name, _, value = (part.strip() for part in line.partition("="))
    if any(value.startswith(sign) for sign in _CURLY):
        yield _curly(line)
    if value.startswith(("'", '"')):
        yield from _quoted(name, value)
    elif value.startswith(("[", "{")):
        if any(sign in value for sign in _CURLY):
            yield 'the list has typographic quotes: write straight ones, "text"'
        if value.count(value[0]) > value.count(_CLOSING[value[0]]):
            yield f"the list that begins there has no {_CLOSING[value[0]]} at its end"
        yield "what stands within [ ] or { } is separated by commas, each text in quotes"
    else:
        yield from _bare(name, value)


def _curly(line: str) -> str:
    straight = "".join('"' if sign in _CURLY else sign for sign in line.partition("=")[2].strip())
    name = line.partition("=")[0].strip()
    return (
        "the quotes are typographic ones, which word processors and phones make: write straight "
        f"ones, {name} = {shown(straight, 60)}"
    )


def _example(value: str) -> str:
    """A value as it would be right."""
    plain = _bared(value).strip(_CURLY + "\"',;")
    if re.fullmatch(r"-?\d+", plain) or plain in ("true", "false"):
        return plain
    return f'"{shown(plain, 40)}"'


def _quoted(name: str, value: str) -> Iterator[str]:
    """What is wrong with a text in quotes."""
    mark = value[:1]
    if value.startswith(mark * 3):
        return
    if any(ord(sign) < 32 and sign != "\t" for sign in value):
        yield "there is a control character that no editor shows: write the line anew"
    if mark == '"' and re.search(r"\\(?![btnfr\"\\])", value):
        right = re.sub(r"[\"']\s*(#.*)?$", "", value[1:])
        yield (
            "a backslash stands in the text: write / instead, or put the text between single "
            f"quotes, {name} = '{shown(right, 60)}'"
        )
    end = value.find(mark, 1)
    while mark == '"' and end > 0 and value[end - 1] == "\\":
        end = value.find(mark, end + 1)
    if end < 0:
        text = shown(value[1:].rstrip(_CURLY + "'\"").strip(), 60)
        yield f"the quotation mark at the end is missing: {name} = {mark}{text}{mark}"
    rest = _bared(value[end + 1 :])
    if rest.strip(",;") == "":
        if rest:
            yield f"nothing may follow the value: take {rest!r} away"
        return
    if rest.count(mark):
        other = "'" if mark == '"' else '"'
        inner = shown(
            value.rpartition(" #")[0].strip()[1:-1] if " #" in value else value.strip()[1:-1], 60
        )
        yield (
            f"quotation marks stand within the text: put it between the other ones, "
            f"{name} = {other}{inner}{other}"
        )
    yield f"only a comment (#) may follow the value: {shown(rest, 40)!r} stands there"


def _bare(name: str, value: str) -> Iterator[str]:
    """What is wrong with a value without quotes."""
    plain = _bared(value).rstrip(",;").strip()
    if not plain:
        yield f'there is nothing after the =: write {name} = "text", or take the line out'
    if plain.startswith("="):
        yield f"one = is enough: {name} = {_example(plain.strip('= '))}"
    if plain.lower() in _WORDS:
        yield f"write {name} = {_WORDS[plain.lower()]}, in small letters and without quotes"
    if plain.lower() in _NOTHING:
        yield f"for nothing leave the line out, instead of {name} = {plain}"
    if _DATE.fullmatch(plain):
        yield f"a day is written year-month-day, {name} = 2026-01-31"
    if re.fullmatch(r"[-+]?0\d+", plain):
        yield f'a number has no 0 in front: {name} = {plain.lstrip("0+")}, or "{plain}" as text'
    if re.fullmatch(r"[-+]?\d{1,3}([,.' ]\d{3})+", plain):
        yield f"a number has no signs within: {name} = {re.sub(r'[^0-9-]', '', plain)}"
    if re.fullmatch(r"[-+]?\d+,\d+", plain):
        yield f"a whole number is expected, {name} = {plain.partition(',')[0]}"
    if _bared(value) != plain and _right(plain):
        yield f"nothing may follow the value: {name} = {plain}"
    right = plain.strip(_CURLY + "\"'")
    yield f'text stands between quotation marks: {name} = "{shown(right, 60)}"'


def _right(value: str) -> bool:
    try:
        tomllib.loads(f"x = {value}")
    except (ValueError, RecursionError):
        return False
    return True


_FORMS = {
    "missing": "it is missing",
    "bool_type": "it should be true or false, without quotes",
    "string_type": 'it should be text between quotation marks, like "text"',
    "int_type": "it should be a whole number, without quotes",
    "date_type": "it should be a day like 2026-01-31, without quotes",
    "list_type": "it should be a list, like [1, 2]",
    "tuple_type": "it should be a list, like [1, 2]",
    "dict_type": "it should be a table of fields",
    "model_type": "it should be a table of fields",
}


def in_words(error: Any) -> str:
    """What is wrong with one field, by pydantic's description of it, without its jargon."""
    known = _FORMS.get(str(error["type"]))
    if known:
        return known
    said = str(error["msg"]).removeprefix("Value error, ").replace("Input should", "it should")
    return f"{said[0].lower()}{said[1:]}"

"""What DuckDB and Spark read differently although both read it, so that both find the same.

Each rule takes one node of a question whose columns and types are known. Bit strings become lists
of the places of their bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from backline.engines.dialect_lists import (
    call,
    counted_bits,
    made_list,
    made_quantile,
    made_text,
    made_window,
)
from backline.engines.dialect_shapes import case, first_select, replaced

_RULES: dict[type[exp.Expr], Callable[[Any], exp.Expr | None]] = {
    exp.PercentileCont: made_quantile,
    exp.PercentileDisc: made_quantile,
    exp.Window: made_window,
}


def _rule(*kinds: type[exp.Expr]) -> Callable[[Callable[[Any], exp.Expr | None]], object]:
    """Make a function the rule for some kinds of nodes."""

    def known(rule: Callable[[Any], exp.Expr | None]) -> object:
        _RULES.update(dict.fromkeys(kinds, rule))
        return rule

    return known


def with_the_same_values(tree: exp.Expr) -> exp.Expr:
    """A question, the types of whose columns are known, as Spark finds the same rows by it."""
    for union in tree.find_all(exp.Union):
        _type_nulls(union)
    return replaced(tree, lambda node: _RULES[type(node)](node) if type(node) in _RULES else None)


def _type_nulls(union: exp.Union) -> None:
    """A null on one side of a union with the type of the other side's column."""
    sides = [first_select(side) for side in (union.this, union.expression)]
    for ours, theirs in (sides, sides[::-1]):
        for one, other in zip(ours.expressions, theirs.expressions, strict=False):
            value, kind = one.unalias(), other.unalias().type
            if isinstance(value, exp.Null) and kind and not kind.is_type("null", "unknown"):
                value.replace(exp.cast(exp.Null(), kind))


def _is(node: exp.Expr, *kinds: str) -> bool:
    return node.type is not None and node.is_type(*kinds)


def _typed(node: exp.Expr, kind: str) -> exp.Expr:
    node.type = exp.DataType.build(kind)
    return node


def _cast(node: exp.Expr, kind: str) -> exp.Expr:
    return exp.cast(exp.paren(node) if isinstance(node, exp.Binary) else node, kind)


def _days(node: exp.Expr) -> exp.Expr:
    """A number of days; Spark counts them in no larger type."""
    plain = isinstance(node, exp.Column | exp.Literal | exp.Cast)
    return node if plain and _is(node, "int") else _cast(node, "int")


@_rule(exp.Sub)
def _minus(node: exp.Sub) -> exp.Expr | None:
    """Between two dates Spark finds an interval."""
    if not _is(node.this, "date") or isinstance(node.expression, exp.Interval):
        return None
    if _is(node.expression, "date"):
        return _typed(call("datediff", node.this, node.expression), "int")
    return _typed(call("date_sub", node.this, _days(node.expression)), "date")


@_rule(exp.Add)
def _plus(node: exp.Add) -> exp.Expr | None:
    if not _is(node.this, "date") or isinstance(node.expression, exp.Interval):
        return None
    return _typed(call("date_add", node.this, _days(node.expression)), "date")


@_rule(exp.Div)
def _divided(node: exp.Div) -> None:
    """DuckDB divides in floating point whatever the two are."""
    for side in (node.this, node.expression):
        if not _is(side, "double", "int"):
            side.replace(_cast(side.copy(), "double"))


@_rule(exp.ArgMax, exp.ArgMin)
def _by(node: exp.ArgMax | exp.ArgMin) -> exp.Expr:
    """DuckDB passes also over rows without the value, and not only without what is compared."""
    value, by = node.this, node.expression
    if not isinstance(value, exp.Struct) and value.name != "named_struct":
        by = case(exp.Is(this=value.copy(), expression=exp.Null()).not_(), by)
    return call("max_by" if isinstance(node, exp.ArgMax) else "min_by", value, by)


@_rule(exp.Filter)
def _filtered(node: exp.Filter) -> exp.Expr | None:
    made, when = node.this, node.expression.this
    if isinstance(made, exp.ArrayAgg) and not isinstance(node.parent, exp.Window):
        return made_list(made, when)
    return made_text(made, when) if isinstance(made, exp.GroupConcat) else None


@_rule(exp.ArrayAgg)
def _list(node: exp.ArrayAgg) -> exp.Expr | None:
    return None if isinstance(node.parent, exp.Filter | exp.Window) else made_list(node)


@_rule(exp.GroupConcat)
def _text(node: exp.GroupConcat) -> exp.Expr | None:
    return None if isinstance(node.parent, exp.Filter) else made_text(node)


@_rule(exp.Bracket)
def _at(node: exp.Bracket) -> exp.Expr:
    """Places count from 1, and from the end below 0; one that is not there is null."""
    (place,) = node.expressions
    if isinstance(place, exp.Slice):
        return call("slice", node.this, place.this or 1, place.expression)
    # sqlglot has them less by one.
    number = 1 - int(place.this.name) if isinstance(place, exp.Neg) else int(place.name) + 1
    return call("try_element_at", node.this, number)


@_rule(exp.Struct)
def _struct(node: exp.Struct) -> exp.Expr:
    parts: list[exp.Expr | str] = []
    for one in node.expressions:
        named = isinstance(one, exp.PropertyEQ)
        parts += [one.this.name, one.expression] if named else [one.alias_or_name, one.unalias()]
    return call("named_struct", *parts)


@_rule(exp.Length)
def _length(node: exp.Length) -> exp.Expr | None:
    listed = isinstance(node.this, exp.ArrayFilter) or _is(node.this, "array", "list")
    return call("size", node.this) if listed else None


@_rule(exp.Anonymous)
def _function(node: exp.Anonymous) -> exp.Expr | None:
    name, given = node.name.lower(), node.expressions
    if name == "bitstring_agg":
        return call("collect_set", given[0])
    if name == "bit_count":
        return counted_bits(given[0])
    if name == "list_unique":
        return call("size", call("array_distinct", given[0]))
    if name == "list_has_all":
        missing = call("size", call("array_except", given[1], given[0]))
        return exp.paren(exp.EQ(this=missing, expression=exp.Literal.number(0)))
    if name == "epoch_us":  # on its way to a timestamp without a zone; see below
        plain: exp.Expr = given[0]
        return plain
    return None


@_rule(exp.BitLength)
def _bits(node: exp.BitLength) -> exp.Expr:
    last = call("coalesce", call("array_max", node.this), -1)
    return exp.paren(exp.Add(this=last, expression=exp.Literal.number(1)))


@_rule(exp.Getbit)
def _bit(node: exp.Getbit) -> exp.Expr:
    return exp.cast(call("array_contains", node.this, node.expression), "int")


@_rule(exp.BitwiseOrAgg)
def _any_bit(node: exp.BitwiseOrAgg) -> exp.Expr:
    return call("array_distinct", call("flatten", call("collect_list", node.this)))


@_rule(exp.ArrayOverlaps)
def _overlap(node: exp.ArrayOverlaps) -> exp.Expr:
    sides = (node.this, node.expression)
    texts = [
        one if one.expressions or one.name else exp.cast(one, "array<string>") for one in sides
    ]
    return call("arrays_overlap", *texts)


@_rule(exp.ArrayConcat)
def _joined(node: exp.ArrayConcat) -> exp.Expr:
    """A list that is not there adds nothing, and takes nothing away."""
    (other,) = node.expressions
    missing = (exp.Is(this=one.copy(), expression=exp.Null()) for one in (node.this, other))
    both = call("concat", node.this, other)
    no_first, no_other = missing
    either = call("if", no_other, node.this.copy(), both)
    return call("if", no_first, other.copy(), either)


@_rule(exp.Log)
def _log(node: exp.Log) -> exp.Expr:
    """Of ten, as both words for it are of ten in DuckDB."""
    return call("log10", node.expression if node.expression else node.this)


@_rule(exp.Format)
def _format(node: exp.Format) -> exp.Expr:
    before, after = node.this.name.split("{:,}")
    return call("concat", before, call("format_number", node.expressions[0], 0), after)


@_rule(exp.DayOfWeekIso)
def _weekday(node: exp.DayOfWeekIso) -> exp.Expr:
    return exp.paren(exp.Add(this=call("weekday", node.this), expression=exp.Literal.number(1)))


@_rule(exp.IntDiv)
def _since_1970(node: exp.IntDiv) -> exp.Expr | None:
    left = node.this
    if isinstance(left, exp.UnixToTime) and _is(left.this, "date"):
        return call("unix_date", left.this)
    return None


@_rule(exp.UnixToTime)
def _timestamp(node: exp.UnixToTime) -> exp.Expr | None:
    """A session's timestamps are all of UTC, as those without a zone are."""
    if _is(node.this, "timestamp", "timestamptz", "timestampltz"):
        plain: exp.Expr = node.this
        return plain
    return None


@_rule(exp.GenerateSeries)
def _series(node: exp.GenerateSeries) -> exp.Expr:
    """Spark counts backwards where the end is before the start; DuckDB then has nothing."""
    start, end = node.args["start"], node.args["end"]
    step = node.args.get("step") or exp.Literal.number(1)
    none = call("slice", call("sequence", start.copy(), start.copy(), step.copy()), 1, 0)
    backwards = exp.GT(this=start.copy(), expression=end.copy())
    return call("if", backwards, none, call("sequence", start, end, step))


@_rule(exp.Cast)
def _as(node: exp.Cast) -> exp.Expr | None:
    if isinstance(node.this, exp.GenerateSeries | exp.Explode):
        return node.this  # Spark counts in the type of the ends
    if node.is_type("hugeint", "int128"):
        node.set("to", exp.DataType.build("decimal(38,0)"))
    return None


@_rule(exp.Alias)
def _null(node: exp.Alias) -> None:
    """A null alone has no type that a table could have."""
    if isinstance(node.this, exp.Null):
        node.set("this", exp.cast(exp.Null(), "string"))


@_rule(exp.Tuple)
def _tuple(node: exp.Tuple) -> exp.Expr | None:
    if isinstance(node.parent, exp.Distinct | exp.Ordered):
        return call("struct", *node.expressions)
    return None

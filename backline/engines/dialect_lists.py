"""Lists, texts made of lists, and quantiles, as Spark makes them.

DuckDB's ``list`` keeps nulls, knows an order and is null where there is nothing; Spark's
``collect_list`` has none of the three. So each value is packed together with what it is ordered by,
the packs are sorted, and the values are taken out of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp, parse_one

from backline.engines.dialect_shapes import case


def call(name: str, *given: exp.Expr | str | int) -> exp.Anonymous:
    """A function of Spark's by its name."""
    return exp.Anonymous(this=name, expressions=[_node(one) for one in given])


def _node(one: exp.Expr | str | int) -> exp.Expr:
    if isinstance(one, exp.Expr):
        return one
    return exp.Literal.string(one) if isinstance(one, str) else exp.Literal.number(one)


def function(name: str, body: exp.Expr) -> exp.Lambda:
    """A function of one value, which ``body`` calls by this name."""
    return exp.Lambda(this=body, expressions=[exp.to_identifier(name)])


def made_list(node: exp.ArrayAgg, when: exp.Expr | None = None) -> exp.Expr:
    """A list of values, the missing ones too, in its order; null where there is none."""
    packs, keys = _packed(node.this, when)
    return _unpacked(packs, keys)


def made_text(node: exp.GroupConcat, when: exp.Expr | None = None) -> exp.Expr:
    """Texts put together in their order, without the missing ones; null where there is none."""
    value = _parts(node.this)[0]
    there = exp.Is(this=value.copy(), expression=exp.Null()).not_()
    asked = there if when is None else exp.and_(there, exp.paren(when.copy()))
    packs, keys = _packed(node.this, asked)
    between = node.args["separator"].copy()
    ordered = _sorted(packs, keys)
    return _unless_empty(ordered, call("array_join", _taken_out(ordered.copy()), between))


def _parts(inner: exp.Expr) -> tuple[exp.Expr, Sequence[exp.Ordered], bool]:
    """Of what a list is, by what it is ordered, and whether each value counts once."""
    keys = inner.expressions if isinstance(inner, exp.Order) else ()
    value = inner.this if isinstance(inner, exp.Order) else inner
    distinct = isinstance(value, exp.Distinct)
    return (value.expressions[0] if distinct else value), keys, distinct


def _packed(inner: exp.Expr, when: exp.Expr | None) -> tuple[exp.Expr, Sequence[exp.Ordered]]:
    value, keys, distinct = _parts(inner)
    named = [*((f"k{place}", key.this) for place, key in enumerate(keys)), ("v", value)]
    pack: exp.Expr = call("named_struct", *(p for name, it in named for p in (name, it.copy())))
    if when is not None:
        pack = case(when.copy(), pack)  # a null is in no list
    return call("collect_set" if distinct else "collect_list", pack), keys


def _unpacked(packs: exp.Expr, keys: Sequence[exp.Ordered]) -> exp.Expr:
    ordered = _sorted(packs, keys)
    return _unless_empty(ordered, _taken_out(ordered.copy()))


def _taken_out(packs: exp.Expr) -> exp.Expr:
    value = exp.Dot(this=exp.to_identifier("s"), expression=exp.to_identifier("v"))
    return call("transform", packs, function("s", value))


def _unless_empty(packs: exp.Expr, found: exp.Expr) -> exp.Expr:
    nothing = exp.EQ(this=call("size", packs.copy()), expression=_node(0))
    return call("if", nothing, exp.Null(), found)


def _sorted(packs: exp.Expr, keys: Sequence[exp.Ordered]) -> exp.Expr:
    """Packs in their order; nulls come last, as everywhere in DuckDB."""
    if not keys:
        return packs
    ifs = []
    for place, key in enumerate(keys):
        one, other = (_key(side, place) for side in ("l", "r"))
        first = 1 if key.args.get("desc") else -1
        for when, order in (
            (exp.and_(_missing(one), _missing(other).not_()), 1),
            (exp.and_(_missing(other), _missing(one).not_()), -1),
            (exp.LT(this=one, expression=other), first),
            (exp.GT(this=one.copy(), expression=other.copy()), -first),
        ):
            ifs.append(exp.If(this=when, true=_node(order)))
    names = [exp.to_identifier("l"), exp.to_identifier("r")]
    compared = exp.Lambda(this=exp.Case(ifs=ifs, default=_node(0)), expressions=names)
    return call("array_sort", packs, compared)


def _key(side: str, place: int) -> exp.Dot:
    return exp.Dot(this=exp.to_identifier(side), expression=exp.to_identifier(f"k{place}"))


def _missing(value: exp.Expr) -> exp.Is:
    return exp.Is(this=value.copy(), expression=exp.Null())


def made_window(node: exp.Window) -> exp.Expr | None:
    """A list or a quantile of a window's frame; None for everything Spark has a window for."""
    inner, when = node.this, None
    if isinstance(inner, exp.Filter):
        inner, when = inner.this, inner.expression.this
    if isinstance(inner, exp.RowNumber) and not (node.args.get("order") or node.alias):
        return call("monotonically_increasing_id")  # in no order, so any number of its own
    if isinstance(inner, exp.ArrayAgg):
        packs, keys = _packed(inner.this, when)
        return _unpacked(_there(_over(node, packs)), keys)
    if isinstance(inner, exp.Count) and isinstance(inner.this, exp.Distinct):
        one = inner.this.expressions[0].copy()
        return call("size", _there(_over(node, call("collect_set", one))))
    if isinstance(inner, exp.Median | exp.PercentileCont | exp.PercentileDisc):
        values = call("array_sort", _there(_over(node, call("collect_list", inner.this.copy()))))
        # Bound once to a name, since it is looked at several times.
        body = _shares(inner, "a")
        return call("element_at", call("transform", call("array", values), function("a", body)), 1)
    return None


def _there(listed: exp.Expr) -> exp.Expr:
    """A window's list without nulls, which Spark never takes in and Sail does."""
    one = exp.Is(this=exp.to_identifier("one"), expression=exp.Null()).not_()
    return call("filter", listed, function("one", one))


def _over(node: exp.Window, what: exp.Expr) -> exp.Window:
    window = node.copy()
    window.set("this", what)
    return window


def _shares(node: exp.Expr, name: str) -> exp.Expr:
    """The quantiles that are asked for, of a sorted list that has a name."""
    if isinstance(node, exp.Median):
        return _continuous(name, "0.5")
    share = _discrete if isinstance(node, exp.PercentileDisc) else _continuous
    asked = node.expression
    if isinstance(asked, exp.Array):
        return call("array", *(share(name, one.sql("spark")) for one in asked.expressions))
    return share(name, asked.sql("spark"))


def _discrete(name: str, share: str) -> exp.Expr:
    """The first value with at least that share up to it."""
    place = f"greatest(1, cast(ceil({share} * size({name})) as int))"
    return parse_one(f"try_element_at({name}, {place})", read="spark")


def _continuous(name: str, share: str) -> exp.Expr:
    """The value at that share of the way from the first to the last, between two in proportion."""
    place = f"(cast({share} as double) * (size({name}) - 1))"
    low = f"cast(floor({place}) as int)"
    lower = f"try_element_at({name}, {low} + 1)"
    upper = f"coalesce(try_element_at({name}, {low} + 2), {lower})"
    found = f"{lower} + ({place} - {low}) * ({upper} - {lower})"
    return parse_one(f"if(size({name}) = 0, null, cast({found} as double))", read="spark")


def made_quantile(node: exp.Expr) -> exp.Expr | None:
    """A quantile of a group; one of the values themselves is of their type, which Spark forgets."""
    if isinstance(node.parent, exp.Window):
        return None
    kind = node.this.type if isinstance(node, exp.PercentileDisc) else None
    name = "percentile_disc" if isinstance(node, exp.PercentileDisc) else "percentile_cont"
    order = exp.Order(expressions=[exp.Ordered(this=node.this.copy())])
    found = exp.WithinGroup(this=call(name, node.expression.copy()), expression=order)
    if kind is None:
        return found
    several = isinstance(node.expression, exp.Array)
    return exp.cast(found, f"array<{kind.sql('spark')}>" if several else kind, dialect="spark")


def counted_bits(bits: exp.Expr) -> exp.Expr:
    """How many bits are set, of all or of the part that ``substr`` names; null of no bits."""
    if not (isinstance(bits, exp.Cast) and isinstance(bits.this, exp.Substring)):
        return call("size", bits)
    part = bits.this
    whole = part.this.this if isinstance(part.this, exp.Cast) else part.this
    first = exp.Sub(this=exp.paren(part.args["start"].copy()), expression=_node(1))
    behind = exp.Add(this=first.copy(), expression=exp.paren(part.args["length"].copy()))
    bit = exp.to_identifier("b")
    inside = exp.and_(
        exp.GTE(this=bit, expression=first), exp.LT(this=bit.copy(), expression=behind)
    )
    chosen = call("size", call("filter", whole.copy(), function("b", inside)))
    return case(_missing(whole).not_(), chosen)

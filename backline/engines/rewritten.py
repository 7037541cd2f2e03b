"""What DuckDB and Spark read differently, written so that Spark finds the same rows.

Each rule takes one node of a question whose columns and types are known, and gives the node that
means the same in Spark. Bit strings become sorted lists of the places of their bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp
from sqlglot.optimizer.simplify import simplify as _simplify  # noqa: F401

Rule = Callable[[exp.Expr], exp.Expr | None]


def call(name: str, *given: exp.Expr | str | int) -> exp.Anonymous:
    """A function of Spark's by its name."""
    return exp.Anonymous(this=name, expressions=[_node(one) for one in given])


def _node(one: exp.Expr | str | int) -> exp.Expr:
    if isinstance(one, exp.Expr):
        return one
    return exp.Literal.string(one) if isinstance(one, str) else exp.Literal.number(one)


def with_one_name_each(tree: exp.Expr) -> exp.Expr:
    """Give every named query a name of its own: Spark's are all at the top of a question."""
    seen: set[str] = set()
    given: dict[int, str] = {}
    for cte in tree.find_all(exp.CTE):
        name = cte.alias.lower()
        new, number = name, 1
        while new in seen:
            number += 1
            new = f"{name}_{number}"
        seen.add(new)
        given[id(cte)] = new
    for table in list(tree.find_all(exp.Table)):
        meant = _meant(table)
        if meant is None or given[id(meant)] == table.name.lower():
            continue
        alias = table.alias or table.name
        table.set("this", exp.to_identifier(given[id(meant)]))
        table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    for cte in list(tree.find_all(exp.CTE)):
        cte.set("materialized", None)  # the engine's own affair
        cte.args["alias"].set("this", exp.to_identifier(given[id(cte)]))
    return tree


def _meant(table: exp.Table) -> exp.CTE | None:
    """The named query that a table is: of those around it the nearest, and before it."""
    name, inside, node = table.name.lower(), None, table.parent
    while node is not None:
        if isinstance(node, exp.CTE):
            inside = node
        named = node.args.get("with_") if isinstance(node, exp.Query) else None
        for cte in named.expressions if named else ():
            if cte is inside:
                break
            if cte.alias.lower() == name:
                return cte
        node = node.parent
    return None


# --- before columns are known -------------------------------------------------------------------


def simplified(tree: exp.Expr) -> exp.Expr:
    """Rewrite what has to be before the columns are looked up."""
    for node in reversed(list(tree.walk())):
        new = _before(node)
        if new is not None and new is not node:
            if node is tree:
                tree = new
            else:
                node.replace(new)
    for union in list(tree.find_all(exp.Union)):
        if union.args.get("by_name"):
            pass
    return tree


def _before(node: exp.Expr) -> exp.Expr | None:
    if isinstance(node, exp.ArrayContains):
        return _contained(node.this, node.expression)
    if isinstance(node, exp.In) and (query := node.args.get("query")):
        listed = _unnested_list(query)
        if listed is not None:
            return _contained(listed, node.this)
    if isinstance(node, exp.Select):
        if (listed := _unnested_list(node, recursive=True)) is not None:
            return _as_values(listed)
        _asof(node)
        for join in node.args.get("joins") or ():
            kind = (join.kind or "").upper()
            if kind in ("SEMI", "ANTI"):
                join.set("side", "LEFT")
    if isinstance(node, exp.EQ):
        return _pairwise(node)
    return None


def _unnested_list(query: exp.Expr, *, recursive: bool = False) -> exp.Expr | None:
    """The list at hand whose items are all that a query selects; None where it is another query."""
    if isinstance(query, exp.Subquery):
        query = query.this
    if not isinstance(query, exp.Select) or query.args.get("from_") or len(query.expressions) != 1:
        return None
    only = query.expressions[0].unalias()
    if not isinstance(only, exp.Explode) or bool(only.expressions) != recursive:
        return None
    return only.this if isinstance(only.this, exp.Array | exp.Null) else None


def _contained(listed: exp.Expr, value: exp.Expr) -> exp.Expr | None:
    """Whether a value is in a list at hand, which Spark does not ask of an empty one."""
    if isinstance(listed, exp.Null):
        return exp.cast(exp.Null(), "boolean")
    if isinstance(listed, exp.Array):
        if not listed.expressions:
            return exp.false()
        return exp.In(this=value.copy(), expressions=[one.copy() for one in listed.expressions])
    return None


def _as_values(listed: exp.Expr) -> exp.Select:
    """Structs at hand as rows."""
    rows = [
        exp.select(*(exp.alias_(pair.expression.copy(), pair.this.name) for pair in one.expressions))
        for one in listed.expressions
    ]
    whole = rows[0]
    for row in rows[1:]:
        whole = exp.union(whole, row, distinct=False)
    return whole


def _pairwise(node: exp.EQ) -> exp.Expr | None:
    """Tuples are compared item by item: one engine finds no match where they are joined on."""
    left, right = node.this, node.expression
    if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
        pairs = zip(left.expressions, right.expressions, strict=True)
        return exp.paren(exp.and_(*(exp.EQ(this=a.copy(), expression=b.copy()) for a, b in pairs)))
    return None


def _asof(select: exp.Select) -> None:
    """The nearest row of another table as a join: of its rows each reaches to the next one."""
    for join in select.args.get("joins") or ():
        if (join.method or "").upper() != "ASOF":
            continue
        table = join.this
        name = table.alias_or_name
        equal, nearest = [], None
        for part in join.args["on"].flatten() if isinstance(join.args["on"], exp.And) else [join.args["on"]]:
            if isinstance(part, exp.GTE):
                nearest = part
            else:
                equal.append(part)
        later = nearest.this.table == name  # the other table's is the later one
        theirs = nearest.this if later else nearest.expression
        ours = nearest.expression if later else nearest.this
        keys = [side for part in equal for side in (part.this, part.expression) if side.table == name]
        beyond = exp.Window(
            this=exp.Lag(this=exp.column(theirs.name)) if later else exp.Lead(this=exp.column(theirs.name)),
            partition_by=[exp.column(key.name) for key in keys],
            order=exp.Order(expressions=[exp.Ordered(this=exp.column(theirs.name), nulls_first=False)]),
        )
        inner = table.this if isinstance(table, exp.Subquery) else exp.select("*").from_(table.copy())
        inner = exp.select("*", exp.alias_(beyond, "_beyond")).from_(exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("_one"))))
        table.replace(exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier(name))))
        limit = exp.column("_beyond", name)
        within = exp.GT(this=ours.copy(), expression=limit) if later else exp.LT(this=ours.copy(), expression=limit)
        join.set("method", None)
        join.set("on", exp.and_(join.args["on"], exp.paren(exp.or_(exp.Is(this=limit.copy(), expression=exp.Null()), within))))


_AGGREGATES = frozenset({"bitstring_agg"})


def _aggregates(node: exp.Expr) -> bool:
    """Whether a value is made of many rows."""
    for inner in node.walk(prune=lambda n: isinstance(n, exp.Window | exp.Query)):
        if isinstance(inner, exp.AggFunc) and not isinstance(inner.parent, exp.Window):
            return True
        if isinstance(inner, exp.Anonymous) and inner.name.lower() in _AGGREGATES:
            return True
    return False


def _without_qualify(select: exp.Select) -> None:
    """What is asked of windows, of a query around them."""
    qualify = select.args.get("qualify")
    if qualify is None:
        return
    select.set("qualify", None)
    names = [one.alias_or_name for one in select.expressions]
    asked = qualify.this
    beside: list[exp.Expr] = []

    def outside(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Window | exp.Column):
            beside.append(exp.alias_(node.copy(), f"_q{len(beside)}"))
            return exp.column(f"_q{len(beside) - 1}", "_all")
        return node

    asked = asked.transform(outside)
    inner = select.copy()
    inner.set("with_", None)
    order = inner.args.pop("order", None)
    limit = inner.args.pop("limit", None)
    inner.set("expressions", [*inner.expressions, *beside])
    whole = exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("_all")))
    for key in list(select.args):
        if key != "with_":
            select.set(key, None)
    select.set("expressions", [exp.alias_(exp.column(name, "_all"), name) for name in names])
    select.set("from_", exp.From(this=whole))
    select.set("where", exp.Where(this=asked))
    if order is not None:
        select.set("order", order.transform(lambda n: exp.column(n.name) if isinstance(n, exp.Column) else n))
    select.set("limit", limit)


def with_all_named(tree: exp.Expr) -> exp.Expr:
    """``group by all`` and ``order by all`` spelled out."""
    for node in list(tree.find_all(exp.Filter)):
        new = _filter(node)
        if new is not None:
            node.replace(new)
    for node in list(tree.find_all(exp.IgnoreNulls)):
        if isinstance(node.this, exp.AnyValue):
            node.replace(exp.Max(this=node.this.this))
    for select in list(tree.find_all(exp.Select)):
        _without_qualify(select)
    for select in tree.find_all(exp.Select):
        group, order = select.args.get("group"), select.args.get("order")
        if group is not None and group.args.get("all"):
            by = [
                one.unalias().copy()
                for one in select.expressions
                if not _aggregates(one) and any(True for _ in one.find_all(exp.Column))
            ]
            select.set("group", exp.Group(expressions=by) if by else None)
        if order is not None and [one.this.name.upper() for one in order.expressions] == ["ALL"]:
            by = [exp.Ordered(this=exp.column(one.alias_or_name), nulls_first=False) for one in select.expressions]
            select.set("order", exp.Order(expressions=by))
    return tree


# --- once columns and types are known -----------------------------------------------------------


def rewritten(tree: exp.Expr) -> exp.Expr:
    """Rewrite what Spark reads differently, the innermost first."""
    _align_unions(tree)
    _type_nulls(tree)
    for node in reversed(list(tree.walk(bfs=True))):
        new = _rewrite(node)
        if new is not None and new is not node:
            new.type = new.type or node.type
            if node is tree:
                tree = new
            else:
                node.replace(new)
    return tree


def _rewrite(node: exp.Expr) -> exp.Expr | None:
    rule = RULES.get(type(node))
    if rule is not None:
        return rule(node)
    return None


def _is(node: exp.Expr | None, *kinds: str) -> bool:
    return node is not None and node.type is not None and node.is_type(*kinds)


def _sub(node: exp.Sub) -> exp.Expr | None:
    left, right = node.this, node.expression
    if _is(left, "date") and _is(right, "date"):
        return _typed(call("datediff", left, right), "int")
    if _is(left, "date") and not isinstance(right, exp.Interval):
        return _typed(call("date_sub", left, _int(right)), "date")
    return None


def _add(node: exp.Add) -> exp.Expr | None:
    left, right = node.this, node.expression
    if _is(left, "date") and not isinstance(right, exp.Interval):
        return _typed(call("date_add", left, _int(right)), "date")
    return None


def _int(node: exp.Expr) -> exp.Expr:
    plain = isinstance(node, exp.Column | exp.Literal | exp.Cast)
    return node if plain and _is(node, "int") else exp.cast(exp.paren(node) if isinstance(node, exp.Binary) else node, "int")


def _typed(node: exp.Expr, kind: str) -> exp.Expr:
    node.type = kind
    return node


def _case(when: exp.Expr, then: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=when, true=then)])


def _arg_extreme(node: exp.Expr, condition: exp.Expr | None = None) -> exp.Expr:
    """Both pass over rows without the one to be compared; DuckDB also over those without the other."""
    name = "max_by" if isinstance(node, exp.ArgMax) else "min_by"
    value, by = node.this, node.expression
    struct = isinstance(value, exp.Struct) or value.name == "named_struct"
    needed = [] if struct else [exp.Is(this=value.copy(), expression=exp.Null()).not_()]
    if condition is not None:
        needed.append(exp.paren(condition.copy()))
    return call(name, value, _case(exp.and_(*needed), by) if needed else by)


def _filter(node: exp.Filter) -> exp.Expr | None:
    """A condition as a case: in a window Spark knows no filter."""
    what, when = node.this, node.expression.this
    if isinstance(what, exp.IgnoreNulls) and isinstance(what.this, exp.AnyValue):
        what = exp.Max(this=what.this.this)
    if isinstance(what, exp.ArgMax | exp.ArgMin):
        what.set("expression", _case(when, what.expression))
        return what
    if isinstance(what, exp.Anonymous) and what.name.lower() == "bitstring_agg":
        what.set("expressions", [_case(when, what.expressions[0])])
        return what
    if isinstance(what, exp.Count):
        inner = what.this
        if isinstance(inner, exp.Distinct):
            what.this.set("expressions", [_case(when.copy(), one) for one in inner.expressions])
        else:
            one = exp.Literal.number(1) if isinstance(inner, exp.Star) else inner
            what.set("this", _case(when, one))
        return what
    if isinstance(what, exp.Sum | exp.Min | exp.Max | exp.Avg | exp.LogicalOr | exp.LogicalAnd | exp.Median):
        what.set("this", _case(when, what.this))
        return what
    return None


def _list(node: exp.ArrayAgg, when: exp.Expr | None = None) -> exp.Expr:
    """A list of values, the missing ones too, in its order; null where there is none."""
    value, order, distinct = node.this, None, False
    if isinstance(value, exp.Order):
        value, order = value.this, value
    if isinstance(value, exp.Distinct):
        value, distinct = value.expressions[0], True
    keys = order.expressions if order else []
    pairs = [(f"k{place}", key.this) for place, key in enumerate(keys)] + [("v", value)]
    packed: exp.Expr = call("named_struct", *(part for name, it in pairs for part in (name, it.copy())))
    if when is not None:
        packed = _case(when.copy(), packed)
    gathered: exp.Expr = call("collect_set" if distinct else "collect_list", packed)
    return gathered, keys  # type: ignore[return-value]


def _unpacked(gathered: exp.Expr, keys: Sequence[exp.Ordered]) -> exp.Expr:
    gathered = _sorted(gathered, keys)
    lifted = call("transform", gathered, _lambda("s", exp.Dot(this=exp.to_identifier("s"), expression=exp.to_identifier("v"))))
    # An empty list is one of no rows, which has no list.
    return call("if", exp.EQ(this=call("size", gathered.copy()), expression=exp.Literal.number(0)), exp.Null(), lifted)


def _lambda(name: str, body: exp.Expr) -> exp.Lambda:
    return exp.Lambda(this=body, expressions=[exp.to_identifier(name)])


def _sorted(gathered: exp.Expr, keys: Sequence[exp.Ordered]) -> exp.Expr:
    if not keys:
        return gathered
    if all(not key.args.get("desc") for key in keys):
        return call("array_sort", gathered)
    if all(key.args.get("desc") for key in keys):
        return call("reverse", call("array_sort", gathered))
    ifs = []
    for place, key in enumerate(keys):
        a, b = (exp.Dot(this=exp.to_identifier(side), expression=exp.to_identifier(f"k{place}")) for side in "lr")
        less, more = (1, -1) if key.args.get("desc") else (-1, 1)
        null = exp.Null()
        ifs.append(exp.If(this=exp.and_(exp.Is(this=a.copy(), expression=null.copy()), exp.Is(this=b.copy(), expression=null.copy()).not_()), true=_node(1)))
        ifs.append(exp.If(this=exp.and_(exp.Is(this=b.copy(), expression=null.copy()), exp.Is(this=a.copy(), expression=null.copy()).not_()), true=_node(-1)))
        ifs.append(exp.If(this=exp.LT(this=a.copy(), expression=b.copy()), true=_node(less)))
        ifs.append(exp.If(this=exp.GT(this=a.copy(), expression=b.copy()), true=_node(more)))
    compare = exp.Lambda(this=exp.Case(ifs=ifs, default=_node(0)), expressions=[exp.to_identifier("l"), exp.to_identifier("r")])
    return call("array_sort", gathered, compare)


def _gathered(node: exp.Expr) -> exp.Expr | None:
    """Lists, with the condition and the window around them."""
    parent = node.parent
    if isinstance(parent, exp.Filter) or (isinstance(parent, exp.Window) and parent.this is node):
        return None  # dealt with there
    return _unpacked(*_list(node))


def _text_list(node: exp.GroupConcat, when: exp.Expr | None = None) -> exp.Expr:
    value, order, distinct = node.this, None, False
    if isinstance(value, exp.Order):
        value, order = value.this, value
    if isinstance(value, exp.Distinct):
        value, distinct = value.expressions[0], True
    keys = order.expressions if order else []
    packed: exp.Expr = call("named_struct", *(part for place, key in enumerate(keys) for part in (f"k{place}", key.this.copy())), "v", value.copy())
    there = exp.Is(this=value.copy(), expression=exp.Null()).not_()
    packed = _case(exp.and_(there, exp.paren(when.copy())) if when is not None else there, packed)
    gathered = _sorted(call("collect_set" if distinct else "collect_list", packed), keys)
    lifted = call("transform", gathered, _lambda("s", exp.Dot(this=exp.to_identifier("s"), expression=exp.to_identifier("v"))))
    joined = call("array_join", lifted, node.args["separator"].copy())
    return call("if", exp.EQ(this=call("size", gathered.copy()), expression=exp.Literal.number(0)), exp.Null(), joined)


def _bracket(node: exp.Bracket) -> exp.Expr | None:
    (place,) = node.expressions
    if isinstance(place, exp.Slice):
        first = place.this or exp.Literal.number(1)
        return call("slice", node.this, first, place.expression)
    if isinstance(place, exp.Neg):
        return call("try_element_at", node.this, -(int(place.this.name) - 1))
    return call("try_element_at", node.this, int(place.name) + 1)


def _struct(node: exp.Struct) -> exp.Expr:
    parts: list[exp.Expr | str] = []
    for one in node.expressions:
        if isinstance(one, exp.PropertyEQ):
            parts += [one.this.name, one.expression]
        else:
            parts += [one.alias_or_name, one.unalias()]
    return call("named_struct", *parts)


def _div(node: exp.Div) -> exp.Expr | None:
    """DuckDB divides in floating point whatever the two are."""
    for side in (node.this, node.expression):
        if not _is(side, "double", "int"):
            side.replace(exp.cast(exp.paren(side.copy()) if isinstance(side, exp.Binary) else side.copy(), "double"))
    return None


def _length(node: exp.Length) -> exp.Expr | None:
    inner = node.this
    if _is(inner, "array", "list") or (isinstance(inner, exp.Anonymous) and inner.name in ("filter",)) or isinstance(inner, exp.ArrayFilter):
        return call("size", inner)
    return None


def _anonymous(node: exp.Anonymous) -> exp.Expr | None:
    name = node.name.lower()
    given = node.expressions
    if name == "bitstring_agg":
        return call("collect_set", given[0])
    if name == "bit_count":
        return _bit_count(given[0])
    if name == "list_unique":
        return call("size", call("array_distinct", given[0]))
    if name == "epoch_us" or name == "make_timestamp":
        return given[0]
    if name == "list_has_all":
        missing = call("size", call("array_except", given[1], given[0]))
        return exp.paren(exp.EQ(this=missing, expression=_node(0)))
    return None


def _bit_count(bits: exp.Expr) -> exp.Expr:
    """How many bits are set, of all or of a part of them."""
    if isinstance(bits, exp.Cast) and isinstance(bits.this, exp.Substring):
        part = bits.this
        whole = part.this.this if isinstance(part.this, exp.Cast) else part.this
        start, length = part.args["start"], part.args["length"]
        first = exp.Sub(this=exp.paren(start.copy()), expression=_node(1))
        bit = exp.to_identifier("b")
        inside = exp.and_(
            exp.GTE(this=bit, expression=first),
            exp.LT(this=bit.copy(), expression=exp.Add(this=first.copy(), expression=exp.paren(length.copy()))),
        )
        chosen = call("size", call("filter", whole.copy(), _lambda("b", inside)))
        return _case(exp.Is(this=whole.copy(), expression=exp.Null()).not_(), chosen)
    return call("size", bits)


def _bit_length(node: exp.BitLength) -> exp.Expr:
    return exp.paren(exp.Add(this=call("coalesce", call("array_max", node.this), -1), expression=_node(1)))


def _get_bit(node: exp.Expr) -> exp.Expr:
    return exp.cast(call("array_contains", node.this, node.expression), "int")


def _bit_or(node: exp.BitwiseOrAgg) -> exp.Expr:
    return call("array_distinct", call("flatten", call("collect_list", node.this)))


def _log(node: exp.Log) -> exp.Expr | None:
    if node.expression is not None and node.this.name == "10":
        return call("log10", node.expression)
    return call("log10", node.this)


def _format(node: exp.Format) -> exp.Expr:
    before, after = node.this.name.split("{:,}")
    return call("concat", before, call("format_number", node.expressions[0], 0), after)


def _weekday(node: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Add(this=call("weekday", node.this), expression=_node(1)))


def _days_since_epoch(node: exp.IntDiv) -> exp.Expr | None:
    left = node.this
    if isinstance(left, exp.UnixToTime) and _is(left.this, "date"):
        return call("unix_date", left.this)
    return None


def _series(node: exp.GenerateSeries) -> exp.Expr:
    """Spark counts backwards where the end is before the start; DuckDB then has nothing."""
    start, end, step = node.args["start"], node.args["end"], node.args.get("step")
    steps = [step] if step is not None else [_node(1)]
    counted = call("sequence", start, end, *steps)
    return call("if", exp.GT(this=start.copy(), expression=end.copy()), call("slice", call("sequence", start.copy(), start.copy(), *(s.copy() for s in steps)), 1, 0), counted)


def _window(node: exp.Window) -> exp.Expr | None:
    inner = node.this
    when = None
    if isinstance(inner, exp.Filter):
        when, inner = inner.expression.this, inner.this
    if isinstance(inner, exp.RowNumber) and not (node.args.get("order") or node.alias):
        return call("monotonically_increasing_id")  # a number of its own for each row
    if isinstance(inner, exp.ArrayAgg):
        gathered, keys = _list(inner, when)
        node.set("this", gathered)
        holder = exp.Paren(this=exp.Null())
        node.replace(holder)
        new = _unpacked(node, keys)
        holder.replace(new)
        return None
    if isinstance(inner, exp.PercentileCont | exp.Median | exp.PercentileDisc):
        return _framed_quantile(node, inner)
    return None


def _framed_quantile(node: exp.Window, inner: exp.Expr) -> exp.Expr | None:
    """A quantile of a frame, which Spark has none of, from the frame's sorted values."""
    value = inner.this
    gathered = node.copy()
    gathered.set("this", call("collect_list", value.copy()))
    gathered = call("array_sort", gathered)
    if isinstance(inner, exp.Median):
        asked: exp.Expr = exp.Literal.number("0.5")
    else:
        asked = inner.expression
    disc = isinstance(inner, exp.PercentileDisc)
    listed = asked.expressions if isinstance(asked, exp.Array) else [asked]
    found = [_quantile("a", one, disc=disc) for one in listed]
    body = call("array", *found) if isinstance(asked, exp.Array) else found[0]
    # Bound once, since the frame's values are looked at several times.
    return call("element_at", call("transform", call("array", gathered), _lambda("a", body)), 1)


def _quantile(name: str, share: exp.Expr, *, disc: bool) -> exp.Expr:
    text = share.sql("spark")
    if disc:
        sql = f"try_element_at({name}, greatest(1, cast(ceil({text} * size({name})) as int)))"
    else:
        low = f"cast(floor(cast({text} as double) * (size({name}) - 1)) as int)"
        rest = f"(cast({text} as double) * (size({name}) - 1) - {low})"
        sql = (
            f"if(size({name}) = 0, null, try_element_at({name}, {low} + 1) + "
            f"{rest} * (coalesce(try_element_at({name}, {low} + 2), 0) - try_element_at({name}, {low} + 1)) "
            f")"
        )
    from sqlglot import parse_one

    return parse_one(sql, read="spark")


def _percentile(node: exp.Expr) -> exp.Expr | None:
    if isinstance(node.parent, exp.Window):
        return None
    name = "percentile_cont" if isinstance(node, exp.PercentileCont) else "percentile_disc"
    order = exp.Order(expressions=[exp.Ordered(this=node.this.copy())])
    return exp.WithinGroup(this=call(name, node.expression.copy()), expression=order)


def _null(node: exp.Alias) -> exp.Expr | None:
    """A null on its own has no type that a table could have."""
    if isinstance(node.this, exp.Null):
        node.set("this", exp.cast(exp.Null(), "string"))
    return None


def _tuple(node: exp.Tuple) -> exp.Expr | None:
    if isinstance(node.parent, exp.Distinct | exp.Ordered):
        return call("struct", *node.expressions)
    return None


def _filter_any(node: exp.Filter) -> exp.Expr | None:
    inner, when = node.this, node.expression.this
    if isinstance(inner, exp.ArrayAgg):
        if isinstance(node.parent, exp.Window):
            return None
        return _unpacked(*_list(inner, when))
    if isinstance(inner, exp.GroupConcat):
        return _text_list(inner, when)
    return None


def _group_concat(node: exp.GroupConcat) -> exp.Expr | None:
    return None if isinstance(node.parent, exp.Filter) else _text_list(node)


def _cast(node: exp.Cast) -> exp.Expr | None:
    if isinstance(node.this, exp.GenerateSeries | exp.Explode):
        return node.this  # Spark counts in the type of the ends
    if node.is_type("hugeint", "int128"):
        node.set("to", exp.DataType.build("decimal(38,0)"))
    return None


def _align_unions(tree: exp.Expr) -> None:
    """The columns of both sides of a union by name in one order."""
    for union in tree.find_all(exp.Union):
        if not union.args.get("by_name"):
            continue
        union.set("by_name", False)
        sides = [union.this, union.expression]
        names: list[str] = []
        for side in sides:
            names += [n for n in side.named_selects if n not in names]
        for side in sides:
            while isinstance(side, exp.Subquery):
                side = side.this
            if isinstance(side, exp.Union):
                if list(side.named_selects) != names:
                    raise ValueError("union of unions by name")
                continue
            known = {one.alias_or_name: one for one in side.expressions}
            side.set("expressions", [known.get(n) or exp.alias_(exp.Null(), n) for n in names])


def _type_nulls(tree: exp.Expr) -> None:
    """A null of one side of a union with the type of the other side's column."""
    for union in tree.find_all(exp.Union):
        sides = [_first_select(side) for side in (union.this, union.expression)]
        for ours, theirs in (sides, sides[::-1]):
            for one, other in zip(ours.expressions, theirs.expressions, strict=True):
                value, kind = one.unalias(), other.unalias().type
                if isinstance(value, exp.Null) and kind is not None and not kind.is_type("null", "unknown"):
                    value.replace(exp.cast(exp.Null(), kind))


def _first_select(side: exp.Expr) -> exp.Select:
    while not isinstance(side, exp.Select):
        side = side.this
    return side


def _overlaps(node: exp.ArrayOverlaps) -> exp.Expr:
    sides = []
    for side in (node.this, node.expression):
        empty = isinstance(side, exp.Array) and not side.expressions
        sides.append(exp.cast(side, "array<string>") if empty else side)
    return call("arrays_overlap", *sides)


RULES: dict[type, Rule] = {
    exp.Sub: _sub,
    exp.Add: _add,
    exp.ArgMax: _arg_extreme,
    exp.ArgMin: _arg_extreme,
    exp.Filter: _filter_any,
    exp.ArrayAgg: _gathered,
    exp.GroupConcat: _group_concat,
    exp.Bracket: _bracket,
    exp.Struct: _struct,
    exp.Div: _div,
    exp.Length: _length,
    exp.Anonymous: _anonymous,
    exp.BitLength: _bit_length,
    exp.Getbit: _get_bit,
    exp.BitwiseOrAgg: _bit_or,
    exp.Log: _log,
    exp.Format: _format,
    exp.DayOfWeekIso: _weekday,
    exp.IntDiv: _days_since_epoch,
    exp.GenerateSeries: _series,
    exp.Window: _window,
    exp.PercentileCont: _percentile,
    exp.PercentileDisc: _percentile,
    exp.Alias: _null,
    exp.ArrayOverlaps: _overlaps,
    exp.Tuple: _tuple,
    exp.Cast: _cast,
}

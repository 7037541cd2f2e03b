"""Shapes of a question that Spark has not, written as those it has.

Everything here can be done before the types of columns are known; what needs them stands in
:mod:`backline.engines.dialect_values`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp


def replaced(tree: exp.Expr, new: Callable[[exp.Expr], exp.Expr | None]) -> exp.Expr:
    """A question with nodes put in place of others, the innermost first.

    Args:
        tree: the question, which is changed.
        new: gives what is to stand for a node; None where it stays.
    """
    for node in reversed(list(tree.walk(bfs=True))):
        other = new(node)
        if other is None or other is node:
            continue
        other.type = other.type or node.type
        if node is tree:
            tree = other
        else:
            node.replace(other)
    return tree


def as_table(query: exp.Expr, name: str) -> exp.Subquery:
    """A query in parentheses, under a name."""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(name)))


def case(when: exp.Expr, then: exp.Expr) -> exp.Case:
    """A value where something is true, else null."""
    return exp.Case(ifs=[exp.If(this=when, true=then)])


def in_simple_shapes(tree: exp.Expr) -> exp.Expr:
    """Lists at hand, tuples and ``asof`` joins as what Spark reads."""
    return replaced(tree, _in_simple_shape)


def _in_simple_shape(node: exp.Expr) -> exp.Expr | None:
    if isinstance(node, exp.ArrayContains):
        return _is_among(node.this, node.expression)
    if isinstance(node, exp.In) and (query := node.args.get("query")):
        listed = _listed(query, recursive=False)
        return None if listed is None else _is_among(listed, node.this)
    if isinstance(node, exp.EQ):
        return _item_by_item(node)
    if isinstance(node, exp.Select):
        listed = _listed(node, recursive=True)
        if isinstance(listed, exp.Array) and listed.expressions:
            return _as_rows(listed.expressions)
        for join in node.args.get("joins") or ():
            if (join.method or "").upper() == "ASOF":
                _nearest(join)
    return None


def _listed(query: exp.Expr, *, recursive: bool) -> exp.Expr | None:
    """The list at hand whose items are all that a query selects; None for any other query."""
    select = query.this if isinstance(query, exp.Subquery) else query
    if not isinstance(select, exp.Select) or select.args.get("from_"):
        return None
    only = select.expressions[0].unalias()
    if not isinstance(only, exp.Explode) or bool(only.expressions) != recursive:
        return None
    return only.this if isinstance(only.this, exp.Array | exp.Null) else None


def _is_among(listed: exp.Expr, value: exp.Expr) -> exp.Expr | None:
    """Whether a value is in a list at hand; Spark cannot ask that of an empty one."""
    if isinstance(listed, exp.Null):
        return exp.cast(exp.Null(), "boolean")
    if not isinstance(listed, exp.Array):
        return None
    if not listed.expressions:
        return exp.false()
    return exp.In(this=value.copy(), expressions=[one.copy() for one in listed.expressions])


def _as_rows(structs: Sequence[exp.Expr]) -> exp.Query:
    """Structs at hand as rows."""
    names = [pair.this.name for pair in structs[0].expressions]
    rows = [[pair.expression.copy() for pair in one.expressions] for one in structs]
    columns = [exp.to_identifier(name) for name in names]
    alias = exp.TableAlias(this=exp.to_identifier("_rows"), columns=columns)
    tuples = [exp.Tuple(expressions=row) for row in rows]
    return exp.select(*names).from_(exp.Values(expressions=tuples, alias=alias))


def _item_by_item(node: exp.EQ) -> exp.Expr | None:
    """Tuples are compared item by item: one engine finds no match where they are joined on."""
    left, right = node.this, node.expression
    if not (isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple)):
        return None
    pairs = zip(left.expressions, right.expressions, strict=True)
    return exp.paren(exp.and_(*(exp.EQ(this=a.copy(), expression=b.copy()) for a, b in pairs)))


def _nearest(join: exp.Join) -> None:
    """The nearest row of another table as a plain join.

    Each of its rows reaches as far as the next one of its kind, so that a row meets one of them.
    """
    table, condition = join.this, join.args["on"]
    name = table.alias_or_name
    parts = list(condition.flatten()) if isinstance(condition, exp.And) else [condition]
    (order,) = (part for part in parts if isinstance(part, exp.GTE))
    later = order.this.table == name  # the other table's row is the later one
    theirs, ours = (order.this, order.expression) if later else (order.expression, order.this)
    sides = (side for part in parts if part is not order for side in (part.this, part.expression))
    column = exp.column(theirs.name)
    reach = exp.Window(
        this=exp.Lag(this=column) if later else exp.Lead(this=column.copy()),
        partition_by=[exp.column(side.name) for side in sides if side.table == name],
        order=exp.Order(expressions=[exp.Ordered(this=column.copy(), nulls_first=False)]),
    )
    rows = table.this if isinstance(table, exp.Subquery) else exp.select("*").from_(table.copy())
    wider = exp.select("*", exp.alias_(reach, "_reach")).from_(as_table(rows, "_one"))
    table.replace(as_table(wider, name))
    limit = exp.column("_reach", name)
    within = (exp.GT if later else exp.LT)(this=ours.copy(), expression=limit)
    last = exp.Is(this=limit.copy(), expression=exp.Null())
    join.set("method", None)
    join.set("on", exp.and_(condition, exp.paren(exp.or_(last, within))))


def spelled_out(tree: exp.Expr) -> exp.Expr:
    """A question whose columns are known without filters, ``qualify``, ``all`` and ``by name``."""
    for union in tree.find_all(exp.Union):
        _in_one_order(union)
    tree = replaced(tree, _any_value)
    tree = replaced(tree, _without_filter)
    for select in reversed(list(tree.find_all(exp.Select))):  # an outer one copies those within
        if select.args.get("qualify"):
            _ask_around(select)
    for select in tree.find_all(exp.Select):
        _name_all(select)
    return tree


def _in_one_order(union: exp.Union) -> None:
    """The columns of both sides of a union ``by name`` in one order, a missing one as null."""
    if not union.args.get("by_name"):
        return
    union.set("by_name", False)
    sides = [union.this, union.expression]
    names = list(dict.fromkeys(name for side in sides for name in side.named_selects))
    for side in sides:
        select = first_select(side)
        known = {one.alias_or_name: one for one in select.expressions}
        select.set("expressions", [known.get(n) or exp.alias_(exp.Null(), n) for n in names])


def first_select(side: exp.Expr) -> exp.Select:
    """The query that names the columns of one side of a union."""
    while not isinstance(side, exp.Select):
        side = side.this
    return side


def _any_value(node: exp.Expr) -> exp.Expr | None:
    """Any value of several is the largest: each engine then takes the same."""
    if isinstance(node, exp.IgnoreNulls) and isinstance(node.this, exp.AnyValue):
        return exp.Max(this=node.this.this)
    return None


_OF_ONE = (exp.Sum, exp.Min, exp.Max, exp.Avg, exp.LogicalOr, exp.LogicalAnd, exp.Median)


def _without_filter(node: exp.Expr) -> exp.Expr | None:
    """A condition on what is summed up as a case: in a window Spark knows no filter.

    Lists and texts keep theirs; see :mod:`backline.engines.dialect_lists`.
    """
    if not isinstance(node, exp.Filter):
        return None
    summed, when = node.this, node.expression.this
    if isinstance(summed, exp.ArgMax | exp.ArgMin):
        summed.set("expression", case(when, summed.expression))
    elif isinstance(summed, exp.Anonymous):
        summed.set("expressions", [case(when, summed.expressions[0]), *summed.expressions[1:]])
    elif isinstance(summed, exp.Count) and isinstance(summed.this, exp.Distinct):
        some = [case(when.copy(), one) for one in summed.this.expressions]
        summed.this.set("expressions", some)
    elif isinstance(summed, exp.Count):
        every = isinstance(summed.this, exp.Star)
        summed.set("this", case(when, exp.Literal.number(1) if every else summed.this))
    elif isinstance(summed, _OF_ONE):
        summed.set("this", case(when, summed.this))
    else:
        return None
    new: exp.Expr = summed
    return new


def _ask_around(select: exp.Select) -> None:
    """What is asked of windows with ``qualify``, asked by a query around them."""
    names = [one.alias_or_name for one in select.expressions]
    known = {one.unalias(): one.alias_or_name for one in select.expressions}
    beside: list[exp.Expr] = []

    def from_outside(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Window | exp.Column):
            return node
        if node in known:
            return exp.column(known[node], "_all")
        beside.append(exp.alias_(node.copy(), f"_asked_{len(beside)}"))
        return exp.column(beside[-1].alias, "_all")

    asked = select.args["qualify"].this.transform(from_outside)
    inner = select.copy()
    for key in ("qualify", "with_", "order", "limit"):
        inner.set(key, None)
    inner.set("expressions", [*inner.expressions, *beside])
    order = select.args.get("order")
    for key in set(select.args) - {"with_", "limit"}:
        select.set(key, None)
    select.set("expressions", [exp.alias_(exp.column(name, "_all"), name) for name in names])
    select.set("from_", exp.From(this=as_table(inner, "_all")))
    select.set("where", exp.Where(this=asked))
    if order is not None:
        by_name = order.transform(lambda n: exp.column(n.name) if isinstance(n, exp.Column) else n)
        select.set("order", by_name)


def _name_all(select: exp.Select) -> None:
    """``group by all`` and ``order by all`` spelled out."""
    group, order = select.args.get("group"), select.args.get("order")
    if group is not None and group.args.get("all"):
        plain = (one.unalias() for one in select.expressions if not _sums_up(one))
        by = [one.copy() for one in plain if one.find(exp.Column)]
        select.set("group", exp.Group(expressions=by) if by else None)
    if order is not None and [one.this.name.upper() for one in order.expressions] == ["ALL"]:
        names = [one.alias_or_name for one in select.expressions]
        keys = [exp.Ordered(this=exp.column(name), nulls_first=False) for name in names]
        select.set("order", exp.Order(expressions=keys))


def _sums_up(value: exp.Expr) -> bool:
    """Whether a value is made of many rows."""
    for node in value.walk(prune=lambda n: isinstance(n, exp.Window | exp.Query)):
        if isinstance(node, exp.Anonymous) and node.name.lower() == "bitstring_agg":
            return True
        if isinstance(node, exp.AggFunc) and not isinstance(node.parent, exp.Window):
            return True
    return False

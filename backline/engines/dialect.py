"""Questions in DuckDB's SQL, told in Spark's.

An answer that translates is not yet an answer that is right. What the two read differently is
rewritten in :mod:`backline.engines.dialect_shapes` and :mod:`backline.engines.dialect_values`, for
which the columns and types of every table are known. Values are put in as what they are, with their
types, and never as text to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

from sqlglot import exp, parse
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from backline.engines.dialect_names import read_again, under_another_name, with_names_of_its_own
from backline.engines.dialect_shapes import as_table, in_simple_shapes, spelled_out
from backline.engines.dialect_values import with_the_same_values
from backline.engines.engine import EngineError, Values, Variable
from backline.names import first_line

Columns = Mapping[str, str]
"""The columns of a table with their types, as Spark calls them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement in Spark's SQL.

    Attributes:
        query: whose rows it is about.
        makes: the table that it makes; empty for a plain query.
        passing: whether it is only for the statement after it, and may then be dropped.
    """

    query: str
    makes: str = ""
    passing: bool = False


class Dialect:
    """What is known of one session: its tables, its macros and its variables."""

    def __init__(self) -> None:
        self.tables: dict[str, Columns] = {}
        self.views: dict[str, exp.Expr] = {}
        self.variables: dict[str, Variable] = {}
        self._numbers = count()
        self._macros: dict[str, tuple[list[str], exp.Expr]] = {}

    def question(self, text: str, values: Values = None) -> Iterator[Step]:
        """A question as steps, the last of which has its rows; see :meth:`steps`.

        Raises:
            EngineError: it is none, or cannot be told in Spark's SQL.
        """
        last = None
        for last in self.steps(text, values):
            yield last
        if last is None or (last.makes and not last.passing):
            raise EngineError("a question is one query")

    def steps(self, text: str, values: Values = None) -> Iterator[Step]:
        """The statements of a text, each told when the one before it was run.

        Macros and views are kept for the statements that use them. What a statement reads several
        times is a step of its own before it, since Spark would find it anew each time.

        Raises:
            EngineError: one of them cannot be told in Spark's SQL.
        """
        try:
            for tree in parse(text, read="duckdb"):
                if tree is not None:
                    yield from self._steps(tree, values)
        except SqlglotError as error:
            raise EngineError(first_line(error)) from error

    def _steps(self, tree: exp.Expr, values: Values) -> Iterator[Step]:
        if isinstance(tree, exp.Create):
            kind = str(tree.args["kind"]).upper()
            if kind in ("FUNCTION", "MACRO"):
                names = [one.name.lower() for one in tree.this.expressions]
                self._macros[tree.this.this.name.lower()] = names, tree.expression
                return
            if kind == "VIEW":
                self.views[tree.this.name.lower()] = tree.expression
                return
            if kind == "TABLE" and tree.expression is not None:
                yield from self._query(
                    tree.expression, values, Step("", makes=tree.this.name.lower())
                )
                return
        if isinstance(tree, exp.Query) and tree.selects:
            yield from self._query(tree, values, Step(""))
        else:
            raise EngineError(f"{tree.key} is no statement of a question")

    def _query(self, tree: exp.Expr, values: Values, step: Step) -> Iterator[Step]:
        """One query, before it what it reads several times."""
        whole = self._prepared(tree, values)
        for cte in read_again(whole):
            name = f"{cte.alias}_{next(self._numbers)}"
            under_another_name(whole, cte, name)
            yield Step(self._told(cte.this), makes=name, passing=True)
        yield replace(step, query=self._told(whole))

    def _prepared(self, tree: exp.Expr, values: Values) -> exp.Expr:
        """A query with macros, views, variables and parameters as what they stand for."""
        return in_simple_shapes(self._whole(tree.copy(), values, count(1)))

    def _whole(self, tree: exp.Expr, values: Values, numbers: Iterator[int]) -> exp.Expr:
        """The same; a view reads what is there when it is asked, which Spark's do not."""
        tree = with_names_of_its_own(self._with_values(self._with_macros(tree), values), numbers)
        for table in list(tree.find_all(exp.Table)):
            view = self.views.get(table.name.lower())
            if view is not None:
                body = self._whole(view.copy(), None, numbers)
                table.replace(as_table(body, table.alias_or_name))
        return tree

    def _told(self, tree: exp.Expr) -> str:
        schema = MappingSchema(dict(self.tables), dialect="spark")
        known = qualify(
            tree,
            dialect="duckdb",
            schema=schema,
            quote_identifiers=False,
            validate_qualify_columns=False,
        )
        typed = annotate_types(spelled_out(known), schema, _TYPES)
        return with_the_same_values(typed).sql(
            dialect="spark",
            identify=True,
            comments=False,
            pretty=True,  # a cluster's pages show it to people
            unsupported_level=ErrorLevel.RAISE,
        )

    def _with_macros(self, tree: exp.Expr) -> exp.Expr:
        """The tables that macros stand for, in their place."""
        for table in list(tree.find_all(exp.Table)):
            call = table.this
            if not isinstance(call, exp.Anonymous) or call.name.lower() not in self._macros:
                continue
            names, body = self._macros[call.name.lower()]
            given = dict(zip(names, call.expressions, strict=True))
            body = self._with_macros(_with_arguments(body.copy(), given))
            table.replace(as_table(body, table.alias or call.name.lower()))
        return tree

    def _with_values(self, tree: exp.Expr, values: Values) -> exp.Expr:
        """The variables and parameters as what they are."""
        by_place = iter(values if isinstance(values, Sequence) else ())
        by_name = values if isinstance(values, Mapping) else {}

        def put(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Anonymous) and node.name.lower() == "getvariable":
                return _literal(self.variables.get(node.expressions[0].name))
            if isinstance(node, exp.Placeholder | exp.Parameter):
                name = node.name
                if name.isdigit() and isinstance(values, Sequence):
                    return _literal(values[int(name) - 1])
                if name in ("", "?"):
                    return _literal(next(by_place))
                if name not in by_name:
                    raise EngineError(f"there is no value for ${name}")
                return _literal(by_name[name])
            return node

        return tree.transform(put)


def _type_of_sub(types: Any, node: exp.Sub) -> exp.Sub:
    """Between two dates lies a number of days."""
    if node.left.is_type("date") and node.right.is_type("date"):
        types._set_type(node, exp.DType.INT)
        return node
    told: exp.Sub = _OF_SUB["annotator"](types, node)
    return told


def _type_of_element(types: Any, node: exp.ArrayMax) -> exp.ArrayMax:
    """The largest of a list is of the type of its items."""
    listed = node.this.type
    kind = listed.expressions[0] if listed and listed.expressions else exp.DType.UNKNOWN
    types._set_type(node, kind)
    return node


_OF_SUB = DuckDB.EXPRESSION_METADATA[exp.Sub]
_OF_THIS = {"annotator": lambda types, node: types._annotate_by_args(node, "this")}
_TYPES: Any = {
    **DuckDB.EXPRESSION_METADATA,
    exp.Sub: {"annotator": _type_of_sub},
    **{kind: _OF_THIS for kind in (exp.ArgMax, exp.ArgMin, exp.ArrayConcat, exp.Mode)},  # noqa: C420
    exp.ArrayMax: {"annotator": _type_of_element},
    exp.Median: {"returns": exp.DType.DOUBLE},
    exp.Getbit: {"returns": exp.DType.INT},
    exp.BitLength: {"returns": exp.DType.INT},
}
"""What sqlglot knows of the types of DuckDB's functions, and what it does not."""


def _with_arguments(body: exp.Expr, given: Mapping[str, exp.Expr]) -> exp.Expr:
    """The body of a macro with ``query_table(name)`` as the table that is meant."""
    for table in list(body.find_all(exp.Table)):
        call = table.this
        if not isinstance(call, exp.Anonymous):
            continue
        asked = [given.get(one.name.lower(), one).copy() for one in call.expressions]
        if call.name.lower() == "query_table":
            alias = table.args.get("alias")
            meant = exp.to_identifier(asked[0].name)
            table.replace(exp.Table(this=meant, alias=alias and alias.copy()))
        else:  # another macro, of the same table
            call.set("expressions", asked)
    return body


def _literal(value: Any) -> exp.Expr:
    """A value as a question has it, with its type.

    Raises:
        EngineError: it is none that a question may have.
    """
    if value is None:
        made: exp.Expr = exp.Null()
    elif isinstance(value, bool):
        made = exp.Boolean(this=value)
    elif isinstance(value, int | float):
        kind = "DOUBLE" if isinstance(value, float) else "INT" if abs(value) < 1 << 31 else "BIGINT"
        made = exp.cast(exp.Literal.number(repr(value)), kind)
    elif isinstance(value, date):
        made = exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    elif isinstance(value, str):
        made = exp.Literal.string(value)
    elif isinstance(value, Mapping):
        pairs = ((exp.to_identifier(name), _literal(one)) for name, one in value.items())
        made = exp.Struct(expressions=[exp.PropertyEQ(this=n, expression=v) for n, v in pairs])
    elif isinstance(value, Iterable):
        made = exp.Array(expressions=[_literal(one) for one in value])
    else:
        raise EngineError(f"{type(value).__name__} is no value of a question")
    return made

"""Questions in DuckDB's SQL, told in Spark's.

An answer that translates is not yet an answer that is right: what the two read differently is
rewritten by :mod:`backline.engines.rewritten`, which needs to know the columns and the types of
every table. Names and values are put in as what they are, never as text to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlglot import exp, parse
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from backline.engines.engine import EngineError, Values, Variable
from backline.engines.rewritten import rewritten, simplified, with_all_named, with_one_name_each
from backline.names import first_line

Columns = Mapping[str, str]
"""The columns of a table with their types, as Spark calls them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement in Spark's SQL.

    Attributes:
        query: whose rows it is about; empty where there are none.
        makes: the table or view that it makes; empty for a plain query.
        view: whether that is read anew each time.
        appends: whether the rows join those that are there.
        drops: the tables it lets go of.
    """

    query: str = ""
    makes: str = ""
    view: bool = False
    appends: bool = False
    drops: tuple[str, ...] = ()


class Dialect:
    """What is known of one session: its tables, its macros and its variables."""

    def __init__(self) -> None:
        self.tables: dict[str, Columns] = {}
        self.variables: dict[str, Variable] = {}
        self._macros: dict[str, tuple[list[str], exp.Expr]] = {}

    def query(self, text: str, values: Values = None) -> str:
        """One question in Spark's SQL.

        Raises:
            EngineError: it cannot be told so.
        """
        steps = list(self.steps(text, values))
        if len(steps) != 1 or steps[0].makes or not steps[0].query:
            raise EngineError("a question is one query")
        return steps[0].query

    def steps(self, text: str, values: Values = None) -> Iterator[Step]:
        """The statements of a text, each told when the one before it was run.

        Macros are kept for the statements that use them.

        Raises:
            EngineError: one of them cannot be told in Spark's SQL.
        """
        try:
            for tree in parse(text, read="duckdb"):
                step = tree and self._step(tree, values)
                if step:
                    yield step
        except SqlglotError as error:
            raise EngineError(first_line(error)) from error

    def _step(self, tree: exp.Expr, values: Values) -> Step | None:
        if isinstance(tree, exp.Create):
            kind = str(tree.args["kind"]).upper()
            if kind in ("FUNCTION", "MACRO"):
                self._macros[tree.this.this.name.lower()] = (
                    [one.name.lower() for one in tree.this.expressions],
                    tree.expression,
                )
                return None
            if kind in ("TABLE", "VIEW") and tree.expression is not None:
                told = self._told(tree.expression, values)
                return Step(told, makes=tree.this.name.lower(), view=kind == "VIEW")
        if isinstance(tree, exp.Insert):
            told = self._told(tree.expression, values)
            return Step(told, makes=tree.this.name.lower(), appends=True)
        if isinstance(tree, exp.Drop):
            return Step(drops=(tree.this.name.lower(),))
        if isinstance(tree, exp.Query):
            return Step(self._told(tree, values))
        raise EngineError(f"{tree.key} is no statement of a question")

    def _told(self, tree: exp.Expr, values: Values) -> str:
        tree = tree.copy()
        tree = self._with_macros(tree)
        tree = with_one_name_each(self._with_values(tree, values))
        tree = simplified(tree)
        schema = MappingSchema(dict(self.tables), dialect="spark")
        tree = qualify(
            tree,
            dialect="duckdb",
            schema=schema,
            quote_identifiers=False,
            validate_qualify_columns=False,
        )
        tree = annotate_types(with_all_named(tree), schema, _TYPES)
        return rewritten(tree).sql(dialect="spark", identify=True, comments=False)

    def _with_macros(self, tree: exp.Expr) -> exp.Expr:
        """The tables that macros stand for, in their place."""
        for table in list(tree.find_all(exp.Table)):
            call = table.this
            if not isinstance(call, exp.Anonymous) or call.name.lower() not in self._macros:
                continue
            names, body = self._macros[call.name.lower()]
            given = dict(zip(names, call.expressions, strict=True))
            body = self._with_macros(_with_arguments(body.copy(), given))
            alias = table.args.get("alias") or exp.TableAlias(
                this=exp.to_identifier(call.name.lower())
            )
            table.replace(exp.Subquery(this=body, alias=alias.copy()))
        return tree

    def _with_values(self, tree: exp.Expr, values: Values) -> exp.Expr:
        """The variables and parameters as what they are."""
        by_place = iter(values if isinstance(values, Sequence) else ())
        by_name = values if isinstance(values, Mapping) else {}

        def put(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Anonymous) and node.name.lower() == "getvariable":
                return literal(self.variables.get(node.expressions[0].name))
            if isinstance(node, exp.Placeholder | exp.Parameter):
                name = node.name
                if name.isdigit() and isinstance(values, Sequence):
                    return literal(values[int(name) - 1])
                if name and name not in by_name:
                    raise EngineError(f"there is no value for ${name}")
                return literal(by_name[name] if name else next(by_place))
            return node

        return tree.transform(put)


def _type_of_sub(types: Any, node: exp.Sub) -> exp.Sub:
    """Between two dates lies a number of days."""
    if node.left.is_type("date") and node.right.is_type("date"):
        types._set_type(node, exp.DType.INT)  # noqa: SLF001 (the one door there is)
        return node
    return _OF_SUB["annotator"](types, node)


_OF_SUB = DuckDB.EXPRESSION_METADATA[exp.Sub]
_TYPES = {
    **DuckDB.EXPRESSION_METADATA,
    exp.Sub: {"annotator": _type_of_sub},
    **dict.fromkeys(
        (exp.ArgMax, exp.ArgMin, exp.Mode),
        {"annotator": lambda types, node: types._annotate_by_args(node, "this")},  # noqa: SLF001
    ),
    exp.Median: {"returns": exp.DType.DOUBLE},
    **dict.fromkeys((exp.Getbit, exp.BitLength), {"returns": exp.DType.INT}),
}
"""What sqlglot knows of the types of DuckDB's functions, and what it does not."""


def _with_arguments(body: exp.Expr, given: Mapping[str, exp.Expr]) -> exp.Expr:
    """The body of a macro with ``query_table(name)`` as the table that is meant."""
    for table in list(body.find_all(exp.Table)):
        call = table.this
        if isinstance(call, exp.Anonymous) and call.name.lower() == "query_table":
            asked = call.expressions[0]
            name = given.get(asked.name.lower(), asked).name
            alias = table.args.get("alias")
            table.replace(exp.Table(this=exp.to_identifier(name), alias=alias and alias.copy()))
    return body


def literal(value: Any) -> exp.Expr:
    """A value as a question has it, with its type.

    Raises:
        EngineError: it is none that a question may have.
    """
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, int):
        kind = "INT" if abs(value) < 1 << 31 else "BIGINT"
        return exp.cast(exp.Literal.number(value), kind)
    if isinstance(value, float):
        return exp.cast(exp.Literal.number(repr(value)), "DOUBLE")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, Mapping):
        pairs = [exp.PropertyEQ(this=exp.to_identifier(k), expression=literal(v)) for k, v in value.items()]
        return exp.Struct(expressions=pairs)
    if isinstance(value, Sequence) or hasattr(value, "tolist"):
        items = value if isinstance(value, Sequence) else value.tolist()
        return exp.Array(expressions=[literal(one) for one in items])
    raise EngineError(f"{type(value).__name__} is no value of a question")

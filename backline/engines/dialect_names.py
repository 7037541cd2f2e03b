"""The named queries of a question: which table is which, and names that none shares.

Spark's named queries all stand at the top of a question, and what several read it finds several
times.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp


def with_names_of_its_own(tree: exp.Expr, numbers: Iterator[int]) -> exp.Expr:
    """Every named query with a name that no other has: Spark's are all at the top of a question."""
    given = {id(cte): f"{cte.alias.lower()}_{next(numbers)}" for cte in tree.find_all(exp.CTE)}
    for table in list(tree.find_all(exp.Table)):
        meant = _meant(table)
        if meant is not None:
            alias = exp.TableAlias(this=exp.to_identifier(table.alias or table.name))
            table.set("this", exp.to_identifier(given[id(meant)]))
            table.set("alias", alias)
    for cte in list(tree.find_all(exp.CTE)):
        cte.set("materialized", None)  # Spark decides that by itself
        cte.args["alias"].set("this", exp.to_identifier(given[id(cte)]))
    return tree


def _meant(table: exp.Table) -> exp.CTE | None:
    """The named query that a table is: of those around it the nearest, and before it."""
    inside: exp.Expr | None = None
    node = table.parent
    while node is not None:
        if isinstance(node, exp.CTE):
            inside = node
        named = node.args.get("with_") if isinstance(node, exp.Query) else None
        for cte in named.expressions if named else ():
            if cte is inside and not (named and named.args.get("recursive")):
                break
            if cte.alias.lower() == table.name.lower():
                found: exp.CTE = cte
                return found
        node = node.parent
    return None


def read_again(tree: exp.Expr) -> list[exp.CTE]:
    """The named queries that are read more than once, each before those that read it.

    Only such as read nothing that another one around them names.
    """
    inner_first = reversed(list(tree.find_all(exp.CTE, bfs=True)))
    return [cte for cte in inner_first if len(_readers(tree, cte)) > 1 and _stands_alone(cte)]


def _readers(tree: exp.Expr, cte: exp.CTE) -> list[exp.Table]:
    return [table for table in tree.find_all(exp.Table) if _meant(table) is cte]


def _stands_alone(cte: exp.CTE) -> bool:
    inside = {id(one) for one in cte.find_all(exp.CTE)} - {id(cte)}
    named = [meant for table in cte.find_all(exp.Table) if (meant := _meant(table)) is not None]
    return all(id(one) in inside for one in named)


def under_another_name(tree: exp.Expr, cte: exp.CTE, name: str) -> None:
    """Take a named query out of a question, whose tables then are the one of another name."""
    for table in _readers(tree, cte):
        table.set("alias", exp.TableAlias(this=exp.to_identifier(table.alias or table.name)))
        table.set("this", exp.to_identifier(name))
    named = cte.parent
    cte.pop()
    if named is not None and not named.expressions:
        named.pop()

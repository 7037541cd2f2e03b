"""Write the tables of docs/data.md anew from the code."""

from __future__ import annotations

from _run import PROJECT, entry, new_app, say

app = new_app(__doc__ or "")


@app.command()
def main() -> None:
    """Write the tables of docs/data.md anew from the code."""
    from backline.exports.describe import described

    path = PROJECT / "docs" / "data.md"
    before = path.read_text(encoding="utf-8")
    after = described(before)
    path.write_text(after, encoding="utf-8")
    say("docs/data.md " + ("was as the code has it." if after == before else "was changed."))


if __name__ == "__main__":
    entry(app)

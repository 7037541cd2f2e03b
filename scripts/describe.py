"""Write the tables of docs/data.md, campaigns.md, alerts.md and scale.md anew from the code."""

from __future__ import annotations

from _run import PROJECT, entry, new_app, say

app = new_app(__doc__ or "")


@app.command()
def main() -> None:
    """Write the tables of docs/data.md, campaigns.md, alerts.md and scale.md anew from the code."""
    from backline.campaigns.editing.describe import described as described_campaigns
    from backline.collecting.describe import described as described_quotas
    from backline.exports.describe import described
    from backline.unattended.alerts.describe import described as described_alerts

    for name, written in (
        ("data.md", described),
        ("campaigns.md", described_campaigns),
        ("alerts.md", described_alerts),
        ("scale.md", described_quotas),
    ):
        path = PROJECT / "docs" / name
        before = path.read_text(encoding="utf-8")
        after = written(before)
        path.write_text(after, encoding="utf-8")
        say(f"docs/{name} " + ("was as the code has it." if after == before else "was changed."))


if __name__ == "__main__":
    entry(app)

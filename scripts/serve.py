"""Show the pages of a root in a browser on this machine, with forms that save and commit."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from _run import PROJECT, Root, entry, new_app, say

from backline.errors import ConfigError

app = new_app(__doc__ or "")

HERE = "127.0.0.1"

ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 (what is refused)
"""Addresses that mean every one of the machine's."""


@app.command()
def main(
    root: Root = PROJECT,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")] = 8765,
    host: Annotated[
        str, typer.Option(help="Listen there; others on the network reach anything but 127.0.0.1.")
    ] = HERE,
) -> None:
    """Show the pages of a root in a browser on this machine, with forms that save and commit."""
    import asyncio

    from backline.store import Store

    if host in ANYWHERE:
        raise ConfigError(
            f"{host} is no address that a browser calls this machine by, so that nobody could be "
            "told from a stranger: name the one others use, such as --host 192.168.1.20."
        )
    Store(root).roster()  # so that a folder that is no root is said here and not in the browser
    try:
        asyncio.run(_serve(root, host, port))
    except KeyboardInterrupt:
        say("Stopped.")


async def _serve(root: Root, host: str, port: int) -> None:
    import asyncio
    import gc

    from aiohttp import web

    from web.server import LISTENING, make_app
    from web.site import Site

    # A page of many artists is made of a hundred thousand values that go when it is sent: to look
    # for what is unused after every few hundred of them would take a third of its time.
    gc.set_threshold(20_000)
    site = Site(root, [], environment=os.environ)
    runner = web.AppRunner(make_app(site), **LISTENING)
    await runner.setup()
    listening = web.TCPSite(runner, host, port)
    try:
        await listening.start()
    except OSError as error:
        raise ConfigError(
            f"Port {port} of {host} cannot be used ({error.strerror or error}); name another with "
            "--port, or 0 for any that is free."
        ) from None
    bound = runner.addresses[0][1]
    called = f"[{host}]" if ":" in host else host.lower()
    names = [HERE, "localhost"] if host == HERE else [called]
    site.origins = [f"http://{name}:{bound}" for name in names]
    say(f"The pages are at {site.origins[0]}/?token={site.token}")
    say("Whoever has this address may read and change everything. Ctrl-C stops it.")
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
        site.close()


if __name__ == "__main__":
    entry(app)

"""What an analysis asks of Soundcharts before it answers from what is stored.

Nothing here ends the script: whatever cannot be asked is said on standard error, one sentence each,
and the answer is made of what is there.
"""

from __future__ import annotations

from pathlib import Path

from _bar import progress_bar
from _run import credentials_of, endpoints_of, say_error, switched_on

from backline.analysis.audience.asked import Asked
from backline.errors import BacklineError


def ask_first(root: Path, asked: Asked, *, tracks: bool) -> None:
    """Have what is asked for from Soundcharts, as far as it is not stored and settled.

    Args:
        root: the label's folder, which keeps what comes.
        asked: the question; of its artists those of the roster are asked for.
        tracks: also their most streamed songs.
    """
    if switched_on(root, "OFFLINE"):
        return
    from backline.collecting.audience.asking import ask_service, request_of, without_keys
    from backline.store import Store

    request = request_of(asked, tracks=tracks)
    for sentence in request.said:
        say_error(sentence)
    if not request.has_any:
        return
    try:
        credentials, endpoints = credentials_of(root), endpoints_of(root)
    except BacklineError as error:
        say_error(f"Soundcharts was not asked. {error}")
        return
    if why := without_keys(credentials):
        say_error(why)
        return
    with progress_bar() as progress:
        told = ask_service(Store(root), credentials, endpoints, request, progress=progress)
    for sentence in told:
        say_error(sentence)

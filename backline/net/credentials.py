"""Keys for the platforms: fetched into memory, handed to sources, kept out of everything else."""

from __future__ import annotations

import base64
import codecs
import io
import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from dotenv import dotenv_values

from backline.errors import ConfigError
from backline.names import shown
from backline.net.key_worker import ask_worker

NAMES = (
    "SPOTIFY_CLIENT_ID",
    "SPOTIFY_CLIENT_SECRET",
    "YOUTUBE_API_KEY",
    "INSTAGRAM_ACCESS_TOKEN",
    "INSTAGRAM_BUSINESS_ACCOUNT_ID",
    "INSTAGRAM_API_VERSION",
    "DISCORD_BOT_TOKEN",
    "DISCORD_GUILD_ID",
    "CHARTMETRIC_REFRESH_TOKEN",
    "SOUNDCHARTS_APP_ID",
    "SOUNDCHARTS_API_KEY",
)
"""What the worker, the environment or a ``.env`` file can give."""

SETTINGS = (
    *NAMES,
    "DISCORD_CLIENT_ID",
    "WORKER_API_URL",
    "WORKER_API_KEY",
    "BACKLINE_SANDBOX_URL",
    "OFFLINE",
    "OUTPUT_DIR",
    "BACKLINE_BOT_STATE",
    "BACKLINE_LOG",
)
"""Every variable Backline reads for itself: each may stand in ``.env`` as in the environment.

What GitHub and git set for a workflow's steps is not among them.
"""

ALERT_PREFIX = "BACKLINE_ALERT_"
"""What the variables begin with that say where alerts go; the rest is the name of a rule."""

_ALERT_NAME = re.compile(rf"{ALERT_PREFIX}[A-Z0-9_]+", re.ASCII)
_ADDRESS_PARTS = re.compile(r"[/?&=:@,]+")
_SHORTEST_PART = 8
_WORDS = re.compile(r"[a-z.-]+")  # such as discord.com and webhooks, which are no secret

NOT_SECRET = (
    "DISCORD_GUILD_ID",
    "DISCORD_CLIENT_ID",
    "INSTAGRAM_BUSINESS_ACCOUNT_ID",
    "INSTAGRAM_API_VERSION",
)

_SHORTEST_SECRET = 4


def forms_of(secret: str) -> set[str]:
    """A secret in each form a client may print it: as it is, for an address, in JSON, in base64."""
    spelled = secret.encode("utf-8", "surrogatepass")  # an environment may hold any bytes
    forms = {secret, quote(spelled, safe=""), quote(spelled), json.dumps(secret)[1:-1]}
    forms |= {base64.b64encode(spelled).decode(), base64.urlsafe_b64encode(spelled).decode()}
    forms.update(secret.splitlines())
    return {form for form in forms if len(form) >= _SHORTEST_SECRET}


class Redactor:
    """Replaces every secret it knows, in each form a client may print it, with ``***``."""

    def __init__(self) -> None:
        self._forms: set[str] = set()
        self._lock = threading.Lock()

    def learn(self, secret: str) -> None:
        """Remember a secret: a key from outside, or a token a platform minted during the run."""
        if len(secret) < _SHORTEST_SECRET:
            return
        with self._lock:
            self._forms |= forms_of(secret)

    def learn_pair(self, user: str, password: str) -> None:
        """Remember the form two secrets take together in HTTP basic authentication."""
        self.learn(base64.b64encode(f"{user}:{password}".encode("utf-8", "surrogatepass")).decode())

    def clean(self, text: str) -> str:
        """The text without any known secret."""
        with self._lock:
            forms = sorted(self._forms, key=len, reverse=True)
        for form in forms:
            text = text.replace(form, "***")
        return text


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a key is from.

    Attributes:
        place: in a word or two.
        shown: what the credentials worker was shown for it; empty for every other place.
    """

    place: Literal["environment", ".env", "worker"]
    shown: str = ""


class Credentials:
    """The keys of one run, in memory only.

    Attributes:
        redactor: knows every secret among them.
        unavailable: why the worker's keys could not be had, or the empty string; the sources
            that miss a key then have failed rather than not been configured.
        by_worker: whether a credentials worker is set, so that a name it does not give may be one
            it gave before.
        origins: by name, where its value is from, as far as that is known.
    """

    def __init__(
        self,
        values: Mapping[str, str],
        unavailable: str = "",
        *,
        by_worker: bool = False,
        origins: Mapping[str, Origin] | None = None,
    ) -> None:
        self.by_worker = by_worker
        self.origins = dict(origins or {})
        self._values = {name: value for name, value in values.items() if value}
        self.unavailable = unavailable
        self.redactor = Redactor()
        for name, value in self._values.items():
            if name not in NOT_SECRET:
                for secret in secrets_in(name, value):
                    self.redactor.learn(secret)
        pair = [self._values.get(f"SPOTIFY_CLIENT_{part}", "") for part in ("ID", "SECRET")]
        if all(pair):
            self.redactor.learn_pair(pair[0], pair[1])

    def __repr__(self) -> str:
        return f"Credentials({', '.join(sorted(self._values))})"

    def get(self, name: str) -> str:
        """The value of a name, or the empty string."""
        return self._values.get(name, "")

    def missing(self, names: tuple[str, ...]) -> list[str]:
        """Those of ``names`` that have no value."""
        return [name for name in names if name not in self._values]


def alert_variable(rule: str) -> str:
    """The variable that says where the alerts of a rule go."""
    return f"{ALERT_PREFIX}{rule.upper()}"


def secrets_in(name: str, value: str) -> list[str]:
    """What of a variable's value must never be seen: all of it, and of addresses also the parts.

    An address of a web hook has its secrets between slashes, and errors may repeat those alone.
    """
    if not name.startswith(ALERT_PREFIX):
        return [value]
    addresses = value.split()
    parts = [part for one in addresses for part in _ADDRESS_PARTS.split(one)]
    long = [p for p in parts if len(p) >= _SHORTEST_PART and not _WORDS.fullmatch(p)]
    return list(dict.fromkeys([value, *addresses, *long]))


def load_settings(environment: Mapping[str, str], dotenv: Path | None = None) -> dict[str, str]:
    """The variables of :data:`SETTINGS` that are set: by the environment, else in ``.env``.

    Those that say where alerts go are among them, whatever rules they are of.

    A value means the same in both, whichever way it was pasted: white space around it and one
    pair of quotes are not part of it. A blank one is not set. The file may begin with a byte order
    mark, have any line ends and ``export`` before a name.

    Raises:
        ConfigError: the file is no text.
    """
    found = _dotenv(dotenv) if dotenv and dotenv.is_file() else {}
    alerts = sorted({n for n in (*found, *environment) if _ALERT_NAME.fullmatch(n)})
    known = (*SETTINGS, *alerts)
    found |= {name: value for name in known if (value := _plain(environment.get(name, "")))}
    return {name: found[name] for name in known if name in found}


_YES = {"true", "1", "yes", "on"}
_NO = {"false", "0", "no", "off", ""}


def switched_on(settings: Mapping[str, str], name: str) -> bool:
    """Whether a variable says yes.

    Args:
        settings: of :func:`load_settings`.
        name: the variable.

    Raises:
        ConfigError: it says neither yes nor no.
    """
    value = settings.get(name, "").lower()
    if value not in _YES | _NO:
        raise ConfigError(f"{name} must be true or false, not {shown(value, 40)!r}.")
    return value in _YES


def _dotenv(path: Path) -> dict[str, str]:
    try:
        content = path.read_bytes()
        # Notepad saves UTF-16 where it is told "Unicode".
        wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except OSError as error:
        raise ConfigError(
            f"{path.name} cannot be read ({error.strerror}): let this user read it."
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path.name} cannot be read as UTF-8 text; save it as such.") from None
    values = dotenv_values(stream=io.StringIO(text, newline=None), interpolate=False)
    plain = {name: _plain(value or "") for name, value in values.items()}
    return {name: value for name, value in plain.items() if value}


def _plain(value: str) -> str:
    value = value.strip().removeprefix("\ufeff").strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if quoted else value


def load_credentials(
    environment: Mapping[str, str],
    dotenv: Path | None = None,
    mask: Callable[[str], None] | None = None,
    names: Sequence[str] = NAMES,
    *,
    ask: bool = True,
) -> Credentials:
    """The keys from the environment, a ``.env`` file and the worker, the earlier winning.

    The worker is asked only where its address is set and a name is still missing.

    Args:
        environment: usually ``os.environ``.
        dotenv: a file of ``NAME=value`` lines, used where it exists.
        mask: called with every secret before anything else can be printed (Actions masks).
        names: what is wanted; nothing else is in memory.
        ask: whether the worker may be asked.

    Raises:
        WorkerError: the worker refuses the key, or answers something that is no set of
            credentials.
        ConfigError: the file is no text.

    A worker that is down is no error: ``unavailable`` says so.
    """
    own = load_settings(environment, dotenv)
    if mask and own.get("WORKER_API_KEY"):
        mask(own["WORKER_API_KEY"])
    given = {name: own[name] for name in names if name in own}
    origins = {name: _own_origin(name, environment) for name in given}
    unavailable, tokens = "", list[str]()
    if ask and own.get("WORKER_API_URL") and len(given) < len(names):
        key = own.get("WORKER_API_KEY", "")

        def learn(token: str) -> None:
            tokens.append(token)
            if mask:
                mask(token)

        found = ask_worker(own["WORKER_API_URL"], key, names, environment, learn)
        unavailable = found.unavailable
        given = {**found.values, **given}
        origins = {**dict.fromkeys(found.values, Origin("worker", found.shown)), **origins}
    if mask:
        for name, value in given.items():
            if name not in NOT_SECRET:
                for secret in secrets_in(name, value):
                    mask(secret)
    by_worker = bool(own.get("WORKER_API_URL"))
    credentials = Credentials(given, unavailable, by_worker=by_worker, origins=origins)
    for secret in (own.get("WORKER_API_KEY", ""), *tokens):
        credentials.redactor.learn(secret)
    return credentials


def _own_origin(name: str, environment: Mapping[str, str]) -> Origin:
    return Origin("environment" if _plain(environment.get(name, "")) else ".env")


def actions_mask(write: Callable[[str], object]) -> Callable[[str], None]:
    """A ``mask`` for GitHub Actions: writes ``::add-mask::`` for a secret in each of its forms."""

    def mask(secret: str) -> None:
        for line in sorted({secret, *forms_of(secret)}):
            if line.strip() and "\n" not in line:
                write(f"::add-mask::{line.replace('%', '%25').replace(chr(13), '%0D')}\n")

    return mask

"""Writing keys into ``.env``: the one file they may stand in, for its owner's eyes alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dotenv import set_key

from backline.errors import ConfigError, DataError


def keep_keys(path: Path, values: Mapping[str, str]) -> None:
    """Write values into an ``.env``, all of them or none; what else stands there stays.

    The file is its owner's alone (mode 600) from its first byte on.

    Args:
        path: the file, made where there is none.
        values: by variable; one that is there is replaced.

    Raises:
        ConfigError: git would commit the file.
        DataError: it cannot be written.
    """
    if would_be_committed(path):
        raise ConfigError(
            f"git would commit {path.name}, so no key was written: add a line {path.name} to "
            f".gitignore in {path.parent} and run: git rm --cached {path.name}."
        )
    try:
        # The folder's name is ignored by git as .env itself is, should a kill leave it behind.
        with tempfile.TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent) as folder:
            draft = Path(folder) / path.name
            draft.touch(mode=0o600)
            if path.exists():
                shutil.copyfile(path, draft)
            for name, value in values.items():
                set_key(draft, name, value, quote_mode="auto")
            draft.chmod(0o600)
            draft.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be written ({error}); it stays as it was.") from None


def would_be_committed(path: Path) -> bool:
    """Whether ``git add`` would take a file in, or has done so before."""
    git = shutil.which("git")
    if git is None:
        return False
    asked = subprocess.run(  # noqa: S603 (no shell, and nothing of other people's in it)
        [git, "-C", str(path.parent), "check-ignore", "--quiet", path.name],
        capture_output=True,
        check=False,
    )
    return asked.returncode == 1  # 0: ignored; 128: in no repository at all


def others_can_read(path: Path) -> bool:
    """Whether other users of this machine may read a file; on Windows its mode does not tell."""
    return os.name == "posix" and path.is_file() and bool(path.stat().st_mode & 0o077)

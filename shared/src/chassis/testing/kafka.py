"""A real Apache Kafka of one node, from Maven's jars: for tests, and for the split mode without containers.

`python -m chassis.testing.kafka [PORT]` (in the repository's folder) runs one until Ctrl-C, at Kafka's own port where
none is given: services that were started before find it again.
"""

import asyncio
import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chassis.testing.processes import HOST, bound_to_this_process, free_ports

READY_SECONDS = 60  # 3–5 s at first; about 15 s after a kill, until the controller has given up the old session
STOP_SECONDS = 30
OLDEST_JAVA = 17
OWN_PORT = 9092


class KafkaUnavailable(RuntimeError):
    """Java or Maven are missing, or the broker does not answer; the text says which."""


@dataclass
class Kafka:
    """One broker. The port stays the same over kills and restarts, so clients find it again.

    `folder` keeps data, properties and log. Where `given` is true somebody else runs the broker: it can be
    used, not killed.
    """

    bootstrap: str
    folder: Path
    jars: Path | None = None
    given: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        assert self.process is not None, "this broker was not started here"
        return self.process.pid

    async def start(self) -> None:
        """Starts the process and returns when an admin request is answered. Raises KafkaUnavailable."""
        self.process = self._launch()
        until = time.monotonic() + READY_SECONDS
        while not await _answers(self.bootstrap):
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise KafkaUnavailable(f"Kafka did not answer within {READY_SECONDS} s: {self._last_words()}")
            await asyncio.sleep(0.2)

    def kill(self) -> None:
        """SIGKILL: what the broker had not written is gone."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    async def restart(self) -> None:
        self.stop()
        await self.start()

    def _launch(self) -> subprocess.Popen[bytes]:
        log = (self.folder / "kafka.log").open("ab")
        with log:
            return subprocess.Popen(
                [
                    *bound_to_this_process(), "java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{self.jars}/*",
                    "kafka.Kafka", str(self.folder / "server.properties"),
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _last_words(self) -> str:
        log = self.folder / "kafka.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-10:]) if log.exists() else "no log"


def given() -> Kafka | None:
    """The broker that BATON_KAFKA_BOOTSTRAP names, if any."""
    bootstrap = os.environ.get("BATON_KAFKA_BOOTSTRAP")
    return Kafka(bootstrap, Path(), given=True) if bootstrap else None


def prepare(folder: Path, *, repository: Path, port: int | None = None) -> Kafka:
    """A formatted broker in `folder`, ready for `start`; data are kept. Raises KafkaUnavailable.

    `port` is a free one where none is given; one that is given has to be free.
    """
    _demand_java()
    free, controller = free_ports(2)
    chosen = free if port is None else _demand_free(port)
    return _node(folder, 1, port=chosen, controller=controller, cluster=_new_cluster(), repository=repository)


def prepare_cluster(folder: Path, *, repository: Path, brokers: int = 3) -> list[Kafka]:
    """Brokers of one cluster, to be started in this order; the first is its controller too."""
    _demand_java()
    cluster = _new_cluster()
    controller, *ports = free_ports(brokers + 1)
    return [
        _node(folder / f"node-{node}", node, port=port, controller=controller, cluster=cluster, repository=repository)
        for node, port in enumerate(ports, start=1)
    ]


def _node(folder: Path, node: int, *, port: int, controller: int, cluster: str, repository: Path) -> Kafka:
    jars, first = _jars(repository), node == 1
    listeners = [f"PLAINTEXT://{HOST}:{port}", *([f"CONTROLLER://{HOST}:{controller}"] if first else [])]
    values = {
        "roles": "broker,controller" if first else "broker",
        "node": str(node),
        "listeners": ",".join(listeners),
        "port": str(port),
        "controller": str(controller),
        "data": str(folder.resolve() / "data"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    properties = folder / "server.properties"
    properties.write_text((repository / "deploy/kafka/server.properties").read_text().format_map(values))
    if not (folder / "data/meta.properties").exists():
        quorum = "--standalone" if first else "--no-initial-controllers"
        _run(
            ["java", "-cp", f"{jars}/*", "kafka.tools.StorageTool", "format", quorum,
             "--cluster-id", cluster, "-c", str(properties)]
        )  # fmt: skip
    return Kafka(f"{HOST}:{port}", folder, jars=jars)


def _new_cluster() -> str:
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


def _jars(repository: Path) -> Path:
    pom = repository / "deploy/kafka/pom.xml"
    jars = repository / ".baton/kafka/libs"
    if not _current(jars, pom):
        if shutil.which("mvn") is None:
            raise KafkaUnavailable("Maven is missing: install the Debian package maven")
        new = jars.with_name(f"libs-{os.getpid()}")
        _run(
            ["mvn", "-B", "-q", "-f", str(pom), "dependency:copy-dependencies", "-DincludeScope=runtime",
             f"-DoutputDirectory={new.resolve()}"]
        )  # fmt: skip
        if not _current(jars, pom):  # another process may have been quicker, and its broker may be running on them
            shutil.rmtree(jars, ignore_errors=True)
            with suppress(OSError):
                new.rename(jars)
        shutil.rmtree(new, ignore_errors=True)
    return jars.resolve()


def _current(jars: Path, pom: Path) -> bool:
    return jars.is_dir() and jars.stat().st_mtime >= pom.stat().st_mtime


def _demand_free(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise KafkaUnavailable(
                f"{HOST}:{port} cannot be used: {error}. Is a broker running there already? Choose another port: "
                "make kafka PORT=…"
            ) from error
    return port


def _demand_java() -> None:
    if shutil.which("java") is None:
        raise KafkaUnavailable(f"Java is missing: install a Java {OLDEST_JAVA} or newer")
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr
    version = said.split('"')[1].split(".")[0]
    if int(version) < OLDEST_JAVA:
        raise KafkaUnavailable(f"Java {version} is too old: Kafka needs {OLDEST_JAVA} or newer")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        last_lines = "\n".join((done.stderr or done.stdout).splitlines()[-10:])
        raise KafkaUnavailable(f"{' '.join(command[:3])} …: {last_lines}")


async def _answers(bootstrap: str) -> bool:
    host, _, port = bootstrap.rpartition(":")
    with socket.socket() as probe:  # aiokafka complains aloud about every closed port
        if probe.connect_ex((host, int(port))) != 0:
            return False
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5000)
    try:
        await admin.start()
        return bool((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError):
        return False
    finally:
        with suppress(KafkaError, OSError):
            await admin.close()


async def _serve(port: int) -> None:
    repository = Path.cwd()
    kafka = prepare(repository / ".baton/kafka/broker", repository=repository, port=port)
    await kafka.start()
    print(f"BATON_KAFKA_BOOTSTRAP={kafka.bootstrap}", flush=True)  # noqa: T201 - the answer that the caller waits for
    ended = asyncio.Event()
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_, ended.set)
    await ended.wait()
    kafka.stop()


if __name__ == "__main__":
    try:
        asyncio.run(_serve(int(sys.argv[1]) if sys.argv[1:] else OWN_PORT))
    except KafkaUnavailable as unavailable:
        sys.exit(str(unavailable))

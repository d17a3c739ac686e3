"""What the figures were measured on. No name of a machine, no path."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from chassis.testing.kafka import Kafka

LIBRARIES = ("fastapi", "uvicorn", "uvloop", "sqlalchemy", "psycopg", "aiokafka")


def described(postgres: str, kafka: Kafka) -> Sequence[tuple[str, str]]:
    """What → which, for the page."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return [
        ("day", datetime.now(UTC).date().isoformat()),
        ("cores", f"{len(os.sched_getaffinity(0))} ({_processor()}), shared by everything that is measured"),
        ("load before", ", ".join(f"{load:.1f}" for load in os.getloadavg()) + " (1, 5, 15 minutes)"),
        ("memory", f"{memory:.0f} GiB"),
        ("system", f"{platform.system()} {platform.release().split('-')[0]}"),
        ("Python", platform.python_version()),
        ("libraries", ", ".join(f"{name} {version(name)}" for name in LIBRARIES)),
        ("PostgreSQL", f"{_postgres(postgres)}, embedded, durable commits"),
        ("Kafka", f"{_kafka(kafka)}, one node"),
    ]


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _postgres(url: str) -> str:
    engine = create_engine(make_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        found: str = connection.execute(text("SHOW server_version")).scalar_one()
    engine.dispose()
    return found.split(" ")[0]


def _kafka(kafka: Kafka) -> str:
    """From the name of the broker's own archive, kafka_<Scala>-<Kafka>.jar."""
    archives = sorted(kafka.jars.glob("kafka_*.jar")) if kafka.jars else []
    return archives[0].stem.rpartition("-")[2] if archives else "of BATON_KAFKA_BOOTSTRAP"

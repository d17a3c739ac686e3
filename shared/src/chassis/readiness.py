"""Whether a service can do its work: its database answers, and the schema is at this code's head or newer."""

from dataclasses import dataclass

import structlog
from sqlalchemy import text

from chassis import migrate
from chassis.db import Database
from chassis.service import Service
from chassis.waiting import within

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Readiness:
    """`schema` is the revision found; `why` says what is missing, empty where the service is ready."""

    database_up: bool
    schema: str | None = None
    why: str = ""

    @property
    def ready(self) -> bool:
        return not self.why


async def of(database: Database, service: Service, *, seconds: float) -> Readiness:
    """Asks the database, for at most so many seconds. Never raises: no answer is an answer."""
    try:
        revision = await within(seconds, _revision(database))
    except Exception:
        log.warning("not_ready", service=service.name, exc_info=True)
        return Readiness(database_up=False, why="the database does not answer")
    head = migrate.head_of(service)
    if revision != head and migrate.knows(service, revision):
        return Readiness(database_up=True, schema=revision, why=f"schema at {revision}, need {head}")
    return Readiness(database_up=True, schema=revision)


async def _revision(database: Database) -> str:
    async with database.open() as opened:
        revision: str = (await opened.connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
    return revision

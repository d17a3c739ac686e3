"""Brings one service's schema to head: roles, schema, grants, migrations, under one advisory lock."""

import importlib.resources
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from alembic import command, op
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Text, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from chassis import tables
from chassis.service import Service

LOCK = 7_301_001


@dataclass(frozen=True, slots=True)
class Prepared:
    """Where the service connects after its schema was prepared."""

    url: str
    role: str
    schema: str


def prepare(admin_url: str, service: Service, *, role_prefix: str, password: str | None = None) -> Prepared:
    """Creates what is missing and migrates to head; safe to run by several replicas at once.

    The migrations run as the schema's owner; the service's own role gets USAGE and DML only. Roles belong to the
    whole server, so their names carry the prefix. Raises sqlalchemy.exc.DBAPIError.
    """
    role, owner = f"{role_prefix}_{service.schema}", f"{role_prefix}_{service.schema}_owner"
    engine = create_engine(make_url(admin_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.connect() as connection:
        # before CREATE SCHEMA: its IF NOT EXISTS races
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        try:
            _create_roles(connection, service.schema, role=role, owner=owner, password=password)
            connection.commit()
            connection.execute(text(f'SET ROLE "{owner}"'))
            connection.execute(text(f'SET search_path = "{service.schema}"'))
            connection.execute(text("SELECT set_config('baton.service_role', :role, false)"), {"role": role})
            connection.commit()
            command.upgrade(_config(service, connection), "head")
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
            connection.commit()
    engine.dispose()
    address = make_url(admin_url).set(username=role, password=password)
    return Prepared(url=address.render_as_string(hide_password=False), role=role, schema=service.schema)


def _create_roles(connection: Connection, schema: str, *, role: str, owner: str, password: str | None) -> None:
    for name, login in ((owner, "NOLOGIN"), (role, "LOGIN")):
        exists = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name})
        if not exists:
            connection.execute(text(f'CREATE ROLE "{name}" {login}'))
    if password is not None:
        # a literal is all that this statement takes
        literal = password.replace("'", "''")
        connection.execute(text(f"ALTER ROLE \"{role}\" PASSWORD '{literal}'".replace(":", r"\:")))
    connection.execute(text(f'GRANT "{owner}" TO CURRENT_USER'))
    connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}" AUTHORIZATION "{owner}"'))
    connection.execute(text(f'GRANT USAGE ON SCHEMA "{schema}" TO "{role}"'))
    connection.execute(
        text(
            f'ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" IN SCHEMA "{schema}" '
            f'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}"'
        )
    )
    connection.execute(
        text(f'ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" IN SCHEMA "{schema}" GRANT USAGE ON SEQUENCES TO "{role}"')
    )


def _config(service: Service, connection: Connection | None = None) -> Config:
    package, folder = service.migrations.split(":")
    config = Config()
    config.set_main_option("script_location", f"{package}:{folder}")
    config.set_main_option("version_path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head_of(service: Service) -> str:
    """The newest migration that this code knows."""
    head = ScriptDirectory.from_config(_config(service)).get_current_head()
    if head is None:
        raise LookupError(f"{service.name} has no migrations")
    return head


def knows(service: Service, revision: str) -> bool:
    """Whether this code knows a revision; a database ahead of the code is newer, not behind."""
    script = ScriptDirectory.from_config(_config(service))
    return any(one.revision == revision for one in script.walk_revisions())


def run_env(*metadata: MetaData) -> None:
    """The whole of every service's migrations/env.py."""
    from alembic import context

    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=list(metadata),
        transaction_per_migration=True,
        include_name=lambda name, kind, parents: not (kind == "table" and name == "alembic_version"),
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def differences(admin_url: str, service: Service, *metadata: MetaData) -> list[Any]:
    """What the tables in the code have that the migrated schema has not, and the reverse; empty when they agree."""
    from alembic.autogenerate import compare_metadata

    with _connection_in(admin_url, service.schema) as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, parents: not (kind == "table" and name == "alembic_version"),
                "compare_type": True,
            },
        )
        return list(compare_metadata(context, list(metadata)))  # type: ignore[arg-type]  # works, as in env.py


@contextmanager
def _connection_in(admin_url: str, schema: str) -> Iterator[Connection]:
    engine = create_engine(make_url(admin_url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f'SET search_path = "{schema}"'))
        yield connection
        connection.rollback()
    engine.dispose()


def create_chassis_tables() -> None:
    """For the first migration of a service: the tables that every service has, guarded."""
    statements = importlib.resources.files("chassis").joinpath("tables_v1.sql").read_text("utf-8")
    op.execute(statements)
    guard(*tables.GUARDED)


def add_turns() -> None:
    """For a migration of every service: whose turn it is at the moment where a replay stands."""
    op.add_column("regions", Column("turn", Text))


def guard(*names: str) -> None:
    """Row-level security: a transaction sees and writes the rows of its own region only."""
    for name in names:
        op.execute(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY')
        op.execute(
            f'CREATE POLICY own_region ON "{name}" USING '
            f"(region = current_setting('baton.region', true) OR current_setting('baton.region', true) = '*')"
        )


def append_only(*names: str) -> None:
    """The service's own role may add rows and read them, and nothing else."""
    role = op.get_bind().scalar(text("SELECT current_setting('baton.service_role')"))
    for name in names:
        op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{name}" FROM "{role}"')

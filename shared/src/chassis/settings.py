"""Settings of one service process, from environment variables BATON_*. Read by the mains only."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BATON_", extra="ignore")

    database_url: str = Field(description="postgresql://… as the service's own role")
    admin_database_url: str | None = Field(
        default=None, description="as a role that may create schemas and roles; given: migrate at start"
    )
    role_prefix: str = Field(default="baton", pattern=r"^[a-z][a-z0-9_]{0,20}$")
    kafka_bootstrap: str | None = Field(default=None, description="host:port,…; absent only in one process")
    kafka_replicas: int = Field(default=1, ge=1, le=9, description="copies of each topic; 3 in production")
    kafka_prefix: str = Field(
        default="", pattern=r"^[a-z0-9.-]{0,40}$", description="before every topic and group, where a cluster is shared"
    )
    schema_base: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#]+[^\s?#/]$",
        description="where callers read the schemas of events, for example https://baton.example/schemas",
    )
    keys: Path = Field(default=Path(".baton/keys"), description="folder of the signing and verifying keys")
    upstreams: dict[str, str] = Field(
        default_factory=dict, description='JSON, service → base URL: {"scoring": "http://scoring:8000"}'
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    pool_size: int = Field(default=10, ge=2, le=100)
    max_body_bytes: int = Field(default=2_000_000, ge=1_000)
    max_large_body_bytes: int = Field(
        default=16_000_000, ge=1_000, description="where a service says that its paths take large bodies"
    )
    inbox_workers: int = Field(default=1, ge=1, le=16)
    inbox_pause_at: int = Field(default=20_000, ge=100, description="consumers pause above this many rows")
    max_attempts: int = Field(default=10, ge=1, le=100, description="then a row is dead until replayed or skipped")
    log_level: str = "INFO"

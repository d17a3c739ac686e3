"""Settings of the front door, from environment variables BATON_*. Read when a main builds the app."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_ISSUER = "urn:baton:development-issuer"


class GatewaySettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BATON_", extra="ignore")

    issuer: str = Field(default=DEVELOPMENT_ISSUER, description="the `iss` of user tokens")
    issuer_jwks: Path | None = Field(
        default=None, description="JWKS file of a real issuer; absent: the development issuer's key in BATON_KEYS"
    )
    rate_per_principal: str = Field(default="60000/minute", description="in the words of the library `limits`")
    rate_per_address: str = Field(default="120000/minute", description="counted before anybody is believed")
    upstream_seconds: float = Field(default=60.0, gt=0, description="how long a service may take for its answer")
    body_seconds: float = Field(default=30.0, gt=0, description="how long a caller may take for the body")
    stream_queue: int = Field(
        default=1000, ge=1, description="newest events of a region kept in memory; slower readers read the table"
    )
    stream_heartbeat_seconds: float = Field(default=15.0, gt=0)
    stream_poll_seconds: float = Field(default=0.2, gt=0, description="how often the log is looked at for readers")
    stream_seconds: float = Field(
        default=3600.0, gt=0, description="then a reader comes again and shows its token again"
    )
    most_streams: int = Field(default=200, ge=1)

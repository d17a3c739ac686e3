"""What the tables of this service are made of; every module of tables adds to one metadata."""

from sqlalchemy import Column, DateTime, MetaData, Text

metadata = MetaData()


def code(name: str = "code", *, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, Text(collation="C"), nullable=nullable, primary_key=primary_key)


def moment(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)

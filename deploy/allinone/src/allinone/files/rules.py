"""Rule files: monitoring rules as an assessment office writes them down (`docs/rules.md`)."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from allinone.files import documents
from contracts.indicators import RuleContent


class RuleFile(BaseModel):
    """One or more monitoring rules with the reason for which they are published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str = Field(min_length=1, max_length=1000, description="why they are published")
    rules: tuple[RuleContent, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_name_is_known(self) -> Self:
        codes = [rule.code for rule in self.rules]
        if len(set(codes)) != len(codes):
            raise ValueError(f"each rule needs a code of its own; given: {', '.join(codes)}")
        for rule in self.rules:
            _check_levels(rule)
        return self


def _check_levels(rule: RuleContent) -> None:
    """A level spelled differently in a band would never light up: said here, not found in June."""
    levels = [level.code for level in rule.levels]
    for checkpoint in rule.checkpoints:
        named = [band.level for band in checkpoint.bands]
        if named != levels[:-1]:
            raise ValueError(
                f"{rule.code}, checkpoint {checkpoint.day}: the bands are {', '.join(named) or 'none'}; "
                f"give one for each level but the best, worst first: {', '.join(levels[:-1])}"
            )


RULE_FILE = TypeAdapter(RuleFile)


def load(path: Path) -> RuleFile:
    """Reads a rule file. Raises FileRefused naming every place that is wrong."""
    return documents.load(path, RULE_FILE)

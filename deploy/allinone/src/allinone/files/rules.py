"""Rule files: monitoring rules as an assessment office writes them down (`docs/rules.md`)."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from allinone.failures import FindingsRefused
from allinone.files import documents
from allinone.files.lines import Lines
from contracts.indicators import RuleContent
from indicators.domain.checking.lights import findings
from indicators.domain.checking.texts import without_english


class RuleFile(BaseModel):
    """One or more monitoring rules with the reason for which they are published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str = Field(min_length=1, max_length=1000, description="why they are published")
    without_english: bool = Field(default=False, description="true: what has no English is published as it is")
    rules: tuple[RuleContent, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_code_each(self) -> Self:
        codes = [rule.code for rule in self.rules]
        if len(set(codes)) != len(codes):
            raise ValueError(f"each rule needs a code of its own; given: {', '.join(codes)} · 各规则的编码不得重复")
        return self


RULE_FILE = TypeAdapter(RuleFile)


def load(path: Path) -> RuleFile:
    """Reads a rule file. Raises FileRefused naming every place that is wrong."""
    return documents.load(path, RULE_FILE)


def check(path: Path, file: RuleFile, *, fiscal_year_start: str) -> None:
    """Raises FindingsRefused with everything that would keep the rules from being published, each with its line."""
    month, day = map(int, fiscal_year_start.split("-"))
    lines = Lines(path)
    found = [
        {**finding.as_value(), "at": at, "rule": rule.code, "file": str(path), "line": lines.of(at), "place": ""}
        for number, rule in enumerate(file.rules)
        for finding in [
            *findings(rule, fiscal_year_start=(month, day)),
            *(() if file.without_english else without_english(rule)),
        ]
        for at in [f"rules[{number}].{finding.at}"]
    ]
    if found:
        raise FindingsRefused(
            f"{path} cannot be published as it stands; nothing was sent.",
            "文件按现状不能发布，未发送任何内容。",
            findings=found,
        )

"""Pay that follows results: its parts with bounds, its spread, the steps of posts."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.canonical import AsSet
from contracts.envelope import SchemeLabels
from contracts.indicators import Frozen
from contracts.money import Money, Number, Percent
from contracts.scheme.basics import Bound, Code, Named, Role

SpreadReading = Literal["floor", "ceiling", "fixed"]


class PayComponent(Named):
    """One part of the pay, with bounds on its share in percent ("more than 40 %" keeps its operator)."""

    bounds: tuple[Bound, ...] = Field(default=(), title="占比界限")
    measured_by: tuple[SchemeLabels, ...] = Field(default=(), title="考核内容", description="what decides this part")


class Spread(Frozen):
    """How many times the lowest the highest is, and whether that is a floor, a ceiling or a fixed value."""

    ratio: Number = Field(title="倍数")
    reading: SpreadReading = Field(title="口径")
    between: SchemeLabels = Field(title="范围")


class PayBand(Named):
    """One band of performance pay, best first: its coefficient of the base."""

    coefficient: Number = Field(title="系数")


class PayBands(Named):
    """Bands, best first, with the least gap between neighbours in percent of the lower one."""

    bands: Annotated[tuple[PayBand, ...], Field(min_length=2)] = Field(title="档次")
    least_gap: Percent | None = Field(default=None, title="最小级差")


class Differential(Named):
    """A fixed difference between the pay of two posts."""

    higher: SchemeLabels = Field(title="较高岗位")
    lower: SchemeLabels = Field(title="较低岗位")
    amount: Money = Field(title="金额")
    per: Literal["month", "year"] = Field(title="周期")
    net: bool = Field(default=True, title="税后")
    because: SchemeLabels | None = Field(default=None, title="依据")


class Track(Named):
    """One track of promotion: so many levels of so many steps (档)."""

    levels: int = Field(title="级数", ge=1, le=100)
    steps: int = Field(title="档数", ge=1, le=100)


class PayStructure(Named):
    """How pay is made up for whom."""

    applies_to: SchemeLabels = Field(title="适用对象")
    components: tuple[PayComponent, ...] = Field(default=(), title="构成")
    spread: Spread | None = Field(default=None, title="差距")
    bands: Annotated[tuple[PayBands, ...], AsSet(("code",))] = Field(default=(), title="绩效档")
    differentials: Annotated[tuple[Differential, ...], AsSet(("code",))] = Field(default=(), title="岗位差")
    tracks: Annotated[tuple[Track, ...], AsSet(("code",))] = Field(default=(), title="晋升通道")
    principle: SchemeLabels | None = Field(default=None, title="原则")
    notarised: bool = Field(default=False, title="逐笔存证", description="every single share has a hash of its own")
    verified_by: Role | None = Field(default=None, title="查验人", description="who may see how a share was computed")
    depends_on: Code | None = Field(
        default=None, title="取决于", description="the indicator or grade scale that decides"
    )

"""The demonstration county Yunxi (云溪县): units, funds, feeds, budget items. It is invented.

Its bounds and mechanisms are those of published systems: the first quarter's 15 % and 10 % for yellow and red, a
livelihood fund with its own trace tag, a talk and a budget proposal at once. Other quarters are assumed.
"""

from dataclasses import dataclass
from decimal import Decimal

from contracts.budget import Purpose
from contracts.envelope import Labels

REGION = "yunxi"
FISCAL_YEAR = "2025"
SEED = "yunxi-2025"


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    labels: Labels
    category: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Fund:
    code: str
    labels: Labels
    trace_tag: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Feed:
    code: str
    labels: Labels
    rhythm_days: int


@dataclass(frozen=True, slots=True)
class Item:
    """A budget item; `months` says in per mille of its budget how it is spent from January to December."""

    code: str
    labels: Labels
    owner: str
    purpose: Purpose
    fund: str
    amount: Decimal
    months: tuple[int, ...]
    payments_a_month: int
    feed: str = "treasury"
    goal_approved: bool = True


def _labels(zh: str, en: str) -> Labels:
    return Labels(zh=zh, en=en)


UNITS: tuple[Unit, ...] = (
    Unit("finance", _labels("县财政局", "Finance Bureau"), "organ"),
    Unit("education", _labels("县教育体育局", "Education and Sports Bureau"), "organ"),
    Unit("school-1", _labels("县第一中学", "No. 1 Middle School"), "school", "education"),
    Unit("kindergarten", _labels("县实验幼儿园", "Experimental Kindergarten"), "school", "education"),
    Unit("health", _labels("县卫生健康局", "Health Commission"), "organ"),
    Unit("hospital", _labels("县人民医院", "People's Hospital"), "institution", "health"),
    Unit("housing", _labels("县住房和城乡建设局", "Housing and Construction Bureau"), "organ"),
    Unit("market", _labels("县市场监督管理局", "Market Regulation Bureau"), "organ"),
    Unit("employment", _labels("县人力资源和社会保障局", "Human Resources and Social Security Bureau"), "organ"),
    Unit("agriculture", _labels("县农业农村局", "Agriculture and Rural Affairs Bureau"), "organ"),
    Unit("water", _labels("县水利局", "Water Bureau"), "organ"),
    Unit("ecology", _labels("市生态环境局云溪分局", "Ecology Bureau, Yunxi branch"), "stationed"),
    Unit("qingshi", _labels("青石镇", "Qingshi Town"), "town"),
    Unit("hedong", _labels("河东街道", "Hedong Street"), "town"),
    Unit("zone", _labels("经济开发区管委会", "Economic Development Zone"), "zone"),
    Unit("investment", _labels("城市建设投资公司", "Urban Construction Investment Company"), "soe"),
)

FUNDS: tuple[Fund, ...] = (
    Fund("local-2025", _labels("本级一般公共预算", "General budget of the county"), "BJ-2025", "other"),
    Fund("grant-2025", _labels("上级专项转移支付", "Earmarked grants from above"), "ZX-2025", "other"),
    Fund("wages-2025", _labels("工资专户", "Wages account"), "GZ-2025", "wages"),
    Fund("livelihood-2025", _labels("民生资金", "Livelihood fund"), "MS-2025", "livelihood"),
)

FEEDS: tuple[Feed, ...] = (
    Feed("treasury", _labels("国库集中支付系统", "Treasury payment system"), 25),
    Feed("hospital-system", _labels("医院信息系统", "Hospital information system"), 35),
)

WAGES = (82, 82, 82, 82, 82, 82, 82, 82, 82, 82, 82, 90)
STEADY = (80, 75, 85, 82, 80, 83, 80, 78, 84, 80, 85, 88)
SLOW_START = (30, 40, 65, 95, 95, 95, 95, 90, 90, 95, 90, 100)
LATE_START = (0, 20, 55, 60, 140, 180, 100, 80, 90, 100, 90, 70)
STUCK = (0, 20, 30, 40, 100, 60, 200, 150, 150, 120, 60, 40)
ALWAYS_BEHIND = (30, 40, 60, 60, 60, 60, 100, 100, 100, 110, 110, 100)
FROM_MAY = (0, 0, 0, 0, 200, 220, 100, 100, 60, 120, 100, 40)
WEAK_SPRING = (60, 70, 80, 50, 40, 30, 120, 120, 110, 100, 80, 60)
STOPPED_WORKS = (60, 60, 50, 40, 30, 20, 60, 90, 160, 130, 120, 90)
QUICK_REPAIR = (20, 30, 40, 100, 120, 130, 90, 90, 80, 80, 80, 60)
WEAK_AUTUMN = (60, 60, 50, 90, 80, 80, 20, 20, 20, 40, 30, 30)
STIPENDS = (0, 30, 40, 60, 90, 120, 120, 120, 120, 100, 80, 50)
TOO_FAST = (100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100)
SILENT_AUTUMN = (85, 80, 85, 85, 80, 85, 85, 80, 0, 150, 90, 90)
FROM_MARCH = (0, 0, 180, 120, 90, 90, 90, 80, 80, 80, 90, 80)


def _item(
    code: str,
    labels: tuple[str, str],
    owner: str,
    amount: int,
    months: tuple[int, ...],
    *,
    purpose: Purpose = "other",
    fund: str = "local-2025",
    each: int = 3,
    feed: str = "treasury",
    goal_approved: bool = True,
) -> Item:
    """`amount` in 万元, as county budgets are written."""
    return Item(
        code, _labels(*labels), owner, purpose, fund, Decimal(amount) * 10_000, months, each, feed, goal_approved
    )


def _wages(code: str, owner: str, amount: int, *, feed: str = "treasury") -> Item:
    return _item(
        code, ("人员经费", "Staff costs"), owner, amount, WAGES, purpose="wages", fund="wages-2025", each=2, feed=feed
    )


def _running(code: str, owner: str, amount: int, months: tuple[int, ...] = STEADY) -> Item:
    return _item(code, ("公用经费", "Running costs"), owner, amount, months, each=4)


ITEMS: tuple[Item, ...] = (
    _wages("FIN-01", "finance", 860),
    _running("FIN-02", "finance", 210, TOO_FAST),
    _item("FIN-03", ("预算管理一体化运维", "Integrated budget system, upkeep"), "finance", 96, STEADY),
    _wages("EDU-01", "education", 640),
    _running("EDU-02", "education", 180),
    _item("EDU-03", ("教师培训", "Teacher training"), "education", 320, LATE_START),
    _wages("SCH-01", "school-1", 2350),
    _running("SCH-02", "school-1", 410),
    _wages("KIN-01", "kindergarten", 520),
    _item(
        "KIN-02",
        ("普惠幼儿园补助", "Subsidy for inclusive kindergartens"),
        "kindergarten",
        260,
        STEADY,
        purpose="livelihood",
        fund="livelihood-2025",
    ),
    _wages("HEA-01", "health", 580),
    _running("HEA-02", "health", 150),
    _item(
        "HEA-03",
        ("基层医疗设备", "Equipment for village clinics"),
        "health",
        780,
        WEAK_AUTUMN,
        fund="grant-2025",
    ),
    _wages("HOS-01", "hospital", 4200, feed="hospital-system"),
    _item(
        "HOS-02",
        ("药品耗材", "Medicines and consumables"),
        "hospital",
        3600,
        SILENT_AUTUMN,
        each=4,
        feed="hospital-system",
    ),
    _wages("HOU-01", "housing", 610),
    _running("HOU-02", "housing", 140),
    _item(
        "HOU-03",
        ("老旧小区改造", "Renovation of old housing estates"),
        "housing",
        5200,
        STUCK,
        fund="grant-2025",
    ),
    _wages("MAR-01", "market", 720),
    _running("MAR-02", "market", 160),
    _item("MAR-03", ("智慧监管平台", "Digital supervision platform"), "market", 430, QUICK_REPAIR),
    _wages("EMP-01", "employment", 540),
    _item(
        "EMP-02",
        ("就业技能培训", "Vocational training"),
        "employment",
        380,
        FROM_MARCH,
        fund="grant-2025",
        goal_approved=False,
    ),
    _wages("AGR-01", "agriculture", 690),
    _running("AGR-02", "agriculture", 150, SLOW_START),
    _item("AGR-03", ("高标准农田建设", "High-standard farmland"), "agriculture", 6400, FROM_MAY, fund="grant-2025"),
    _item(
        "AGR-04",
        ("困难群众救助", "Aid for people in need"),
        "agriculture",
        900,
        STIPENDS,
        purpose="livelihood",
        fund="livelihood-2025",
        each=5,
    ),
    _wages("WAT-01", "water", 480),
    _item(
        "WAT-02",
        ("小流域综合治理", "Small watershed restoration"),
        "water",
        2700,
        ALWAYS_BEHIND,
        fund="grant-2025",
    ),
    _wages("ECO-01", "ecology", 390),
    _item("ECO-02", ("空气质量监测", "Air quality monitoring"), "ecology", 230, STEADY),
    _wages("QIN-01", "qingshi", 820),
    _running("QIN-02", "qingshi", 190),
    _item("QIN-03", ("农村人居环境整治", "Rural living environment"), "qingshi", 560, WEAK_SPRING),
    _wages("HED-01", "hedong", 880),
    _item(
        "HED-02",
        ("社区养老服务", "Community care for the elderly"),
        "hedong",
        340,
        STEADY,
        purpose="livelihood",
        fund="livelihood-2025",
        each=5,
    ),
    _wages("ZON-01", "zone", 450),
    _item("ZON-02", ("园区道路", "Roads of the industrial park"), "zone", 3900, STOPPED_WORKS, fund="grant-2025"),
    _wages("INV-01", "investment", 500),
    _item("INV-02", ("公共停车场", "Public car parks"), "investment", 1600, SLOW_START, each=2),
)

"""The fields of a scheme under the questions that they answer: headings of packs, workbooks and explanations."""

from contracts.envelope import Labels

SECTIONS: tuple[tuple[Labels, tuple[str, ...]], ...] = (
    (
        Labels(zh="方案", en="The scheme"),
        ("code", "labels", "category", "legal_basis", "valid_from", "valid_until", "total"),
    ),
    (Labels(zh="考核谁", en="Who is assessed"), ("traits", "members")),
    (Labels(zh="为什么考", en="What for"), ("dimensions", "indicator_classes", "goals", "cascade")),
    (
        Labels(zh="考什么", en="What is measured"),
        ("data_sources", "data_items", "indicators", "sources"),
    ),
    (
        Labels(zh="怎么计分", en="How it is scored"),
        (
            "parts",
            "emphasis",
            "weight_grounds",
            "weight_changes",
            "raters",
            "couplings",
            "modes",
            "periods",
            "rounding",
            "special_tasks",
            "vetoes",
        ),
    ),
    (Labels(zh="怎么定等", en="How it is graded"), ("grading", "grades", "quotas", "gates", "lines")),
    (Labels(zh="结果怎么用", en="What results do"), ("consequences", "pay")),
    (
        Labels(zh="过程怎么管", en="How the process runs"),
        (
            "time_limits",
            "funds",
            "budget_rules",
            "lights",
            "timetable",
            "risk_models",
            "duties",
            "consultation",
            "amendment",
        ),
    ),
    (Labels(zh="解读、推定与备注", en="Readings, assumptions, notes"), ("readings", "grounds", "assumed", "notes")),
)

OTHER = Labels(zh="其他", en="Other")


def section_of(name: str) -> Labels:
    """The heading under which a field of the scheme stands."""
    return next((heading for heading, names in SECTIONS if name in names), OTHER)

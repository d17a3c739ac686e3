"""How large a formula and the values in it may be."""

LONGEST = 2_000
"""Characters of a text."""

DEEPEST = 50
"""Brackets, function calls and signs (`-`, NOT) inside each other."""

MOST_DIGITS = 60
"""Digits of the plain writing of a literal, a datum or a result: before and after the point, without trailing zeros
of the fraction and without a 0 that stands alone before the point."""

MOST_STEPS = 100_000
"""Nodes of the tree, and elements of the lists that period and peer functions read while it is evaluated."""

KEPT_DIGITS = 34
"""Significant digits of a result that is not exact: a quotient, an average, a power that is not whole."""

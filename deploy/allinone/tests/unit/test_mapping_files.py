"""A mapping file says everything that is needed to read a file, and is refused where it is wrong."""

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import yaml

from allinone.failures import FileRefused, FindingsRefused
from allinone.files import mapping, rules, schemas

ROOT = Path(__file__).parents[4]

PAYMENTS = """
kind: payments
columns: {external_ref: No, value_date: Day, payee: To, item: Item, fund: {constant: F1}, amount: Sum}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return path


class TestEveryScalarIsTheTextThatStandsThere:
    def test_a_column_called_no_is_not_false(self, tmp_path: Path) -> None:
        read = mapping.load(written(tmp_path, PAYMENTS))
        assert isinstance(read, mapping.PaymentsMapping)
        assert read.columns.external_ref.column == "No"

    def test_a_constant_keeps_its_leading_zeros(self, tmp_path: Path) -> None:
        read = mapping.load(written(tmp_path, PAYMENTS.replace("F1", "000123")))
        assert isinstance(read, mapping.PaymentsMapping)
        assert read.columns.fund.constant == "000123"

    def test_a_key_that_stands_twice_is_refused_instead_of_the_last_one_winning(self, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match="'kind' stands twice"):
            mapping.load(written(tmp_path, "kind: payments\nkind: budget\n"))


class TestAWrongMappingSaysWhereAndWhat:
    def test_every_wrong_place_is_named_at_once(self, tmp_path: Path) -> None:
        text = PAYMENTS.replace("amount: Sum", "amount: {column: Sum, constant: x}, colour: red")
        with pytest.raises(FileRefused) as refused:
            mapping.load(written(tmp_path, text))
        assert "2 places to correct" in str(refused.value)
        assert "columns.amount" in str(refused.value)
        assert "columns.colour" in str(refused.value)

    def test_one_sign_cannot_be_decimal_and_thousands(self, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match="cannot be both"):
            mapping.load(written(tmp_path, PAYMENTS + "numbers: {decimal: ',', thousands: ','}"))

    def test_a_broken_expression_is_found_before_the_first_row(self, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match="no regular expression"):
            mapping.load(written(tmp_path, PAYMENTS + "ignore_rows: [{column: Item, matches: '('}]"))

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match=r"nowhere\.yaml does not exist"):
            mapping.load(tmp_path / "nowhere.yaml")


class TestARuleFile:
    def test_a_band_for_every_level_but_the_best_worst_first(self, tmp_path: Path) -> None:
        text = (ROOT / "examples/gla/rules.yaml").read_text(encoding="utf-8")
        path = tmp_path / "rules.yaml"
        path.write_text(text.replace("{level: yellow,", "{level: amber,", 1), encoding="utf-8")
        with pytest.raises(FindingsRefused) as refused:
            rules.check(path, rules.load(path), fiscal_year_start="04-01")
        assert {one["code"] for one in refused.value.findings} == {"band_missing", "band_of_unknown_level"}

    def test_the_operator_and_the_recovery_bound_are_stored_with_each_bound(self) -> None:
        rule = rules.load(ROOT / "examples/gla/rules.yaml").rules[0]
        band = rule.checkpoints[1].bands[0]
        assert (band.operator, band.recovery_operator) == ("<", ">=")
        assert (band.bound, band.recovery) == (Decimal(30), Decimal(30))

    def test_two_rules_cannot_share_a_code(self, tmp_path: Path) -> None:
        text = (ROOT / "examples/gla/rules.yaml").read_text(encoding="utf-8")
        rule = text[text.index("  - code") :]
        with pytest.raises(FileRefused, match="code of its own"):
            rules.load(written(tmp_path, text + rule))


class TestThePublishedSchemas:
    def test_docs_hold_the_schemas_that_the_models_make(self) -> None:
        for name, text in schemas.documents().items():
            assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, (
                f"docs/{name} differs: write it again with `baton schemas docs`"
            )

    @pytest.mark.parametrize(
        ("example", "schema"),
        [
            ("budget-mapping.yaml", "mapping.schema.json"),
            ("payments-mapping.yaml", "mapping.schema.json"),
            ("rules.yaml", "rules.schema.json"),
        ],
    )
    def test_the_examples_fit_the_published_schema(self, example: str, schema: str) -> None:
        data = yaml.safe_load((ROOT / "examples/gla" / example).read_text(encoding="utf-8"))
        jsonschema.validate(data, json.loads((ROOT / "docs" / schema).read_text(encoding="utf-8")))

    @pytest.mark.parametrize("page", ["mapping.md", "rules.md"])
    def test_the_complete_examples_in_the_docs_are_read(self, page: str, tmp_path: Path) -> None:
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        complete = [block.split("```")[0] for block in text.split("```yaml\n# complete")[1:]]
        assert complete
        for block in complete:
            path = written(tmp_path, "#" + block)
            _ = mapping.load(path) if page == "mapping.md" else rules.load(path)

"""What is refused as a whole is told in both languages, as each of its rows is."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from allinone.failures import FileRefused
from allinone.files import documents, mapping, reading, tables
from allinone.files.mapping import PaymentsMapping
from allinone.files.wording import WORDS

COLUMNS = {"external_ref": "Ref", "value_date": "Date", "payee": "Payee", "item": "Item", "fund": {"constant": "F"},
           "amount": "Amount"}  # fmt: skip
HEADER = b"Ref,Date,Payee,Item,Amount\n"
HAN = re.compile(r"[\u4e00-\u9fff]")


def payments(path: Path) -> object:
    return reading.read_payments(path, PaymentsMapping.model_validate({"kind": "payments", "columns": COLUMNS}))


@pytest.mark.parametrize(
    ("content", "read", "en", "zh"),
    [
        (b"Ref,Date,Payee,Item,Amounts\n", payments, "lacks columns", "是否为“Amounts”"),
        (b"", payments, "is empty", "首行应为列名"),
        (HEADER + "1,2025-03-01,县,A,1\n".encode("gb18030"), payments, "can be read as gb18030", "可按 gb18030 读取"),
        (HEADER + b'1,2025-03-01,"P,A,1\n', payments, "a quote that opens here", "第 2 行的引号"),
        (b"\xd0\xcf\x11\xe0", payments, "old kind", "旧式工作簿"),
        (b"a: [1\n", documents.read, "not valid YAML", "不是有效的 YAML"),
        (b"a: 1\na: 2\n", documents.read, "stands twice", "键“a”重复"),
        (b"a: &x 1\nb: *x\n", documents.read, "points elsewhere", "指向别处"),
        (b"\xff", documents.read, "as UTF-8", "另存为 UTF-8"),
        (b"kind: payments\ncolums: {}\n", mapping.load, "did you mean columns", "是否为 columns"),
        (b"PK", lambda path: tables.load(path, leave_out_hidden=False), "no .xlsx workbook", "不是可读取的 .xlsx"),
    ],
)
def test_a_file_that_is_refused_says_so_in_both(
    tmp_path: Path, content: bytes, read: Callable[[Path], Any], en: str, zh: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        read(path)
    assert en in str(refused.value)
    assert zh in str(refused.value)


@pytest.mark.parametrize("read", [payments, documents.read, lambda path: tables.load(path, leave_out_hidden=False)])
def test_a_file_that_is_not_there_says_so_in_both(tmp_path: Path, read: Callable[[Path], Any]) -> None:
    with pytest.raises(FileRefused, match=r"does not exist.*文件不存在"):
        read(tmp_path / "nowhere")


def test_every_sentence_about_a_place_has_both() -> None:
    assert [code for code, text in WORDS.items() if not HAN.search(text)] == []

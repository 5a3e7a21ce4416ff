"""What every declared record can do: it is complete, frozen, compared and copied by its values."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from parkdesk import records
from parkdesk.records import LEDGERS, Enterprise
from parkdesk.records.grammar import Record, column, record
from parkdesk.records.kinds import TEXT

ROOT = Path(__file__).resolve().parents[2]


def bare(cls):
    """A record with nothing but what it must have."""
    needed = (f for f in dataclasses.fields(cls) if f.default is f.default_factory is dataclasses.MISSING)
    return cls(**{field.name: field.name for field in needed})


@pytest.mark.parametrize("cls", LEDGERS.values(), ids=LEDGERS)
def test_a_record_is_compared_and_copied_by_its_values(cls):
    one = bare(cls)
    assert one == bare(cls)
    assert dataclasses.replace(one) == one
    assert dataclasses.replace(one, id="another") != one
    assert dataclasses.asdict(one).keys() == {field.name for field in dataclasses.fields(cls)}
    assert f"{cls.__name__}(id='id'" in repr(one)
    assert one != one.id


@pytest.mark.parametrize("cls", LEDGERS.values(), ids=LEDGERS)
def test_a_record_is_frozen(cls):
    one = bare(cls)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.id = "another"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.id
    assert not hasattr(one, "__dict__")


def test_a_record_wants_all_that_has_no_default_and_nothing_else():
    with pytest.raises(TypeError, match=r"missing.*'name'"):
        Enterprise(id="1")
    with pytest.raises(TypeError, match=r"unexpected.*'colour'"):
        dataclasses.replace(bare(Enterprise), colour="red")


def test_what_is_made_for_each_record_is_its_own():
    one, other = bare(Enterprise), bare(Enterprise)
    assert one.notes == {}
    assert one.notes is not other.notes


def test_equal_records_hash_equally():
    rows = [
        bare(cls) for cls in LEDGERS.values() if not any(f.default_factory is dict for f in dataclasses.fields(cls))
    ]
    assert rows
    assert {hash(row) for row in rows} == {hash(dataclasses.replace(row)) for row in rows}


def test_every_ledger_stands_where_the_vocabulary_says():
    assert {table: ledger.TABLE for table, ledger in LEDGERS.items()} == {table: table for table in LEDGERS}
    assert not hasattr(records, "Nothing")


def test_a_declaration_loads_when_it_is_asked_for():
    code = (
        "import sys, parkdesk.store; print('parkdesk.records.support' in sys.modules, 'parkdesk.plan' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]


def test_a_record_of_a_record_takes_its_own_fields():
    @record("firsts", "先", travels="home")
    class First(Record):
        name: str = column("名称", TEXT)

    assert First(id="1", name="甲").name == "甲"

    @record("seconds", "后", travels="home")
    class Second(First):
        code: str = column("代码", TEXT)

    assert Second(id="2", name="乙", code="C").code == "C"
    with pytest.raises(TypeError, match="code"):
        First(id="1", name="甲", code="C")

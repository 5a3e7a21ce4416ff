"""回执: what the city says of a package comes back to the county's own log."""

from __future__ import annotations

from pathlib import Path

import pytest

from parkdesk.office import exchange
from parkdesk.store import Store
from parkdesk.sync.receiving import Consent, Received

from .desks import AUG, SEP, edit, fact, write

YES = Consent(new_sender=True)


@pytest.fixture(autouse=True)
def _unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """These desks hold too little for 审核 to be at rest."""
    monkeypatch.setattr("parkdesk.office.checking.refuse_contradictions", lambda *_: None)


def up(county: Store, city: Store, stick: Path, consent: Consent = YES) -> Received:
    (result,) = exchange.receive(city, [exchange.pack(county, AUG, stick).file], consent=consent)
    return result


def status(county: Store) -> list[tuple[str, str]]:
    return [(line.kind, line.status) for line in county.exchange.packages("sent")]


def test_a_receipt_tells_the_county_what_was_applied(county: Store, city: Store, tmp_path: Path) -> None:
    result = up(county, city, tmp_path)
    assert result.receipt is not None
    receipt = Path(result.receipt)
    assert receipt.name == "610981旬阳市_2026-08_上报_r1_回执.parkpkg"
    assert receipt.parent == tmp_path
    (untrusted,) = exchange.receive(county, [receipt])
    assert untrusted.status == "refused"
    before = county.digest()
    (read,) = exchange.receive(county, [receipt], consent=YES)
    assert (read.status, read.import_id, read.receipt) == ("applied", None, None)
    assert "新增13项" in read.reason
    assert status(county) == [("submission", "applied")]
    assert county.digest() == before
    assert exchange.receive(county, [receipt])[0].status == "same"
    assert (
        exchange.receive(city, [receipt])[0].status == "same"
    )  # the whole stick is chosen: its own receipt is none of it


def test_gaps_refusals_and_older_receipts(county: Store, city: Store, tmp_path: Path) -> None:
    first = exchange.pack(county, AUG, tmp_path).file
    write(county, facts=(fact("610981-e3", 101, old=100, period=AUG.of_year(2026).previous()),))  # type: ignore[arg-type]
    second = exchange.pack(county, SEP, tmp_path).file
    (gap,) = exchange.receive(city, [second], consent=YES)
    assert gap.status == "gap"
    assert gap.receipt is not None
    exchange.receive(county, [Path(gap.receipt)], consent=YES)
    assert (
        dict(line for line in [(p.file, p.status) for p in county.exchange.packages("sent")])[second.name]
        == "delivered"
    )
    early = Path(gap.receipt).read_bytes()
    results = exchange.receive(city, [first])
    assert [one.status for one in results] == ["applied", "applied"]
    assert all(one.receipt for one in results)
    exchange.receive(county, [Path(str(one.receipt)) for one in results])
    assert {p.status for p in county.exchange.packages("sent")} == {"applied"}
    (tmp_path / "old.parkpkg").write_bytes(early)
    assert exchange.receive(county, [tmp_path / "old.parkpkg"])[0].status == "same"
    edit(county, "610981-e1", staff=1)
    third = exchange.pack(county, SEP, tmp_path).file
    assert exchange.receive(city, [third])[0].status == "applied"
    (again,) = exchange.receive(city, [third])
    assert again.status == "same"
    assert again.receipt is not None


def test_a_receipt_for_somebody_else_is_refused(county: Store, city: Store, tmp_path: Path) -> None:
    result = up(county, city, tmp_path)
    county.exchange._connection.execute("DELETE FROM package_log WHERE direction = 'sent'")
    (read,) = exchange.receive(county, [Path(str(result.receipt))], consent=YES)
    assert read.status == "refused"
    assert "不是本单位报给" in read.reason


def test_a_locked_place_keeps_the_receipt_in_the_archive(
    county: Store, city: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parkdesk.errors import PackageError
    from parkdesk.sync import sending

    real = sending.write_checked

    def locked(path: Path, data: bytes) -> None:
        if path.parent == tmp_path and path.name.endswith("_回执.parkpkg"):
            raise PackageError("只读")
        real(path, data)

    monkeypatch.setattr(sending, "write_checked", locked)
    result = up(county, city, tmp_path)
    assert result.status == "applied"
    assert Path(str(result.receipt)).parent.name == "待送回执"
    assert exchange.receive(county, [Path(str(result.receipt))], consent=YES)[0].status == "applied"

from __future__ import annotations

from pathlib import Path

import pytest

from parkdesk.office import sticks


def test_only_removable_places_are_listed_with_their_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick, disk, gone = tmp_path / "U盘", tmp_path / "disk", tmp_path / "gone"
    stick.mkdir()
    disk.mkdir()
    kinds = {stick: "removable", disk: "local", gone: "removable"}
    monkeypatch.setattr(sticks, "kind_of_place", kinds.__getitem__)
    (found,) = sticks.sticks([stick, disk, gone])
    assert found.path == stick
    assert 0 < found.free <= found.total
    assert found.title.startswith(f"{stick}（剩余")


def test_this_machine_answers() -> None:
    assert all(stick.path.exists() for stick in sticks.sticks())

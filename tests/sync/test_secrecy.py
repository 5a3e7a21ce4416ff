"""Encrypted files by the public age format, both ways; parts for e-mail; what opens what."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from parkdesk.errors import PackageError
from parkdesk.store import Store
from parkdesk.sync import parts, receiving
from parkdesk.sync.desk_keys import age_identity
from parkdesk.sync.opening import open_file, open_files
from parkdesk.sync.receiving import Consent, receive
from parkdesk.sync.secrecy import Seal, check_passphrase, is_closed, open_closed, passphrase_of
from parkdesk.sync.sending import Delivery
from parkdesk.sync.submission import pack

from .desks import AUG

WORD = "旬阳-正确-马-电池"


def type_into(command: list[str], words: list[str]) -> int:
    """Run a tool that asks for a passphrase on its terminal, and type the answers."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    for word in words:
        seen = b""
        while b"assphrase" not in seen:
            seen += os.read(terminal, 1024)
        os.write(terminal, word.encode() + b"\n")
    try:
        while os.read(terminal, 1024):
            pass
    except OSError:  # the terminal closes with the tool
        pass
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_age_opens_what_we_close_with_a_passphrase(tmp_path: Path, tool: Callable[[str], str]) -> None:
    (tmp_path / "a.age").write_bytes(Seal(passphrase=WORD).close(b"content" * 9999))
    command = [tool("age"), "-d", "-o", str(tmp_path / "a"), str(tmp_path / "a.age")]
    assert type_into(command, [WORD]) == 0
    assert (tmp_path / "a").read_bytes() == b"content" * 9999


def test_we_open_what_age_closes_with_a_passphrase(packed: bytes, tmp_path: Path, tool: Callable[[str], str]) -> None:
    (tmp_path / "a.parkpkg").write_bytes(packed)
    for flags, name in ([], "b"), (["-a"], "c"):
        made = tmp_path / f"{name}.parkpkg.age"
        assert type_into([tool("age"), "-p", *flags, "-o", str(made), str(tmp_path / "a.parkpkg")], [WORD, WORD]) == 0
        assert open_file(made, passphrase=WORD).data == packed


def test_age_and_we_open_each_others_recipients(
    packed: bytes, city: Store, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    mine = age_identity(city)
    made = tmp_path / "a.parkpkg.age"
    for flags in [], ["-a"]:
        made.write_bytes(
            subprocess.run(
                [tool("age"), *flags, "-r", mine.recipient], input=packed, capture_output=True, check=True
            ).stdout
        )
        assert open_file(made, mine).data == packed
    (tmp_path / "key").write_text(mine.secret + "\n", encoding="ascii")
    closed = Seal(recipient=mine.recipient).close(packed)
    opened = subprocess.run(
        [tool("age"), "-d", "-i", str(tmp_path / "key")], input=closed, capture_output=True, check=True
    )
    assert opened.stdout == packed


def test_a_county_sends_to_the_citys_key_alone(county: Store, city: Store, tmp_path: Path) -> None:
    seal = Seal(recipient=age_identity(city).recipient)
    sent = pack(county, AUG, tmp_path, delivery=Delivery(seal))
    assert sent.file.name.endswith(".parkpkg.age")
    assert is_closed(sent.file.read_bytes())
    with pytest.raises(PackageError, match="不是加密给本单位"):
        open_file(sent.file, age_identity(county))
    with pytest.raises(PackageError, match="要在那个单位的台账里打开"):
        open_file(sent.file)
    (result,) = receive(city, [sent.file], Consent(new_sender=True))
    assert result.status == "applied"
    assert city.exchange.senders()[county.desk.unit].age_recipient == age_identity(county).recipient


def test_passphrases_are_asked_for_and_checked(county: Store, city: Store, tmp_path: Path) -> None:
    sent = pack(county, AUG, tmp_path, delivery=Delivery(Seal(passphrase=WORD)))
    yes = Consent(new_sender=True)
    assert "加了口令" in receive(city, [sent.file], yes)[0].reason
    assert "口令不对" in receive(city, [sent.file], Consent(new_sender=True, passphrase="错的口令错的口令"))[0].reason
    assert receive(city, [sent.file], Consent(new_sender=True, passphrase=WORD))[0].status == receiving.APPLIED
    with pytest.raises(PackageError, match="太短"):
        check_passphrase("1234567")
    file = tmp_path / "pw.txt"
    file.write_text(f"{WORD}\nsecond\n", encoding="utf-8")
    assert passphrase_of(file) == WORD
    with pytest.raises(PackageError, match="读不了"):
        passphrase_of(tmp_path / "none")


@pytest.mark.parametrize("at", [30, 200, -1])
def test_a_damaged_encrypted_file_is_refused(at: int, packed: bytes, city: Store, tmp_path: Path) -> None:
    mine = age_identity(city)
    data = bytearray(Seal(recipient=mine.recipient).close(packed))
    data[at] ^= 1
    with pytest.raises(PackageError, match=r"打不开|不是本软件"):
        open_closed(bytes(data), mine, "") if is_closed(bytes(data)) else open_file_of(bytes(data), tmp_path)


def open_file_of(data: bytes, folder: Path) -> None:
    (folder / "x.parkpkg.age").write_bytes(data)
    open_file(folder / "x.parkpkg.age")


def test_no_key_to_close_to(packed: bytes) -> None:
    with pytest.raises(PackageError, match="加密公钥不合规定"):
        Seal(recipient="age1nonsense").close(packed)


def test_parts_join_in_any_order_under_any_name(county: Store, city: Store, tmp_path: Path) -> None:
    sent = pack(county, AUG, tmp_path, delivery=Delivery(part_size=4000))
    assert len(sent.parts) > 2
    assert all(path.stat().st_size <= 4000 for path in sent.parts)
    renamed = []
    for number, path in enumerate(sent.parts):
        renamed.append(path.rename(tmp_path / f"附件({99 - number}).parkpart"))
    results = receive(city, renamed, Consent(new_sender=True))
    assert [one.status for one in results] == ["applied"]
    (beside,) = open_files([renamed[1]])  # the others lie beside it
    assert beside.package is not None


def test_missing_doubled_and_foreign_parts(packed: bytes, tmp_path: Path) -> None:
    made = parts.split("a.parkpkg", packed, 3000)
    files = []
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        files.append(tmp_path / name)
    assert open_files([files[0], files[0], *files])[0].package is not None
    files[1].rename(tmp_path / "elsewhere.bin")
    (opened,) = open_files([files[0]])
    assert "还缺第2份" in opened.error
    damaged = bytearray(made[files[1].name])
    damaged[-1] ^= 1
    files[1].write_bytes(bytes(damaged))
    assert "已损坏" in open_files([files[0]])[0].error
    (tmp_path / "odd.parkpart").write_bytes(b"ParkDesk-part 1 {nonsense}\nxx")
    assert "读不懂" in open_files([tmp_path / "odd.parkpart"])[0].error
    with pytest.raises(PackageError, match="太小"):
        parts.split("a", b"x" * 10**6, 2001)

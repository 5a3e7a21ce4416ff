from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from parkdesk.errors import PackageError
from parkdesk.sync.keys import AgeIdentity, PublicKey, SigningIdentity, spoken


def test_public_key_goes_through_both_text_forms(identity: SigningIdentity) -> None:
    key = identity.public
    assert key.line.startswith("RW")
    assert len(key.line) == 56
    assert PublicKey.parse(key.line) == key
    assert PublicKey.parse(key.pub_file) == key
    assert PublicKey.parse(key.pub_file.replace("\n", "\r\n")) == key


def test_fingerprint_is_short_grouped_and_tells_keys_apart(identity: SigningIdentity) -> None:
    fingerprint = identity.public.fingerprint
    assert [len(group) for group in fingerprint.split("-")] == [4, 4, 4, 4]
    assert fingerprint != SigningIdentity.generate().public.fingerprint
    # the key id is part of the line, hence of the fingerprint
    assert PublicKey(b"\0" * 8, identity.public.raw).fingerprint != fingerprint


def test_spoken_is_crockford() -> None:
    assert spoken(bytes(32), 40) == "0000-0000"
    assert spoken(b"\xff" * 32, 40) == "ZZZZ-ZZZZ"
    assert spoken(bytes([0b00001_000, 0b10_00011_0, 0b0100_0010, 0b1_00110_00, 0b111_01000]), 40) == "1234-5678"


@pytest.mark.parametrize(
    "text",
    ["", "hello", "RW" + "A" * 53, "untrusted comment: x\n", "é", "RW" + "A" * 54 + "\nRW" + "A" * 54, "QQ" + "A" * 54],
)
def test_what_is_no_key_gets_a_sentence(text: str) -> None:
    with pytest.raises(PackageError, match=r"公钥"):
        PublicKey.parse(text)


def test_uncanonical_base64_is_no_key(identity: SigningIdentity) -> None:
    line = identity.sign(b"x", "c").split(b"\n")[1].decode()
    assert line.endswith("=")
    changed = line[:-2] + chr(ord(line[-2]) + 1) + "="
    signature = identity.sign(b"x", "c").replace(line.encode(), changed.encode())
    with pytest.raises(PackageError, match="签名"):
        identity.public.verify(b"x", signature)


def test_signature_binds_message_comment_and_key(identity: SigningIdentity) -> None:
    key, signature = identity.public, identity.sign(b"content", "旬阳市 r1")
    assert key.verify(b"content", signature) == "旬阳市 r1"
    for message, changed in (
        (b"Content", signature),
        (b"content", signature.replace(b"r1", b"r2")),
        (b"content", signature.replace(b"untrusted comment: s", b"untrusted comment: S")),
        (b"content", signature.replace(b"\n", b"\r\n")),
        (b"content", signature + b"\n"),
        (b"content", signature[:-1]),
        (b"content", b"\xff"),
        (b"content", b""),
    ):
        with pytest.raises(PackageError, match="签名"):
            key.verify(message, changed)
    with pytest.raises(PackageError, match="密钥"):
        SigningIdentity.generate().public.verify(b"content", signature)
    with pytest.raises(PackageError, match="签名与内容不符"):
        PublicKey(key.key_id, SigningIdentity.generate().public.raw).verify(b"content", signature)


def test_a_comment_is_one_line(identity: SigningIdentity) -> None:
    with pytest.raises(ValueError, match="one line"):
        identity.sign(b"x", "two\nlines")


def test_every_changed_bit_of_a_signature_is_refused(identity: SigningIdentity) -> None:
    signature = identity.sign(b"content", "comment")
    for at in range(len(signature) * 8):
        changed = bytearray(signature)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(PackageError):
            identity.public.verify(b"content", bytes(changed))


def test_secrets_stay_out_of_reprs(identity: SigningIdentity) -> None:
    assert repr(identity) == "SigningIdentity()"
    assert "AGE-SECRET" not in repr(AgeIdentity.generate())


def test_age_identity_opens_what_its_recipient_was_sent() -> None:
    identity = AgeIdentity.generate()
    assert identity.recipient.startswith("age1")
    sealed = pyrage.encrypt(b"hello", [pyrage.x25519.Recipient.from_str(identity.recipient)])
    assert pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity.secret)]) == b"hello"


def test_minisign_verifies_ours(identity: SigningIdentity, tmp_path: Path, tool: Callable[[str], str]) -> None:
    minisign = tool("minisign")
    message, pub = tmp_path / "message", tmp_path / "ours.pub"
    message.write_bytes(b"content")
    (tmp_path / "message.minisig").write_bytes(identity.sign(b"content", "旬阳市 2026-09 r1"))
    pub.write_text(identity.public.pub_file, encoding="utf-8")
    for key in (["-p", str(pub)], ["-P", identity.public.line]):
        done = subprocess.run([minisign, "-V", "-H", *key, "-m", message], capture_output=True, text=True, check=True)
        assert "Trusted comment: 旬阳市 2026-09 r1" in done.stdout
    message.write_bytes(b"Content")
    assert subprocess.run([minisign, "-V", "-p", pub, "-m", message], capture_output=True, check=False).returncode


@pytest.mark.parametrize("legacy", [[], ["-l"]])
def test_we_verify_minisigns(legacy: list[str], tmp_path: Path, tool: Callable[[str], str]) -> None:
    minisign = tool("minisign")
    (tmp_path / "m").write_bytes(b"content")
    keys = ["-p", "m.pub", "-s", "m.key"]
    subprocess.run([minisign, "-G", "-W", *keys], cwd=tmp_path, capture_output=True, check=True)
    subprocess.run(
        [minisign, "-S", "-W", *legacy, "-s", "m.key", "-t", "hello", "-m", "m"],
        cwd=tmp_path, capture_output=True, check=True,
    )  # fmt: skip
    key = PublicKey.parse((tmp_path / "m.pub").read_text(encoding="utf-8"))
    signature = (tmp_path / "m.minisig").read_bytes()
    assert key.pub_file == (tmp_path / "m.pub").read_text(encoding="utf-8")
    assert key.verify(b"content", signature) == "hello"
    with pytest.raises(PackageError, match="签名与内容不符"):
        key.verify(b"other", signature)

"""Secrecy: the whole file encrypted in the public age format, with a passphrase or to the receiver's key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError

if TYPE_CHECKING:
    from pathlib import Path

    from parkdesk.sync.keys import AgeIdentity

SUFFIX = ".age"
_BINARY, _ARMORED = b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----"
_BY_PASSPHRASE = b"-> scrypt "
_HEAD = 4096
_SHORTEST = 8


class PassphraseNeededError(PackageError):
    """The file is closed by a passphrase that was not given, or by another one."""


@dataclass(frozen=True, slots=True)
class Seal:
    """How a file is closed: by a passphrase, or to an age recipient; neither leaves it open."""

    passphrase: str = field(default="", repr=False)
    recipient: str = ""

    def __bool__(self) -> bool:
        return bool(self.passphrase or self.recipient)

    def close(self, data: bytes) -> bytes:
        """Return the data encrypted."""
        import pyrage

        if self.passphrase:
            return bytes(pyrage.passphrase.encrypt(data, self.passphrase))
        try:
            recipient = pyrage.x25519.Recipient.from_str(self.recipient)
        except pyrage.RecipientError:
            raise PackageError(
                "接收单位的加密公钥不合规定，没有导出：请改用口令加密，或请对方重新发一个包来。"
            ) from None
        return bytes(pyrage.encrypt(data, [recipient]))


def passphrase_of(path: Path) -> str:
    """Return the passphrase kept in a file: its first line, as it stands; raises PackageError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise PackageError(f"读不了口令文件“{path.name}”：请检查路径，文件应是UTF-8文本，第一行是口令。") from None
    return check_passphrase(lines[0] if lines else "")


def check_passphrase(text: str) -> str:
    """Return a passphrase that is long enough to keep anything secret; raises PackageError for another."""
    if len(text) < _SHORTEST:
        raise PackageError(f"口令太短：至少要{_SHORTEST}个字，请换一个长些的口令。")
    return text


def is_closed(data: bytes) -> bool:
    """Whether a file is encrypted by age, binary or armored."""
    return data.startswith((_BINARY, _ARMORED))


def open_closed(data: bytes, identity: AgeIdentity | None, passphrase: str) -> bytes:
    """Return the content of an encrypted file; raises PackageError where neither key nor passphrase opens it."""
    import pyrage

    by_passphrase = _BY_PASSPHRASE in _binary_head(data)
    if by_passphrase and not passphrase:
        raise PassphraseNeededError("数据包加了口令，没有装入：请向报送单位问明口令，填上口令再装入。")
    if not by_passphrase and identity is None:
        raise PackageError("数据包是加密给某个单位的，要在那个单位的台账里打开。")
    if not by_passphrase and identity is not None and not identity.secret:
        raise PackageError("数据包是加密给本单位的，而本单位的密钥加了口令：请先输入密钥口令，再装入。")
    try:
        if by_passphrase:
            return bytes(pyrage.passphrase.decrypt(data, passphrase))
        assert identity is not None
        return bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity.secret)]))
    except pyrage.DecryptError:
        why = "口令不对，或文件已损坏" if by_passphrase else "不是加密给本单位的，或文件已损坏"
        kind = PassphraseNeededError if by_passphrase else PackageError
        raise kind(f"打不开加密的数据包（{why}），没有装入，请核对后再试，或请对方重新导出。") from None


def _binary_head(data: bytes) -> bytes:
    """Return the first bytes of the binary form, where the ways to open it are named."""
    if data.startswith(_BINARY):
        return data[:_HEAD]
    import base64
    import binascii

    text = data[len(_ARMORED) : _HEAD].partition(b"-----END")[0].replace(b"\r", b"").replace(b"\n", b"")
    try:
        return base64.b64decode(text[: len(text) // 4 * 4])
    except binascii.Error:
        return b""


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()

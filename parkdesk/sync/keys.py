"""Signing keys and signatures in minisign's formats, and the age identity of a desk.

Knows bytes and text only; where the secrets are kept is the caller's business. The formats are the
public ones (https://jedisct1.github.io/minisign/), so that Debian's `minisign` and `age` understand them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from parkdesk.errors import PackageError

# The comment that `minisign -S` itself writes. One fixed text, because nothing signs this line.
UNTRUSTED_COMMENT = "untrusted comment: signature from minisign secret key"
_TRUSTED_PREFIX = "trusted comment: "
_PLAIN, _PREHASHED = b"Ed", b"ED"
_KEY_ID_BYTES = 8
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def spoken(digest: bytes, bits: int) -> str:
    """Return the first `bits` of a digest in Crockford base32, in groups of four: read aloud without mistakes."""
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - bits)
    text = "".join(_CROCKFORD[number >> shift & 31] for shift in range(bits - 5, -5, -5))
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _decode(text: str, size: int) -> bytes | None:
    """Decode canonical base64 of a known size (unused trailing bits must be zero)."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size and _encode(raw) == text else None


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A sender's public key: minisign's random-looking key id and the Ed25519 key."""

    key_id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """The one-line form: `RW…`."""
        return _encode(_PLAIN + self.key_id + self.raw)

    @property
    def fingerprint(self) -> str:
        """Eighty bits for people, printed on the cover: `XXXX-XXXX-XXXX-XXXX`."""
        return spoken(hashlib.sha256(_PLAIN + self.key_id + self.raw).digest(), 80)

    @property
    def pub_file(self) -> str:
        """The text of a minisign `.pub` file."""
        number = int.from_bytes(self.key_id, "little")
        return f"untrusted comment: minisign public key {number:X}\n{self.line}\n"

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Read a `.pub` file or the one-line form; raises PackageError for anything else."""
        lines = [line.strip() for line in text.strip().splitlines()]
        if lines and lines[0].startswith("untrusted comment:"):
            del lines[0]
        raw = _decode(lines[0], 2 + _KEY_ID_BYTES + 32) if len(lines) == 1 else None
        if raw is None or raw[:2] != _PLAIN:
            raise PackageError("这不是报送公钥：公钥是“RW”开头的一行文字或 .pub 文件，请让对方重新导出公钥。")
        return cls(raw[2 : 2 + _KEY_ID_BYTES], raw[2 + _KEY_ID_BYTES :])

    def verify(self, message: bytes, signature: bytes) -> str:
        """Check a minisign signature file against a message; returns its trusted comment, raises PackageError."""
        parts = _SignatureFile.parse(signature)
        if parts.key_id != self.key_id:
            raise PackageError("签名用的不是数据包里写明的那把密钥，数据包不可信，请让报送单位重新导出。")
        signed = message if parts.algorithm == _PLAIN else hashlib.blake2b(message).digest()
        try:
            key = VerifyKey(self.raw)
            key.verify(signed, parts.signature)
            key.verify(parts.signature + parts.trusted_comment.encode(), parts.global_signature)
        except (BadSignatureError, ValueError):
            raise PackageError("签名与内容不符：数据包在导出后被改动过，请让报送单位重新导出。") from None
        return parts.trusted_comment


@dataclass(frozen=True, slots=True)
class _SignatureFile:
    """The four lines of a minisign signature file."""

    algorithm: bytes
    key_id: bytes
    signature: bytes
    trusted_comment: str
    global_signature: bytes

    @classmethod
    def parse(cls, data: bytes) -> _SignatureFile:
        broken = PackageError("签名文件的格式不对：应为 minisign 的四行文字，请让报送单位重新导出。")
        try:
            lines = data.decode("utf-8").split("\n")
        except UnicodeDecodeError:
            raise broken from None
        # Splitting on "\n" alone leaves a "\r" inside a line, where it is refused: one form only.
        if len(lines) != 5 or lines[4] or lines[0] != UNTRUSTED_COMMENT or not lines[2].startswith(_TRUSTED_PREFIX):
            raise broken
        head, tail = _decode(lines[1], 2 + _KEY_ID_BYTES + 64), _decode(lines[3], 64)
        if head is None or tail is None or head[:2] not in {_PLAIN, _PREHASHED} or "\r" in lines[2]:
            raise broken
        cut = 2 + _KEY_ID_BYTES
        return cls(head[:2], head[2:cut], head[cut:], lines[2].removeprefix(_TRUSTED_PREFIX), tail)


@dataclass(frozen=True, slots=True)
class SigningIdentity:
    """A desk's secret signing key, known by its 32-byte seed; never written outside the desk file."""

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> SigningIdentity:
        """Make a new identity from the system's randomness."""
        return cls(secrets.token_bytes(32))

    @property
    def public(self) -> PublicKey:
        """The public half; its key id is derived, so that the seed alone is enough to restore it."""
        raw = bytes(SigningKey(self.seed).verify_key)
        return PublicKey(hashlib.blake2b(raw, digest_size=_KEY_ID_BYTES).digest(), raw)

    def sign(self, message: bytes, trusted_comment: str) -> bytes:
        """Return a minisign signature file (prehashed) over the message."""
        if "\n" in trusted_comment or "\r" in trusted_comment:
            raise ValueError("a trusted comment is one line")
        key = SigningKey(self.seed)
        signature = key.sign(hashlib.blake2b(message).digest()).signature
        whole = key.sign(signature + trusted_comment.encode()).signature
        lines = (
            UNTRUSTED_COMMENT,
            _encode(_PREHASHED + self.public.key_id + signature),
            _TRUSTED_PREFIX + trusted_comment,
            _encode(whole),
        )
        return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True, slots=True)
class AgeIdentity:
    """A desk's age identity: the secret opens what others encrypt to the recipient."""

    secret: str = field(repr=False)
    recipient: str

    @classmethod
    def generate(cls) -> AgeIdentity:
        """Make a new X25519 identity."""
        from pyrage import x25519

        identity = x25519.Identity.generate()
        return cls(str(identity), str(identity.to_public()))

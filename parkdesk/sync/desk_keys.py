"""The keys a desk holds: its own secrets, made once, and the public keys of the senders it knows."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.errors import PackageError
from parkdesk.store import Sender
from parkdesk.sync.keys import AgeIdentity, PublicKey, SigningIdentity
from parkdesk.sync.secrecy import PassphraseNeededError, Seal, check_passphrase, open_closed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.store import Store
    from parkdesk.sync.descriptor import Party

_SEED, _AGE_SECRET, _AGE_RECIPIENT, _PUBLIC = "signing_seed", "age_secret", "age_recipient", "public_key"
_LOCKED = "locked_keys"
"""The secrets under a passphrase: an age file (scrypt) of a small JSON object, in base64."""


class KeysLockedError(PackageError):
    """The desk's own keys are under a passphrase that has not been given in this session."""

    def __init__(self) -> None:
        super().__init__("本单位的密钥加了口令：请先输入密钥口令，再导出或接收。")


def signing_identity(store: Store) -> SigningIdentity:
    """Return the desk's signing identity, made when it is first asked for; raises KeysLockedError."""
    with store.transaction():
        if not (seed := _secret(store, _SEED)):
            seed = renew_signing_identity(store).seed.hex()
    return SigningIdentity(bytes.fromhex(seed))


def renew_signing_identity(store: Store) -> SigningIdentity:
    """Give the desk another signing identity; whoever registered the old one compares the new fingerprint."""
    made = SigningIdentity.generate()
    _keep(store, _SEED, made.seed.hex())
    store.set_setting(_PUBLIC, made.public.line)
    return made


def own_public_key(store: Store) -> PublicKey:
    """Return the public half of the desk's signing key, for which no passphrase is asked."""
    if line := store.setting(_PUBLIC):
        return PublicKey.parse(line)
    public = signing_identity(store).public
    store.set_setting(_PUBLIC, public.line)
    return public


def age_identity(store: Store) -> AgeIdentity:
    """Return the desk's age identity, made when it is first asked for; without its secret while that is locked."""
    with store.transaction():
        if not store.setting(_AGE_RECIPIENT):
            made = AgeIdentity.generate()
            _keep(store, _AGE_SECRET, made.secret)
            store.set_setting(_AGE_RECIPIENT, made.recipient)
    is_shut = is_locked(store) and _AGE_SECRET not in store.keyring
    return AgeIdentity("" if is_shut else _secret(store, _AGE_SECRET), store.setting(_AGE_RECIPIENT))


# -- under a passphrase ----------------------------------------------------------------------


def is_locked(store: Store) -> bool:
    """Whether the desk's keys are kept under a passphrase."""
    return bool(store.setting(_LOCKED))


def lock_keys(store: Store, passphrase: str) -> None:
    """Put the desk's keys under a passphrase, or under another one; raises KeysLockedError, PackageError if short."""
    check_passphrase(passphrase)
    signing_identity(store)
    own_public_key(store)
    age_identity(store)
    secrets = {name: _secret(store, name) for name in (_SEED, _AGE_SECRET)}
    with store.transaction():
        _shut(store, secrets, passphrase)
        store.keyring.update(secrets)


def unlock_keys(store: Store, passphrase: str) -> None:
    """Open the keys for this session; raises PackageError for a wrong passphrase."""
    store.keyring.update(_opened(store, passphrase))


def remove_passphrase(store: Store, passphrase: str) -> None:
    """Keep the keys without a passphrase again; raises PackageError for a wrong one."""
    secrets = _opened(store, passphrase)
    with store.transaction():
        for name, secret in secrets.items():
            store.set_setting(name, secret)
        store.set_setting(_LOCKED, "")
    store.keyring.clear()


def _secret(store: Store, name: str) -> str:
    if not is_locked(store):
        return store.setting(name)
    if name not in store.keyring:
        raise KeysLockedError
    return store.keyring[name]


def _keep(store: Store, name: str, secret: str) -> None:
    """Keep a new secret; under a passphrase only together with it."""
    if is_locked(store):
        raise PackageError("本单位的密钥加了口令，不能换密钥：请先取消密钥口令。")
    store.set_setting(name, secret)


def _shut(store: Store, secrets: Mapping[str, str], passphrase: str) -> None:
    closed = Seal(passphrase=passphrase).close(json.dumps(dict(secrets)).encode())
    store.set_setting(_LOCKED, base64.b64encode(closed).decode("ascii"))
    for name in secrets:
        store.set_setting(name, "")


def _opened(store: Store, passphrase: str) -> dict[str, str]:
    try:
        plain = open_closed(base64.b64decode(store.setting(_LOCKED)), None, passphrase)
    except PassphraseNeededError:
        raise PackageError("密钥口令不对，请重新输入。") from None
    return {str(name): str(secret) for name, secret in json.loads(plain).items()}


# -- others' ---------------------------------------------------------------------------------


def registered_keys(store: Store) -> Mapping[str, PublicKey]:
    """Return the public keys of the registered senders by unit code."""
    return {unit: PublicKey.parse(sender.public_key) for unit, sender in store.exchange.senders().items()}


def register_sender(store: Store, sender: Party, key: PublicKey, age_recipient: str = "") -> None:
    """Register a sender's key, and the age recipient that a verified package of it named.

    Another key than before means another PC whose revisions start anew: what was received from the
    old one is no longer compared with what comes, so that the new one is not taken for older.
    """
    with store.transaction():
        known = store.exchange.senders().get(sender.code)
        same_key = known is not None and known.public_key == key.line
        if known is not None and same_key and age_recipient in ("", known.age_recipient):
            return
        if known is not None and not same_key:
            store.exchange.forget_unit(sender.code)
        if known is not None and same_key:
            renewed = replace(known, age_recipient=age_recipient)
        else:
            renewed = Sender(sender.code, sender.name, key.line, store.now_text(), store.by, age_recipient)
        store.exchange.register(renewed)


def colleague_code(unit: str, desk_id: str) -> str:
    """Return under which code another desk of the own office is registered."""
    return f"{unit}#{desk_id}"

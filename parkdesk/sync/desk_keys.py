"""The keys a desk holds: its own secrets, made once, and the public keys of the senders it knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parkdesk.store import Sender
from parkdesk.sync.keys import AgeIdentity, PublicKey, SigningIdentity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.store import Store
    from parkdesk.sync.descriptor import Party

_SEED, _AGE_SECRET, _AGE_RECIPIENT = "signing_seed", "age_secret", "age_recipient"


def signing_identity(store: Store) -> SigningIdentity:
    """Return the desk's signing identity, made when it is first asked for."""
    with store.transaction():
        if not (seed := store.setting(_SEED)):
            seed = SigningIdentity.generate().seed.hex()
            store.set_setting(_SEED, seed)
    return SigningIdentity(bytes.fromhex(seed))


def age_identity(store: Store) -> AgeIdentity:
    """Return the desk's age identity, made when it is first asked for."""
    with store.transaction():
        if not store.setting(_AGE_SECRET):
            made = AgeIdentity.generate()
            store.set_setting(_AGE_SECRET, made.secret)
            store.set_setting(_AGE_RECIPIENT, made.recipient)
    return AgeIdentity(store.setting(_AGE_SECRET), store.setting(_AGE_RECIPIENT))


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

"""Who may send: a sender is registered once with its public key; from then on nobody else is taken for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parkdesk.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parkdesk.sync.descriptor import Party
    from parkdesk.sync.keys import PublicKey


class UnknownSenderError(PackageError):
    """The sender has never been registered; a person may do so after comparing the fingerprint."""


class ChangedKeyError(PackageError):
    """The sender is registered with another key."""


def check_sender(sender: Party, key: PublicKey, registered: Mapping[str, PublicKey]) -> None:
    """Refuse a package whose signer is not the one registered for the sender's unit code."""
    known = registered.get(sender.code)
    if known == key:
        return
    who = f"“{sender.name}”（{sender.code}）"
    if known is None:
        raise UnknownSenderError(
            f"报送单位{who}还没有登记，没有装入：请打电话核对密钥指纹 {key.fingerprint}，一致后先登记该单位再装入。"
        )
    raise ChangedKeyError(
        f"{who}的密钥变了，没有装入：登记的指纹是 {known.fingerprint}，包里的是 {key.fingerprint}；"
        "请打电话核实，确属更换电脑的先重新登记公钥再装入。"
    )

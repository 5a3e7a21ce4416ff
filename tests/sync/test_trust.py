from __future__ import annotations

import pytest

from parkdesk.sync.descriptor import Party
from parkdesk.sync.keys import SigningIdentity
from parkdesk.sync.trust import ChangedKeyError, UnknownSenderError, check_sender

COUNTY = Party("610981", "旬阳市")


def test_the_registered_key_is_trusted(identity: SigningIdentity) -> None:
    check_sender(COUNTY, identity.public, {"610981": identity.public})


def test_an_unknown_sender_is_told_with_its_fingerprint(identity: SigningIdentity) -> None:
    with pytest.raises(UnknownSenderError, match=f"旬阳市.*{identity.public.fingerprint}.*登记"):
        check_sender(COUNTY, identity.public, {"610900": identity.public})


def test_a_changed_key_is_refused_with_both_fingerprints(identity: SigningIdentity) -> None:
    old = SigningIdentity.generate().public
    with pytest.raises(ChangedKeyError, match=f"{old.fingerprint}.*{identity.public.fingerprint}"):
        check_sender(COUNTY, identity.public, {"610981": old})

"""The desk's own keys under a passphrase."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from parkdesk.errors import PackageError
from parkdesk.store import Store
from parkdesk.sync import submission
from parkdesk.sync.desk_keys import (
    KeysLockedError,
    age_identity,
    is_locked,
    lock_keys,
    own_public_key,
    remove_passphrase,
    signing_identity,
    unlock_keys,
)
from parkdesk.sync.receiving import Consent, receive
from parkdesk.sync.secrecy import Seal, open_closed
from parkdesk.sync.sending import Delivery

from .desks import AUG, CITY, COUNTY, fill, make_desk

WORD = "一个不短的口令1"


@pytest.fixture
def county(tmp_path: Path) -> Store:
    """A desk that the test closes itself."""
    made = make_desk(tmp_path, COUNTY)
    fill(made)
    return made


@pytest.fixture
def city(tmp_path: Path) -> Store:
    return make_desk(tmp_path, CITY, "city")


def reopened(store: Store) -> Store:
    store.close()
    return Store.open(store.path, "赵一")


def test_locked_keys_sign_only_after_the_passphrase(county: Store, city: Store, tmp_path: Path) -> None:
    public, recipient = own_public_key(county), age_identity(county).recipient
    lock_keys(county, WORD)
    assert is_locked(county)
    first = submission.pack(county, AUG, tmp_path).file  # still open in the session in which it was locked
    with reopened(county) as again:
        assert own_public_key(again) == public
        assert age_identity(again).recipient == recipient
        with pytest.raises(KeysLockedError):
            submission.pack(again, AUG, tmp_path)
        with pytest.raises(PackageError, match="密钥口令不对"):
            unlock_keys(again, "不是这个口令呀")
        unlock_keys(again, WORD)
        with again.beside() as beside:  # what a background thread opens may sign too
            file = submission.pack(beside, AUG, tmp_path).file
    result, _ = receive(city, [first, file], Consent(new_sender=True))
    assert result.status == "applied"
    assert result.package is not None
    assert result.package.public_key == public


def test_the_secrets_are_nowhere_in_the_file(county: Store) -> None:
    seed, secret = signing_identity(county).seed.hex(), age_identity(county).secret
    lock_keys(county, WORD)
    county.close()
    data = county.path.read_bytes()
    assert seed.encode() not in data
    assert secret.encode() not in data
    assert WORD.encode() not in data


def test_what_is_kept_is_an_age_file(county: Store) -> None:
    seed = signing_identity(county).seed.hex()
    lock_keys(county, WORD)
    kept = base64.b64decode(county.setting("locked_keys"))
    assert kept.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert json.loads(open_closed(kept, None, WORD))["signing_seed"] == seed


def test_the_passphrase_can_be_changed_and_taken_off(county: Store) -> None:
    public = own_public_key(county)
    lock_keys(county, WORD)
    lock_keys(county, WORD + "新")
    with reopened(county) as again:
        with pytest.raises(PackageError):
            remove_passphrase(again, WORD)
        with pytest.raises(KeysLockedError):
            lock_keys(again, "另外一个长的口令")
        remove_passphrase(again, WORD + "新")
        assert not is_locked(again)
        assert signing_identity(again).public == public


def test_a_short_passphrase_is_refused(county: Store) -> None:
    with pytest.raises(PackageError, match="太短"):
        lock_keys(county, "短")
    assert not is_locked(county)


def test_what_is_encrypted_to_a_locked_desk_waits_for_the_passphrase(
    county: Store, city: Store, tmp_path: Path
) -> None:
    seal = Seal(recipient=age_identity(city).recipient)
    file = submission.pack(county, AUG, tmp_path, delivery=Delivery(seal)).file
    lock_keys(city, WORD)
    with reopened(city) as again:
        (result,) = receive(again, [file], Consent(new_sender=True))
        assert result.status == "refused"
        assert "密钥加了口令" in result.reason
        unlock_keys(again, WORD)
        (result,) = receive(again, [file], Consent(new_sender=True))
        assert result.status == "applied"

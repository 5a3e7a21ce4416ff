"""Two and three desks of one office: every way two people can touch one thing, in any order of merging."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from parkdesk.records import Enterprise, Registration
from parkdesk.store import DeskInfo, Store
from parkdesk.sync import colleagues
from parkdesk.sync.receiving import Consent, Received, receive

from .desks import AUG, COUNTY, clock, content, edit, fact, fill, firm, make_desk, write

NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]  # each example makes desks on disk
NEW = Consent(new_sender=True)
E1, E2 = f"{COUNTY}-e1", f"{COUNTY}-e2"


def desk(folder: Path, name: str) -> Store:
    """Another desk of the county's office, still empty."""
    folder.mkdir(exist_ok=True)
    return Store.create(
        folder / f"{name}.parkdesk", DeskInfo(name, COUNTY, "旬阳市", "county", "610900"), "孙三", clock=clock
    )


def hand(giver: Store, taker: Store, folder: Path, consent: Consent = NEW) -> Received:
    """Carry everything of one desk to another."""
    sent = colleagues.pack(giver, AUG, folder)
    (result,) = receive(taker, [sent.file], consent)
    return result


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two desks of one office that hold the same."""
    with make_desk(tmp_path, COUNTY) as one, desk(tmp_path, "two") as two:
        fill(one)
        assert hand(one, two, tmp_path).status == "applied"
        assert one.digest() == two.digest()
        yield one, two


def both(one: Store, two: Store, folder: Path, consent: Consent = NEW) -> None:
    """Merge both ways; a decision that one side takes is the other's too."""
    assert hand(two, one, folder, consent).status in ("applied", "same")
    assert hand(one, two, folder).status in ("applied", "same")
    assert one.digest() == two.digest()
    assert one.verify() == two.verify() == []


def test_an_empty_desk_takes_everything(pair: tuple[Store, Store], tmp_path: Path) -> None:
    one, two = pair
    assert content(one) == content(two)
    assert hand(two, one, tmp_path).status == "same"
    assert hand(one, two, tmp_path).status == "same"


def test_its_own_and_foreign_colleagues_are_refused(pair: tuple[Store, Store], city: Store, tmp_path: Path) -> None:
    one, _ = pair
    file = colleagues.pack(one, AUG, tmp_path).file
    assert "本台账自己" in receive(one, [file], NEW)[0].reason
    (result,) = receive(city, [file], NEW)
    assert result.status == "refused"
    with desk(tmp_path / "x", "four") as stranger:
        assert "还没有登记" in receive(stranger, [file])[0].reason


def set_staff(number: int | None) -> Callable[[Store], None]:
    return lambda store: edit(store, E1, staff=number)


def set_fact(value: int | None) -> Callable[[Store], None]:
    def change(store: Store) -> None:
        old = store.facts.slice(AUG.key).get(("output", E2, 1))
        write(store, facts=(fact(E2, value, old=old),))

    return change


def delete(record_id: str) -> Callable[[Store], None]:
    def change(store: Store) -> None:
        gone = store.find(Enterprise, record_id)
        standing = store.select(Registration, enterprise=record_id)
        facts = tuple(
            fact(s, None, old=v, period=p, code=c, measure=m)  # type: ignore[arg-type]
            for p in map(AUG.from_key, store.facts.periods())
            for (c, s, m), v in store.facts.slice(p.key).items()
            if s == record_id
        )
        write(store, (gone, None), *((one, None) for one in standing), facts=facts)

    return change


def add(number: int, **changes: Any) -> Callable[[Store], None]:
    """Enter a firm of one name on each desk: the ids differ, the firm is one."""

    def change(store: Store) -> None:
        made = firm(COUNTY, number, id=f"{store.desk.desk_id}-{number}", **changes)
        write(store, made, facts=(fact(made.id, number),))

    return change


# what one does, what the other does → how many questions, and what comes of it where there is none
MATRIX: dict[str, tuple[Callable[[Store], None], Callable[[Store], None], int]] = {
    "added, added same": (add(7), add(7), 0),
    "added, added different": (add(7, town="甲镇"), add(7, town="乙镇"), 1),
    "added, added another": (add(7), add(8), 0),
    "edited, edited same": (set_staff(99), set_staff(99), 0),
    "edited, edited different": (set_staff(98), set_staff(99), 1),
    "edited, edited another field": (set_staff(98), lambda s: edit(s, E1, town="甲镇"), 0),
    "edited, edited another firm": (set_staff(98), lambda s: edit(s, E2, staff=1), 0),
    "edited, deleted same": (set_staff(98), delete(E1), 1),
    "deleted, edited same": (delete(E1), set_staff(98), 1),
    "edited, deleted another": (set_staff(98), delete(E2), 0),
    "deleted, deleted same": (delete(E1), delete(E1), 0),
    "deleted, deleted another": (delete(E1), delete(E2), 0),
    "added, deleted another": (add(7), delete(E1), 0),
    "fact edited, edited same": (set_fact(5), set_fact(5), 0),
    "fact edited, edited different": (set_fact(5), set_fact(6), 1),
    "fact edited, deleted": (set_fact(5), set_fact(None), 1),
    "fact deleted, deleted": (set_fact(None), set_fact(None), 0),
    "fact edited, its firm deleted": (set_fact(5), delete(E2), 1),
    "fact edited, firm edited": (set_fact(5), lambda s: edit(s, E2, staff=1), 0),
}


@pytest.mark.parametrize("name", MATRIX)
@pytest.mark.parametrize("take", ["mine", "theirs"])
def test_merge_matrix(name: str, take: str, pair: tuple[Store, Store], tmp_path: Path) -> None:
    one, two = pair
    first, second, questions = MATRIX[name]
    first(one)
    second(two)
    before = one.digest()
    result = hand(two, one, tmp_path)
    if questions:
        assert result.status == "conflict"
        assert len(result.conflicts) == questions
        assert one.digest() == before
        wanted = (one if take == "mine" else two).digest()
        both(one, two, tmp_path, Consent(new_sender=True, take=take))
        if "added" not in name and "firm" not in name:
            assert one.digest() == wanted
    else:
        assert result.status in ("applied", "same")
        both(one, two, tmp_path)


def test_what_comes_of_different_fields(pair: tuple[Store, Store], tmp_path: Path) -> None:
    one, two = pair
    edit(one, E1, staff=98)
    edit(two, E1, town="甲镇")
    both(one, two, tmp_path)
    found = one.find(Enterprise, E1)
    assert found is not None
    assert (found.staff, found.town) == (98, "甲镇")


def test_a_conflict_names_base_mine_and_theirs_and_the_decision_is_logged(
    pair: tuple[Store, Store], tmp_path: Path
) -> None:
    one, two = pair
    edit(one, E1, staff=98)
    edit(two, E1, staff=99)
    write(one, facts=(fact(E2, 5, old=0),))
    write(two, facts=(fact(E2, 6, old=0),))
    result = hand(two, one, tmp_path)
    told = [(c.where, c.field, c.base, c.mine, c.theirs) for c in result.conflicts]
    assert told == [
        ("企业 旬阳市第1企业", "从业人数", "35", "98", "99"),
        ("2026年1—8月 旬阳市第2企业", "工业总产值（累计）", "0万元", "0.000005万元", "0.000006万元"),
    ]
    choices = {result.conflicts[0].id: "theirs", result.conflicts[1].id: "mine"}
    assert (
        hand(two, one, tmp_path, Consent(new_sender=True, choices={result.conflicts[0].id: "theirs"})).status
        == "conflict"
    )
    assert hand(two, one, tmp_path, Consent(new_sender=True, choices=choices)).status == "applied"
    entry = one.imports()[0]
    assert [finding["text"] for finding in entry.findings] == [
        "从业人数：原为35，我改为98，同事改为99，选定同事的。",
        "工业总产值（累计）：原为0万元，我改为0.000005万元，同事改为0.000006万元，选定我的。",
    ]
    assert hand(one, two, tmp_path).status == "applied"
    found = two.find(Enterprise, E1)
    assert found is not None
    assert found.staff == 99
    assert two.facts.slice(AUG.key)["output", E2, 1] == 5


def test_a_decision_is_not_asked_twice_and_a_new_edit_is_news(pair: tuple[Store, Store], tmp_path: Path) -> None:
    one, two = pair
    edit(one, E1, staff=98)
    edit(two, E1, staff=99)
    both(one, two, tmp_path, Consent(new_sender=True, take="mine"))
    edit(two, E1, staff=50)
    both(one, two, tmp_path)
    found = one.find(Enterprise, E1)
    assert found is not None
    assert found.staff == 50


def test_three_desks_end_alike_whatever_the_order(tmp_path: Path) -> None:
    digests = set()
    for number, order in enumerate([(0, 1, 2), (2, 0, 1), (1, 2, 0)]):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        with make_desk(folder, COUNTY) as one, desk(folder, "two") as two, desk(folder, "three") as three:
            fill(one)
            desks = (one, two, three)
            hand(one, two, folder)
            hand(two, three, folder)
            edit(one, E1, staff=98)
            edit(two, E1, town="甲镇")
            write(three, facts=(fact(E2, 5, old=0),))
            delete(f"{COUNTY}-e3")(two)
            for _ in range(2):
                for giver, taker in itertools.permutations([desks[i] for i in order], 2):
                    assert hand(giver, taker, folder).status in ("applied", "same")
            digests |= {store.digest() for store in desks}
    assert len(digests) == 1


@given(data=st.data())
@settings(max_examples=4, deadline=None, phases=NO_SHRINKING)
def test_random_work_apart_converges(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    work_apart(data, tmp_path_factory.mktemp("office"))


@pytest.mark.slow
@given(data=st.data())
@settings(max_examples=150, deadline=None, phases=NO_SHRINKING)
def test_much_random_work_apart_converges(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    work_apart(data, tmp_path_factory.mktemp("office"))


def work_apart(data: st.DataObject, folder: Path) -> None:
    """Edit at random at three desks, clocks years apart, and hand on at random: all end alike when all is merged."""
    with make_desk(folder, COUNTY) as one, desk(folder, "two") as two, desk(folder, "three") as three:
        fill(one)
        desks = (one, two, three)
        for other in desks[1:]:
            hand(one, other, folder)
            other._clock = lambda: clock().replace(year=1980)
        for _ in range(data.draw(st.integers(1, 8))):
            store = data.draw(st.sampled_from(desks))
            act = data.draw(st.integers(0, 3))
            if act == 0:
                store_firm = store.find(Enterprise, data.draw(st.sampled_from([E1, E2])))
                if store_firm is not None:
                    write(store, (store_firm, dataclasses.replace(store_firm, staff=data.draw(st.integers(0, 2)))))
            elif act == 1 and store.find(Enterprise, E2):
                set_fact(data.draw(st.none() | st.integers(1, 3)))(store)
            elif act == 2 and store.find(Enterprise, E2):
                delete(E2)(store)
            else:
                giver = data.draw(st.sampled_from([d for d in desks if d is not store]))
                hand(
                    giver, store, folder, Consent(new_sender=True, take=data.draw(st.sampled_from(["mine", "theirs"])))
                )
        for giver in desks[1:]:
            assert hand(giver, one, folder, Consent(new_sender=True, take="mine")).status in ("applied", "same")
        for taker in desks[1:]:
            assert hand(one, taker, folder).status in ("applied", "same")
        assert len({store.digest() for store in desks}) == 1
        assert all(store.verify() == [] for store in desks)

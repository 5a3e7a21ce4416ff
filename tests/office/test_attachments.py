from __future__ import annotations

import pytest

from parkdesk.errors import StoreError
from parkdesk.office import attachments
from parkdesk.office.desks import create_desk
from parkdesk.office.editing import save_record
from parkdesk.records import Attachment, Enterprise

FIRM = Enterprise(id="a", unit="610981", name="旬阳单氏茶业有限公司")


@pytest.fixture
def store(tmp_path):
    made = create_desk(tmp_path / "旬阳.parkdesk", "610981", "旬阳市经贸局", "county", "陈晓兰")
    save_record(made, None, FIRM)
    yield made
    made.close()


@pytest.fixture
def paper(tmp_path):
    made = tmp_path / "营业执照.pdf"
    made.write_bytes(b"%PDF-1.7 a licence")
    return made


def only(store):
    (found,) = attachments.attachments_of(store, FIRM)
    return found


def test_a_file_is_copied_beside_the_desk_and_noted(store, paper):
    attachments.attach(store, FIRM, paper)
    kept = only(store)
    assert (kept.name, kept.size, kept.added_on) == ("营业执照.pdf", 18, store.day().isoformat())
    place = attachments.checked_place(store, kept)
    assert place.parent == store.path.with_name("旬阳附件")
    assert place.read_bytes() == paper.read_bytes()
    assert [p.name for p in place.parent.iterdir()] == [place.name]
    paper.unlink()
    assert attachments.checked_place(store, kept) == place


def test_the_same_file_twice_is_one(store, paper):
    attachments.attach(store, FIRM, paper)
    assert attachments.attach(store, FIRM, paper) is None
    only(store)


def test_other_content_under_the_same_name_is_another(store, paper):
    attachments.attach(store, FIRM, paper)
    paper.write_bytes(b"renewed")
    attachments.attach(store, FIRM, paper)
    places = {attachments.checked_place(store, one) for one in attachments.attachments_of(store, FIRM)}
    assert len(places) == 2


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_._etc_passwd"),
        ("C:\\windows\\x.dll", "C__windows_x.dll"),
        ("con.txt", "附件con.txt"),
        ("...", "附件"),
        ("a\x00b<c>.pdf ", "a_b_c_.pdf"),
        ("长" * 200 + ".docx", "长" * 60 + ".docx"),
    ],
)
def test_names_are_made_safe(name, safe):
    assert attachments.safe_name(name) == safe


def test_a_row_from_elsewhere_cannot_point_out_of_the_folder(store):
    row = Attachment(id="x", ledger="enterprises", record="a", name="../../../a.txt", sha256="../..", size=1)
    assert attachments.place_of(store, row).parent == attachments.attachments_folder(store.path)


def test_a_changed_or_lost_file_is_told(store, paper):
    attachments.attach(store, FIRM, paper)
    place = attachments.place_of(store, only(store))
    place.write_bytes(b"other")
    with pytest.raises(StoreError, match="被改动过"):
        attachments.checked_place(store, only(store))
    place.unlink()
    with pytest.raises(StoreError, match="不在这台电脑上"):
        attachments.checked_place(store, only(store))


def test_stopping_half_way_leaves_nothing(store, paper):
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attachments.attach(store, FIRM, paper, stop)
    assert list(attachments.attachments_folder(store.path).iterdir()) == []
    assert attachments.attachments_of(store, FIRM) == []


def test_a_folder_or_a_missing_file_is_refused(store, tmp_path):
    with pytest.raises(StoreError, match="不是文件"):
        attachments.attach(store, FIRM, tmp_path)
    with pytest.raises(StoreError, match="没有添加"):
        attachments.attach(store, FIRM, tmp_path / "没有.pdf")


def test_taking_it_away_can_be_undone(store, paper):
    attachments.attach(store, FIRM, paper)
    changes = attachments.detach(store, only(store))
    assert attachments.attachments_of(store, FIRM) == []
    store.undo(changes.import_id)
    assert attachments.checked_place(store, only(store)).exists()


def test_programs_are_known_for_what_they_are():
    for name, runs in (("a.EXE", True), ("b.lnk", True), ("c.pdf", False)):
        row = Attachment(id="x", ledger="enterprises", record="a", name=name, sha256="0", size=1)
        assert attachments.is_runnable(row) is runs

"""Uploading: what is taken, what is refused, and that it goes on where it stopped."""

import io
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from hub.errors import NotFound
from hub.records.files import checking, pictures
from hub.records.files.checking import check_due, forget_unsent, sweep
from hub.records.files.tables import File, FileChunk
from hub.runtime import Hub
from hub.settings import Settings
from tests.cast import Cast
from tests.doors import Doors, Refused
from tests.fakes import Clock
from tests.features.files import GPS, PDF, Uploader, digest, picture, seen_where

Call = Callable[..., Awaitable[dict[str, Any]]]

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><html><body onload=alert(1)>"


@pytest.fixture
def database_url() -> str:
    """What is taken does not depend on the database; that both keep it is shown beside what files hang on."""
    return ""


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    small = {"file_bytes": 3_000_000, "file_person_bytes": 6_000_000, "file_practice_bytes": 8_000_000}
    return Settings(data=str(tmp_path), database=database_url, command_rate=10_000, command_burst=10_000, **small)


@pytest.fixture
def ana(hub_: Hub, doors: Doors, cast: Cast) -> Uploader:
    return Uploader(hub_, doors, cast.ana, cast.ana.patient)


@pytest.fixture
def ben(hub_: Hub, doors: Doors, cast: Cast) -> Uploader:
    return Uploader(hub_, doors, cast.ben, cast.ben.patient)


async def chunks_of(hub: Hub, file: str) -> set[str]:
    """Which parts of a file are kept."""
    found = sa.select(FileChunk.c.part).where(FileChunk.c.file == file).distinct()
    return set(await hub.read("*", lambda at: at.execute(found).scalars().all()))


# What is taken


@pytest.mark.parametrize(
    ("form", "mime"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/jpeg"),
        ("GIF", "image/png"),
        ("HEIF", "image/jpeg"),
    ],
)
async def test_a_picture_is_made_anew(ana: Uploader, form: str, mime: str) -> None:
    file = await ana.send(picture(form), "my knee.bin")
    upload = await ana.upload(file)
    assert (upload["state"], upload["mime"], upload["preview"]) == ("ready", mime, True)
    response = await ana.get(file)
    assert response.headers["content-type"] == mime
    made = Image.open(io.BytesIO(response.content))
    assert made.size == (60, 40)
    assert made.convert("RGB").getpixel((5, 20))[0] > 200


@pytest.mark.parametrize("form", ["JPEG", "HEIF", "WEBP"])
async def test_where_a_photograph_was_taken_is_not_kept(ana: Uploader, form: str) -> None:
    sent = picture(form, exif=seen_where())
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(GPS), "the photograph says where it was taken"
    file = await ana.send(sent)
    for part in ("", "/preview"):
        made = Image.open(io.BytesIO((await ana.get(file, part=part)).content))
        assert dict(made.getexif()) == {}
        assert made.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


async def test_a_photograph_taken_sideways_stands_upright(ana: Uploader) -> None:
    file = await ana.send(picture(exif=seen_where(orientation=6)))
    assert Image.open(io.BytesIO((await ana.get(file)).content)).size == (40, 60)


async def test_a_pdf_is_kept_as_it_is(ana: Uploader) -> None:
    file = await ana.send(PDF, "letter.pdf")
    assert (await ana.upload(file))["mime"] == "application/pdf"
    response = await ana.get(file)
    assert response.content == PDF
    assert (await ana.get(file, part="/preview")).status_code == 404


async def test_plain_text_is_taken(ana: Uploader) -> None:
    file = await ana.send(b"Dolor: 5 < 7, desde el martes.\n", "diary.txt")
    assert (await ana.get(file)).headers["content-type"] == "text/plain; charset=utf-8"


# What is refused


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (SVG, "drawing.svg", "type"),
        (HTML, "page.html", "type"),
        (b"Hello <img src=x onerror=alert(1)>", "note.txt", "type"),
        (b"#!/bin/sh\nrm -rf /\n", "note.txt", "type"),
        (b"PK\x03\x04" + bytes(60), "photo.jpg", "type"),
        (b"MZ" + bytes(200), "photo.jpg", "type"),
        (b"\x00\x00\x00\x20ftypavif" + bytes(60), "photo.heic", "type"),
        (b"%PDF-1.7\nno end to it", "letter.pdf", "type"),
        (HTML + PDF, "letter.pdf", "type"),
        (picture()[:300], "photo.jpg", "damaged"),
        (b"\xff\xd8\xff" + HTML, "photo.jpg", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + HTML, "photo.png", "damaged"),
        (b"\x00\x00\x00\x20ftypheic" + bytes(600), "photo.heic", "damaged"),
    ],
)
async def test_what_is_no_picture_pdf_or_text_is_refused(ana: Uploader, data: bytes, name: str, reason: str) -> None:
    file = await ana.send(data, name)
    assert (await ana.upload(file))["reason"] == reason
    assert (await ana.get(file)).status_code == 404


async def test_nothing_of_what_hides_behind_a_picture_is_kept(ana: Uploader) -> None:
    file = await ana.send(picture("PNG") + HTML + PDF)
    kept = (await ana.get(file)).content
    assert kept.startswith(b"\x89PNG")
    assert b"html" not in kept
    assert b"%PDF" not in kept


async def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused(ana: Uploader) -> None:
    bomb = picture("PNG", (12_000, 12_000))
    assert len(bomb) < 1_000_000
    assert (await ana.upload(await ana.send(bomb)))["reason"] == "pixels"


async def test_a_decoder_that_dies_or_hangs_is_a_refusal(
    ana: Uploader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real, script = pictures.reencode, tmp_path / "broken.py"
    monkeypatch.setattr(pictures, "reencode", lambda data, mime: real(data, mime, script=script, patience_s=1))
    for behaviour in ("import os; os.kill(os.getpid(), 11)", "while True: pass", "print('{}')", "x = [0] * 10**11"):
        script.write_text(behaviour)
        file = await ana.send(picture(size=(60, 41)))
        assert (await ana.upload(file))["reason"] == "damaged", behaviour
        await ana.browser.do("file.discard", file=file)


async def test_what_was_announced_has_to_come(ana: Uploader) -> None:
    data = picture()
    wrong = await ana.send(data, sha256=digest(b"something else"))
    assert (await ana.upload(wrong))["reason"] == "altered"
    short = await ana.begin(data)
    await ana.put(short["file"], 0, data[:-1])
    with pytest.raises(Refused, match="conflict"):
        await ana.browser.do("file.finish", file=short["file"])
    assert (await ana.put(short["file"], 1, b"more than announced")).status_code == 413


async def test_too_large_too_many_and_no_room_are_said(ana: Uploader, ben: Uploader) -> None:
    with pytest.raises(Refused) as one:
        await ana.begin(b"x", size_bytes=3_000_001)
    assert (one.value.code, one.value.field) == ("too_large", "size_bytes")
    for n in range(2):
        await ana.begin(bytes([n]), size_bytes=3_000_000)
    with pytest.raises(Refused, match="a lot of files today"):
        await ana.begin(b"y")
    with pytest.raises(Refused, match="no room"):
        await ben.begin(b"z", size_bytes=2_500_000)
    await ben.begin(b"z")


@pytest.mark.parametrize("name", ["", "x" * 121])
async def test_a_name_that_cannot_be_is_refused_with_its_field(ana: Uploader, name: str) -> None:
    with pytest.raises(Refused) as refused:
        await ana.begin(b"x", name)
    assert (refused.value.code, refused.value.field) == ("invalid", "name")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\ana\\knee.jpg", "knee.jpg"),
        ("a\r\nSet-Cookie: x\x00.jpg", "aSet-Cookie: x.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe.jpg"),
        ("IMG_1.HEIC", "IMG_1.jpg"),
        ("rodilla 😀 añil.jpeg", "rodilla 😀 añil.jpeg"),
        ("...", "file.jpg"),
    ],
)
async def test_a_name_is_cleaned_and_says_what_the_file_is(ana: Uploader, given: str, kept: str) -> None:
    file = await ana.send(picture(), given)
    assert (await ana.upload(file))["name"] == kept
    header = (await ana.get(file)).headers["content-disposition"]
    assert header.isascii()
    assert header.startswith("attachment; ")


# Pieces


async def test_pieces_come_in_any_order_and_twice(ana: Uploader) -> None:
    data = PDF[:10] + random.Random(1).randbytes(50_000) + PDF[10:]
    file = (await ana.begin(data, "scan.pdf"))["file"]
    for n in (2, 0, 2, 1, 0):
        assert (await ana.put(file, n, data[n * 20_000 : (n + 1) * 20_000])).status_code == 200
    await ana.browser.do("file.finish", file=file)
    await check_due(ana.hub)
    assert (await ana.get(file)).content == data
    assert (await ana.put(file, 0, data[:20_000])).status_code == 409


async def test_an_upload_goes_on_where_it_stopped(ana: Uploader) -> None:
    data = picture()
    first = await ana.begin(data)
    await ana.put(first["file"], 1, data[100:])
    again = await ana.begin(data)
    assert (again["file"], again["pieces"]) == (first["file"], [1])
    assert (await ana.browser.see("file.pieces", file=first["file"]))["data"]["pieces"] == [1]


async def test_a_check_that_was_cut_off_is_begun_again(
    ana: Uploader, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(checking, "_settle", _die)
        file = await ana.send(picture())
    assert (await ana.upload(file))["state"] == "checking"
    await check_due(ana.hub)
    assert (await ana.upload(file))["state"] == "checking", "whoever began has it still"
    clock.move(seconds=91)
    await check_due(ana.hub)
    assert (await ana.upload(file))["state"] == "ready"
    assert await ana.get(file)


def _die(*ignored: Any) -> Any:
    raise NotFound


@pytest.mark.parametrize("n", ["-1", "512", "x", "1e3"])
async def test_a_piece_has_a_number(ana: Uploader, n: Any) -> None:
    file = (await ana.begin(b"x"))["file"]
    assert (await ana.put(file, n, b"x")).status_code == 422


async def test_nobody_adds_to_a_strangers_upload(ana: Uploader, ben: Uploader) -> None:
    data = picture()
    file = (await ana.begin(data))["file"]
    assert (await ben.put(file, 0, data)).status_code == 404
    for name in ("file.finish", "file.discard"):
        with pytest.raises(Refused, match="not_found"):
            await ben.browser.do(name, file=file)
    with pytest.raises(Refused, match="not_found"):
        await ben.browser.see("file.pieces", file=file)
    assert (await ben.begin(data))["file"] != file


async def test_nobody_begins_a_file_about_a_stranger(ben: Uploader, cast: Cast) -> None:
    with pytest.raises(Refused, match="not_found"):
        await ben.begin(b"x", patient=cast.ana.patient)
    assert await ben.begin(b"x", patient=cast.patients["mia"])


# What goes again


async def test_what_was_not_attached_is_forgotten_with_its_bytes(ana: Uploader, clock: Clock) -> None:
    file = await ana.send(picture())
    await sweep(ana.hub)
    assert await chunks_of(ana.hub, file) == {"body", "preview"}
    clock.move(hours=25)
    await forget_unsent(ana.hub)
    await sweep(ana.hub)
    assert await chunks_of(ana.hub, file) == set()
    assert (await ana.get(file)).status_code in (401, 404)


async def test_what_was_refused_or_given_up_leaves_no_bytes(ana: Uploader) -> None:
    refused, given_up = await ana.send(HTML), await ana.send(picture())
    await ana.browser.do("file.discard", file=given_up)
    await sweep(ana.hub)
    assert await chunks_of(ana.hub, refused) == await chunks_of(ana.hub, given_up) == set()
    left = sa.select(sa.func.count()).select_from(File.table).where(File.c.leftover.is_not(None))
    assert await ana.hub.read("*", lambda at: at.execute(left).scalar()) == 0

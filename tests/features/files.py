"""Pictures and papers to upload, and somebody who uploads them through the doors."""

import hashlib
import io
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

from hub.records.files.checking import check_due
from hub.runtime import Hub
from tests.cast import One
from tests.doors import Browser, Doors

register_heif_opener()

ORIENTATION, GPS = 0x0112, 0x8825
WHERE = {1: "N", 2: (40.0, 26.0, 46.0), 3: "W", 4: (79.0, 58.0, 56.0)}
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """Left half red, right half blue."""
    made = Image.new("RGB", size, "red")
    made.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    made.save(out, form, **options)
    return out.getvalue()


def seen_where(*, orientation: int = 1) -> Image.Exif:
    """What a telephone notes in a photograph: how it was held, and where."""
    noted = Image.Exif()
    noted[ORIENTATION] = orientation
    noted[GPS] = WHERE
    return noted


class Uploader:
    """Somebody's browser with files to send about one patient."""

    def __init__(self, hub: Hub, doors: Doors, one: One, patient: str | None) -> None:
        self.hub, self.patient = hub, patient
        self.browser: Browser = doors.browser(one)

    async def begin(self, data: bytes, name: str = "photo.jpg", **about: Any) -> dict[str, Any]:
        asked = {"patient": self.patient, "name": name, "size_bytes": len(data), "sha256": digest(data)} | about
        return dict((await self.browser.do("file.begin", **asked))["result"])

    async def put(self, file: str, n: int, data: bytes) -> Any:
        return await self.browser.http.put(f"/api/files/{file}/{n}", content=data)

    async def send(self, data: bytes, name: str = "photo.jpg", *, pieces: int = 1, **about: Any) -> str:
        """Everything up to the end of the check. Returns the file's id."""
        file = str((await self.begin(data, name, **about))["file"])
        step = -(-len(data) // pieces)
        for n in range(pieces):
            assert (await self.put(file, n, data[n * step : (n + 1) * step])).status_code == 200
        await self.browser.do("file.finish", file=file)
        await check_due(self.hub)
        return file

    async def upload(self, file: str) -> dict[str, Any]:
        """How an own file stands that hangs on nothing."""
        uploads = (await self.browser.see("file.uploads"))["data"]["uploads"]
        return dict(next(one for one in uploads if one["file"] == file))

    async def get(self, file: str, *, part: str = "", **headers: str) -> Any:
        return await self.browser.http.get(f"/api/files/{file}{part}", headers=headers)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

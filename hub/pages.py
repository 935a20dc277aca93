"""The pages: two web builds, their files packed for slow lines, and in a demo the door that leads to both."""

import gzip
import mimetypes
import stat
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from hub.auth.door import refuse
from hub.demo.mails import mails_page
from hub.errors import BadRequest, NotFound
from hub.runtime import Hub

WEB = Path(__file__).parent.parent / "web" / "dist"
PACKED = frozenset((".html", ".js", ".css", ".svg", ".json", ".webmanifest"))
LASTING = "public, immutable, max-age=31536000"  # names under assets/ hold a digest of what is in them


def web_routes(hub: Hub) -> list[BaseRoute]:
    """The patient build at `/`, the staff build at `/staff/`; in a demo each on a host of its own."""
    return [
        Mount("/staff", Build(hub, WEB / "staff")),
        Mount("/", Build(hub, WEB / "patient")),
    ]


class Build:
    """One web build: its files, and its page for every route the browser makes up itself."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub, self.folder = hub, folder
        self.files = StaticFiles(directory=folder, check_dir=False)
        self._packed: dict[tuple[str, float], bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = self._elsewhere(request) or await self._file(request)
        await response(scope, receive, send)

    def _elsewhere(self, request: Request) -> Response | None:
        if not self.hub.is_demo or self.folder.name != "patient":
            return None
        match request.scope["path"], request.url.hostname:
            case "/", "localhost":
                return HTMLResponse(_front_page(request.url.port))
            case "/", "staff.localhost":
                return RedirectResponse("/staff/")
            case "/demo/mails", _:
                return HTMLResponse(mails_page(Path(self.hub.settings.mail_sink)))
        return None

    async def _file(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return refuse(BadRequest("Pages are only read."))
        path = request.scope["path"].removeprefix(request.scope.get("root_path", "")).lstrip("/")
        found, kind = self.files.lookup_path(path) if path else ("", None)
        if kind is not None and stat.S_ISREG(kind.st_mode):
            return self._sent(request, found, kind.st_mtime, LASTING if "/assets/" in found else "no-cache")
        if "." in path.rpartition("/")[2]:
            return refuse(NotFound("There is no such page."))
        page, kind = self.files.lookup_path("index.html")
        if kind is None:
            return refuse(NotFound("The pages are not built; run: make setup"))
        return self._sent(request, page, kind.st_mtime, "no-cache")

    def _sent(self, request: Request, path: str, changed_at: float, lasting: str) -> Response:
        headers = {"Cache-Control": lasting, "Vary": "Accept-Encoding"}
        if Path(path).suffix not in PACKED or "gzip" not in request.headers.get("accept-encoding", ""):
            return FileResponse(path, headers=headers)
        packed = self._packed.get((path, changed_at))
        if packed is None:
            packed = self._packed[path, changed_at] = gzip.compress(Path(path).read_bytes(), 9, mtime=0)
        kind, _ = mimetypes.guess_type(path)
        return Response(packed, media_type=kind, headers=headers | {"Content-Encoding": "gzip"})


def _front_page(port: int | None) -> str:
    at = f":{port}" if port else ""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chartwire demo practice</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/front.css"></head><body><main>
<h1>Chartwire</h1><p>A demo practice with made-up patients. Open both sides in two windows and write to each other.</p>
<p><a href="http://patient.localhost{at}/">I am a patient</a>
<a href="http://staff.localhost{at}/staff/">I work here</a>
<a href="/demo/mails">Mails it would send</a></p>
<p lang="es">Un consultorio de demostración con pacientes inventados. Abra los dos lados en dos ventanas.</p>
</main></body></html>"""

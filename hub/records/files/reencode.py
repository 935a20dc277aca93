"""A picture made anew, in a process of its own that may do nothing else: what comes out holds pixels and no more.

A script, run by `pictures.py`; it imports nothing of the hub. Standard input is the picture, standard output one line
of JSON and then the new picture and its preview. Exit codes: 0 done, 2 not a picture it can read, 3 too many pixels.
"""

import io
import json
import os
import resource
import sys
import warnings
from typing import NoReturn

from PIL import (
    Image,
    ImageCms,
    ImageFile,
    ImageOps,
    TiffImagePlugin,  # noqa: F401 - what reads EXIF; loaded here: later nothing can be opened any more
    WebPImagePlugin,  # noqa: F401
)
from pillow_heif import register_heif_opener

MOST_PIXELS = 50_000_000
LONGEST_SIDE, PREVIEW_SIDE = 4096, 640
MEMORY_BYTES = 1024 * 1024 * 1024
OUTPUT_BYTES = 64 * 1024 * 1024
PROCESSOR_S = 20
UNREADABLE, TOO_MANY_PIXELS = 2, 3
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF", "image/heic": "HEIF"}


def confine() -> None:
    """Take away what a picture does not need: memory, time, large files, and any file or socket not open yet."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_S),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def read_picture(data: bytes, mime: str) -> Image.Image:
    """The first frame, upright and in plain colours. Leaves with TOO_MANY_PIXELS before anything is decoded."""
    opened = Image.open(io.BytesIO(data), formats=(FORMATS[mime],))
    width, height = opened.size
    if width * height > MOST_PIXELS or min(width, height) < 1:
        leave(TOO_MANY_PIXELS)
    if mime == "image/jpeg":
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decodes a large one at half the size
    opened.load()
    profile = opened.info.get("icc_profile")
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return in_plain_colours(upright, profile)


def in_plain_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB, or RGBA where something shows through; of a camera's wider colours what sRGB has of them."""
    if picture.mode in ("I", "I;16"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if profile and picture.mode in ("RGB", "CMYK") and mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            picture = converted or picture
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile nobody can read says nothing about the colours
    return picture.convert(mode)


def written(picture: Image.Image, form: str, **options: object) -> bytes:
    """A picture as a file with nothing in it but its pixels."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, form, **options)
    return out.getvalue()


def encode(picture: Image.Image, mime: str) -> tuple[str, bytes]:
    """Drawings and what shows through stay exact as PNG; photographs become JPEG."""
    if picture.mode == "RGBA" or mime in ("image/png", "image/gif"):
        return "image/png", written(picture, "PNG")
    return "image/jpeg", written(picture, "JPEG", quality=88, progressive=True)


def preview_of(picture: Image.Image) -> bytes:
    """Small, on white, for the message itself."""
    small = picture.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
    if small.mode == "RGBA":
        white = Image.new("RGB", small.size, "white")
        white.paste(small, mask=small.getchannel("A"))
        small = white
    return written(small, "JPEG", quality=80)


def leave(code: int) -> NoReturn:
    os._exit(code)


def main() -> None:
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    data, mime = sys.stdin.buffer.read(), sys.argv[1]
    warnings.simplefilter("ignore")
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # ours is exact, and refuses instead of warning
    Image.preinit()
    confine()
    try:
        picture = read_picture(data, mime)
        made, body = encode(picture, mime)
        preview = preview_of(picture)
    except Exception:  # whatever a decoder makes of a stranger's bytes, it is no picture we can take
        leave(UNREADABLE)
    size = {"width": picture.width, "height": picture.height}
    head = json.dumps({"mime": made, "body": len(body), "preview": len(preview), **size})
    sys.stdout.buffer.write(head.encode() + b"\n" + body + preview)
    sys.stdout.buffer.flush()
    leave(0)


if __name__ == "__main__":
    main()

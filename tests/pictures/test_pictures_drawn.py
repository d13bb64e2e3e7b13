"""Every picture a camera or a person makes comes out upright, in sRGB, small, and bare."""

import io

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from mrezha.pictures.prepare import prepare_picture
from mrezha.pictures.rules import Prepared, Refusal

RED, BLUE, WHITE = (200, 30, 30), (30, 30, 200), (255, 255, 255)
GPS, GPS_LATITUDE, ORIENTATION, ARTIST = 0x8825, 2, 0x0112, 0x013B  # EXIF 2.32 tags
SECRET = b"TAEN NADPIS"


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def halves(width: int = 1600, height: int = 800) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def prepare(raw: bytes) -> Prepared:
    found = prepare_picture(raw)
    assert isinstance(found, Prepared), found
    return found


def read(raw: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(raw))
    image.load()
    return image


def is_near(expected: tuple[int, int, int], image: Image.Image, x: float, y: float) -> bool:
    """Say whether the pixel at a part of width and height has the colour, but for encoding."""
    width, height = image.size
    point = image.convert("RGB").getpixel((int((width - 1) * x), int((height - 1) * y)))
    return all(abs(a - b) <= 14 for a, b in zip(expected, point, strict=True))


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (5000, [320, 640, 1280]),
        (1280, [320, 640, 1280]),
        (1000, [320, 640, 1000]),
        (320, [320]),
        (200, [200]),
        (1, [1]),
    ],
)
def test_a_picture_is_drawn_in_the_usual_widths_and_never_enlarged(
    width: int, expected: list[int]
) -> None:
    found = prepare(encode(Image.new("RGB", (width, 100), RED), "PNG"))
    assert expected == list(found.variants)
    assert expected == [read(one.data).width for one in found.variants.values()]
    assert min(width, 960) == read(found.fallback.data).width
    for one in found.files:
        assert one.kind.upper() == read(one.data).format
        assert (one.width, one.height) == read(one.data).size


def test_proportions_stay() -> None:
    found = prepare(encode(halves(1600, 900), "JPEG"))
    assert [(320, 180), (640, 360), (1280, 720)] == [
        (one.width, one.height) for one in found.variants.values()
    ]
    assert (960, 540) == (found.fallback.width, found.fallback.height)


# Where the red half is seen by the EXIF standard's table: what is row 0, what is column 0.
@pytest.mark.parametrize(
    ("turn", "red", "size"),
    [
        (1, (0, 0.5), (640, 320)),
        (2, (1, 0.5), (640, 320)),
        (3, (1, 0.5), (640, 320)),
        (4, (0, 0.5), (640, 320)),
        (5, (0.5, 0), (320, 640)),
        (6, (0.5, 0), (320, 640)),
        (7, (0.5, 1), (320, 640)),
        (8, (0.5, 1), (320, 640)),
        (9, (0, 0.5), (640, 320)),  # no such turn: as it is
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_upright(
    kind: str, turn: int, red: tuple[float, float], size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    found = prepare(encode(halves(640, 320), kind, exif=exif))
    assert size == (found.width, found.height)
    for one in found.files:
        image = read(one.data)
        assert is_near(RED, image, *red)
        assert is_near(BLUE, image, 1 - red[0], 1 - red[1])
        assert ORIENTATION not in image.getexif()


def with_everything(kind: str) -> bytes:
    """A picture with a place, an author, a comment, a colour profile."""
    exif = Image.Exif()
    exif[ARTIST] = SECRET.decode()
    exif.get_ifd(GPS)[GPS_LATITUDE] = (43.0, 12.0, 34.5)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, object] = {"exif": exif, "icc_profile": profile}
    if kind == "JPEG":
        options["comment"] = SECRET
        options["xmp"] = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", SECRET.decode())
        info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        options["pnginfo"] = info
    if kind == "WEBP":
        options["xmp"] = SECRET
    return encode(halves(), kind, **options)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_passes(kind: str) -> None:
    raw = with_everything(kind)
    given = read(raw)
    assert given.getexif().get_ifd(GPS) and SECRET in raw  # the test's own picture has it all
    assert given.info["icc_profile"]
    for one in prepare(raw).files:
        image = read(one.data)
        assert {} == dict(image.getexif())
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
        for trace in (SECRET, b"Exif", b"GPS", b"ICC", b"acsp", b"xmp", b"EXIF", b"XMP "):
            assert trace not in one.data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_same_picture_gives_the_same_bytes(kind: str) -> None:
    raw = with_everything(kind)
    assert prepare(raw) == prepare(raw)


def palette_with_hole() -> Image.Image:
    image = halves(400, 200).quantize(4)
    image.info["transparency"] = image.getpixel((0, 0))
    return image


def grey_with_alpha() -> Image.Image:
    return Image.merge("LA", (Image.new("L", (400, 200), 30), half_mask()))


def half_mask() -> Image.Image:
    mask = Image.new("L", (400, 200), 0)
    mask.paste(255, (200, 0, 400, 200))
    return mask


def rgba() -> Image.Image:
    image = halves(400, 200)
    image.putalpha(half_mask())
    return image


@pytest.mark.parametrize(
    ("kind", "image", "right"),
    [
        ("PNG", palette_with_hole(), BLUE),
        ("PNG", grey_with_alpha(), (30, 30, 30)),
        ("PNG", rgba(), BLUE),
        ("WEBP", rgba(), BLUE),
    ],
    ids=["palette", "grey", "rgba", "webp"],
)
def test_what_is_transparent_becomes_white_paper(
    kind: str, image: Image.Image, right: tuple[int, int, int]
) -> None:
    for one in prepare(encode(image, kind)).files:
        drawn = read(one.data)
        assert "RGB" == drawn.mode
        assert is_near(WHITE, drawn, 0.2, 0.5)
        assert is_near(right, drawn, 0.8, 0.5)


@pytest.mark.parametrize(
    ("kind", "image", "expected"),
    [
        # By the plain formula: R = 255 x (1 - C) x (1 - K), and so on.
        ("JPEG", Image.new("CMYK", (64, 64), (0, 255, 255, 0)), (255, 0, 0)),
        ("JPEG", Image.new("L", (64, 64), 77), (77, 77, 77)),
        ("PNG", Image.new("I;16", (64, 64), 77 * 257), (77, 77, 77)),
        ("PNG", Image.new("1", (64, 64), 1), WHITE),
        ("PNG", Image.new("P", (64, 64), 0), (0, 0, 0)),
    ],
    ids=["cmyk", "grey", "grey of 16 bits", "one bit", "palette"],
)
def test_every_colour_model_becomes_rgb(
    kind: str, image: Image.Image, expected: tuple[int, int, int]
) -> None:
    for one in prepare(encode(image, kind)).files:
        assert is_near(expected, read(one.data), 0.5, 0.5)


def test_colours_of_another_profile_are_converted() -> None:
    raw = encode(halves(), "PNG", icc_profile=swapped_profile())
    drawn = read(prepare(raw).fallback.data)
    assert is_near(BLUE, drawn, 0.2, 0.5)
    assert is_near(RED, drawn, 0.8, 0.5)


def swapped_profile() -> bytes:
    """sRGB with the tags of its red and blue primaries exchanged (ICC.1:2022, 7.3: tag table)."""
    raw = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return raw.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")


def test_a_broken_profile_is_ignored() -> None:
    raw = encode(halves(), "JPEG", icc_profile=b"no profile at all" * 20)
    assert is_near(RED, read(prepare(raw).fallback.data), 0.2, 0.5)


def test_a_broken_exif_is_ignored() -> None:
    raw = encode(halves(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff broken")
    assert is_near(RED, read(prepare(raw).fallback.data), 0.2, 0.5)


def test_of_several_pictures_a_phone_puts_in_one_jpeg_the_first_is_shown() -> None:
    raw = encode(halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (80, 80), WHITE)])
    drawn = read(prepare(raw).fallback.data)
    assert is_near(RED, drawn, 0.2, 0.5)


@pytest.mark.parametrize(
    ("width", "height", "code"),
    [
        (6016, 4016, None),  # what cameras sell as 24 megapixels
        (5712, 4284, None),
        (5000, 5000, "picture-size"),
        (16_000, 1, None),
        (16_001, 1, "picture-size"),
        (1, 16_000, None),
        (1, 16_001, "picture-size"),
    ],
)
def test_a_picture_has_at_most_24_megapixels_and_16_000_on_a_side(
    width: int, height: int, code: str | None
) -> None:
    found = prepare_picture(encode(Image.new("1", (width, height)), "PNG"))
    assert code == (found.code if isinstance(found, Refusal) else None)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
    ],
)
def test_the_largest_pictures_of_every_kind_fit_into_the_memory_allowed(
    kind: str, mode: str
) -> None:
    image = Image.new(mode, (5712, 4284), 90)
    options = {"lossless": True, "method": 0} if kind == "WEBP" else {}
    found = prepare(encode(image, kind, **options))
    assert (5712, 4284) == (found.width, found.height)

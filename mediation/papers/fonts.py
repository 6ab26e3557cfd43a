"""The Chinese fonts of papers, made small: a paper carries what it needs of seven thousand glyphs instead of sixty-five thousand.

A glyph keeps its number when it is written into a paper, with a place for each number below it: from the whole font a paper
is twice as large and takes half as long again to print. Whatever is not in the small ones is taken from the whole ones.
"""

import ctypes
import os
import subprocess
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from fontTools.ttLib import TTFont, TTLibError
from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration

RANGES = ((0x20, 0x180), (0x2010, 0x2040), (0x2190, 0x2194), (0x2460, 0x249C), (0x2610, 0x2613), (0x3000, 0x3030), (0xFF01, 0xFF5F), (0xFFE0, 0xFFE7))
# Of names, outside GB 2312.
NAMES = "堃喆玥珺旻昇祎翀赟燚犇瑄珅玹昉晞焜锜沄洺淏湉璟璠琇婳媞嫄妘姵彧芃垚烜炘彣暐莙翾瑢瓅玘玙珽琎瑀峣旸曈濛"
HARFBUZZ, SUBSET = "libharfbuzz.so.0", "libharfbuzz-subset.so.0"
NOTDEF_OUTLINE = 0x40  # hb_subset_flags_t
FAMILY_NAMES = (1, 16)  # of the name table


class Face(NamedTuple):
    """One weight of a family."""

    family: str  # as papers call it
    whole: str  # the installed font that it is made of
    weight: int  # as fontconfig counts


REGULAR, BOLD = 80, 200
FACES = tuple(Face(family, whole, weight) for family, whole in (("Paper Serif", "Noto Serif CJK SC"), ("Paper Sans", "Noto Sans CJK SC")) for weight in (REGULAR, BOLD))


def small_font(face: Face) -> bytes | None:
    """The font, the same bytes from the same installed one; None when that is not here or cannot be made small, and papers take what is installed."""
    try:
        path, index = _installed(face)
        return _renamed(_subset(path, index, _characters()), face.family)
    except (OSError, ValueError, LookupError, AttributeError, TTLibError, subprocess.SubprocessError):
        return None


def add_to(config: FontConfiguration) -> None:
    """Let papers of this process use the small fonts. They lie in memory only, so that a process that is killed leaves nothing behind."""
    for face in FACES:
        if font := small_font(face):
            file = os.memfd_create(face.family)
            with open(file, "wb", closefd=False) as out:
                out.write(font)
            fontconfig.FcConfigAppFontAddFile(config._config, f"/proc/self/fd/{file}".encode())
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", config.font_map))
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)  # a hundred megabytes that making them took


def _renamed(font: bytes, family: str) -> bytes:
    """The same under another family: one name for two fonts would leave the choice to fontconfig."""
    out = BytesIO()
    with TTFont(BytesIO(font), lazy=True, recalcTimestamp=False) as read:
        for record in read["name"].names:
            if record.nameID in FAMILY_NAMES:
                record.string = family
        read.save(out)
    return out.getvalue()


def _installed(face: Face) -> tuple[str, int]:
    """File and number of the installed font; ValueError when fontconfig offers another family."""
    asked = ("fc-match", "--format", "%{family}|%{file}|%{index}", f"{face.whole}:weight={face.weight}")
    family, path, index = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=30).stdout.split("|")
    if face.whole not in family.split(","):
        raise ValueError(family)
    return path, int(index)


def _characters() -> set[int]:
    """Latin, punctuation, the 7,445 signs of GB/T 2312-1980, and names."""
    own = {point for first, end in RANGES for point in range(first, end)} | {ord(sign) for sign in NAMES}
    standard = (bytes((row, cell)).decode("gb2312", errors="ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return own | {ord(sign) for sign in standard if sign}


def _subset(path: str, index: int, characters: set[int]) -> bytes:
    """These characters of a font, with whatever its features make of them."""
    harfbuzz, subset = _libraries()
    blob = harfbuzz.hb_blob_create_from_file_or_fail(path.encode())
    face = harfbuzz.hb_face_create(blob, index)
    asked = subset.hb_subset_input_create_or_fail()
    wanted = subset.hb_subset_input_unicode_set(asked)
    for point in characters:
        harfbuzz.hb_set_add(wanted, point)
    subset.hb_subset_input_set_flags(asked, NOTDEF_OUTLINE)
    made = subset.hb_subset_or_fail(face, asked)
    if not made:
        raise ValueError(path)
    length = ctypes.c_uint()
    out = harfbuzz.hb_face_reference_blob(made)
    data = ctypes.string_at(harfbuzz.hb_blob_get_data(out, ctypes.byref(length)), length.value)
    for release, thing in ((harfbuzz.hb_blob_destroy, out), (harfbuzz.hb_face_destroy, made), (subset.hb_subset_input_destroy, asked), (harfbuzz.hb_face_destroy, face)):
        release(thing)
    harfbuzz.hb_blob_destroy(blob)
    return data


@lru_cache(maxsize=1)
def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    """HarfBuzz, which WeasyPrint has loaded anyway, with the few functions of it that are called here."""
    harfbuzz, subset = ctypes.CDLL(HARFBUZZ), ctypes.CDLL(SUBSET)
    pointer, number = ctypes.c_void_p, ctypes.c_uint
    for library, name, answer, *given in (
        (harfbuzz, "hb_blob_create_from_file_or_fail", pointer, ctypes.c_char_p),
        (harfbuzz, "hb_blob_get_data", pointer, pointer, pointer),
        (harfbuzz, "hb_blob_destroy", None, pointer),
        (harfbuzz, "hb_face_create", pointer, pointer, number),
        (harfbuzz, "hb_face_reference_blob", pointer, pointer),
        (harfbuzz, "hb_face_destroy", None, pointer),
        (harfbuzz, "hb_set_add", None, pointer, number),
        (subset, "hb_subset_input_create_or_fail", pointer),
        (subset, "hb_subset_input_unicode_set", pointer, pointer),
        (subset, "hb_subset_input_set_flags", None, pointer, number),
        (subset, "hb_subset_input_destroy", None, pointer),
        (subset, "hb_subset_or_fail", pointer, pointer, pointer),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = answer, given
    return harfbuzz, subset

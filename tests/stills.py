"""Draws still pictures for tests: patches of known colour in many kinds of file, and a raw file by hand."""

import base64
import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from tests.colours import PATCHES, SIDE

SIZE = (SIDE * len(PATCHES), SIDE * 2)


def patch_picture() -> Image.Image:
    """The patches side by side, in sRGB."""
    return Image.fromarray(np.repeat(np.repeat(PATCHES[None].astype(np.uint8), 2 * SIDE, axis=0), SIDE, axis=1))


def corner_picture(width: int = 120, height: int = 80) -> Image.Image:
    """Dark, with a bright top left quarter."""
    pixels = np.full((height, width, 3), 30, np.uint8)
    pixels[: height // 2, : width // 2] = 220
    return Image.fromarray(pixels)


def swapped_profile() -> bytes:
    """A profile of a made-up screen: linear light with BT.2020 primaries, which no plain reading gets right."""
    return _matrix_profile([(0.6734, 0.2790, -0.0019), (0.1656, 0.6753, 0.0300), (0.1251, 0.0456, 0.7969)], 1.0)


def through_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture's numbers as a file with this profile would hold them."""
    srgb, own = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.profileToProfile(picture, srgb, own, outputMode="RGB")


def _matrix_profile(columns: list[tuple[float, float, float]], gamma: float) -> bytes:
    """A smallest ICC display profile. Source: ICC.1:2001-04, matrix and one-number curves."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(value: tuple[float, float, float]) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, value))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78 + 9)
    note = b"text\0\0\0\0free\0\0\0\0"
    names = [b"rXYZ", b"gXYZ", b"bXYZ"]
    tags = [(b"desc", text[:104]), (b"cprt", note), (b"wtpt", xyz((0.9642, 1.0, 0.8249)))]
    tags += [(name, xyz(column)) for name, column in zip(names, columns, strict=True)]
    tags += [(name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")]
    place, table, data = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, content in tags:
        content += bytes(-len(content) % 4)
        table += name + struct.pack(">II", place + len(data), len(content))
        data += content
    total = 128 + len(table) + len(data)
    head = struct.pack(">I4sI4s4s4s", total, b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    head += bytes(28) + b"".join(map(fixed, (0.9642, 1.0, 0.8249)))
    return head.ljust(128, b"\0") + table + data


Entry = tuple[int, int, int, bytes]
"""Tag, kind of value, count, value."""


def draw_dng(path: Path, preview: bytes = b"", orientation: int = 1, size: tuple[int, int] = (64, 48)) -> Path:
    """A raw photograph by hand: an even warm grey behind a Bayer pattern, 16 bits, with or without a JPEG preview.

    Source: Adobe DNG 1.4 and TIFF 6.0.
    """
    width, height = size
    bayer = np.full((height, width), 9000, "<u2")
    bayer[0::2, 0::2], bayer[1::2, 1::2] = 12000, 6000
    to_camera = (3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570)
    camera = [
        (50706, 1, 4, bytes((1, 4, 0, 0))),
        (50708, 2, 6, b"Drawn\0"),
        (50721, 10, 9, b"".join(struct.pack("<ii", int(value * 10000), 10000) for value in to_camera)),
        (50728, 5, 3, struct.pack("<IIIIII", 1, 1, 1, 1, 1, 1)),
        (50778, 3, 1, _short(21)),
    ]
    raw = [
        (254, 4, 1, _long(0)),
        *_shape(width, height, 16, 1, 32803),
        (273, 4, 1, b"DATA"),
        (277, 3, 1, _short(1)),
        (278, 4, 1, _long(height)),
        (279, 4, 1, _long(bayer.nbytes)),
        (33421, 3, 2, struct.pack("<HH", 2, 2)),
        (33422, 1, 4, bytes((0, 1, 1, 2))),
        (50717, 4, 1, _long(16383)),
    ]
    turned = [(274, 3, 1, _short(orientation))]
    if not preview:
        path.write_bytes(b"II*\0" + _long(8) + _ifd(8, [*raw, *turned, *camera], bayer.tobytes()))
        return path
    with Image.open(io.BytesIO(preview)) as picture:
        shape = _shape(*picture.size, 8, 7, 6)
    first = [
        (254, 4, 1, _long(1)),
        *shape,
        (273, 4, 1, b"DATA"),
        *turned,
        (277, 3, 1, _short(3)),
        (278, 4, 1, shape[1][3]),
        (279, 4, 1, _long(len(preview))),
        (330, 4, 1, b"NEXT"),
        *camera,
    ]
    head = _ifd(8, first, preview)
    path.write_bytes(b"II*\0" + _long(8) + head + _ifd(8 + len(head), raw, bayer.tobytes()))
    return path


def _short(value: int) -> bytes:
    return struct.pack("<H", value)


def _long(value: int) -> bytes:
    return struct.pack("<I", value)


def _shape(width: int, height: int, bits: int, compression: int, photometric: int) -> list[Entry]:
    return [
        (256, 4, 1, _long(width)),
        (257, 4, 1, _long(height)),
        (258, 3, 1, _short(bits)),
        (259, 3, 1, _short(compression)),
        (262, 3, 1, _short(photometric)),
    ]


def _ifd(start: int, entries: list[Entry], data: bytes) -> bytes:
    """A directory that begins at `start`, what does not fit into it, and the picture's data."""
    entries = sorted(entries)
    beyond = start + 2 + 12 * len(entries) + 4
    extra = b"".join(value for _, _, _, value in entries if len(value) > 4)
    ends = {b"DATA": beyond + len(extra), b"NEXT": beyond + len(extra) + len(data) + len(data) % 2}
    table, place = b"", beyond
    for tag, kind, count, value in entries:
        if value in ends:
            value = _long(ends[value])
        elif len(value) > 4:
            value, place = _long(place), place + len(value)
        table += struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")
    return _short(len(entries)) + table + bytes(4) + extra + data + bytes(len(data) % 2)


def draw_heic(path: Path) -> Path:
    """The patches, 16 px each, turned a quarter clockwise as a phone does it. Drawn by us, as no encoder is here."""
    path.write_bytes(zlib.decompress(base64.b85decode("".join(_HEIC.split()))))
    return path


_HEIC = r"""
c-mc63pkYN7ykw`?$_LM8&;S|nZIjR?vhKom}T8!E+$_LV~ldCOc-VDHtyE2n5<|etuPE?N)tBM)@_NBv|$VRyM*Tdjr2VKXV3G!-
#O=Ze((F8@0{m(4*&ofL~1-aEEL28kdQzkT40kvED-
=;U8GPd7Wg7MVT1_Eo(+&eJQettn1K;dyN5X213~~yV8Ir@XaInphA>D(ZN4JF0ccr)U?g$Z6GW9DCv=wval$U*(ZK(KFagCS4&0^7kU=U5*ki
&(K{AC5*>fNn9|h@)&|W8)umH;3C21`I+dCT@03a(I0_{+>he^Tsd;vjNzz`NZS{xyJEEF_!gu(t5DO1pP2<24YZf+6_Gtq`1VZjT~!9jF{GmI
O<O@}_R4<8jliNr_5L8vr<ph1u#7())-`&~gM_RvD%Bd}jH6O=-
3Pwy6i&*u;96+?~;#(@G*SWHX|QsN*biVEce><7uDuT6mgFvK+>VR&j9<fws^P~u)d22Y5=@3sLt8-
AHYz(W0kd!k^qA}ivk@YT~4bFcEG6$6(#UhSXbKUuuq-nm;anuODg-
$c$ekMOt4rTK5h5#3WA$fOn({tC(LyzI~8!k4FA8JR!1$F3Z~^EqhbmbTF1-*r0;deP@-
#@N81?(_xjhd8!Kmw3yBV#W|=`Ox%~0!GN9e^4Zzw!iFTD-dmPV^&wj+o@k)-R?k=2Es`C_SC5hCYtA#df)h{S^=8#@T}mE-
(jz`u)~`i+Sw;j%n<#QHJfCk$2cHS<%UX2xTh!JR$%z;=){6|NfWE2G;Jw8TV|7?N85ME_n{>}yMJ1iVbO@38!+q8xy4{QgiFb22urk`FSu_gf
qQReeja?=lPCfoM2=|Tv@7LJpD;A@9AD7XC9&1P_1UnUEXJMiXJcD<|G(}WBl`7X1}pS_QO~=)mGHC=eW(b{Tjfe)dQ?}f9gSG-
>???pBwx4dFKyM}U{Tds-Y>H+RLq!HyZUl^ZhF3P+Fn|JofVK~%{ERBe2~Qv9sH-
|5w+67Y{Kv1uhsCZNucw)qr~@ea>dQX9~OCPL4yQ)pBqm~Znu!!uPS~Mz&!j0+t<Jy-Co#qW^_jw%ePfb$(_ygd2Dq3*{o&E+1DRWXl?3vy{d@
X{7@3oztyfWr54c;c5q0t0GW?;ygSFmosJzx_n0oS^K%@sX!`j-zVI;C&*-
l>JOEUlnvq{~X611y*M?=Rto)g6S~Edhk?9@W$ia9m_WCjVV`c4je~-
6foV5DyS;Qp|hz9uOXO|Z;iA%PzWV*3#9&78Ffd_r5a>c8X>>o`<I+qqMm3I(%x9xQiH8xHwtw4f_s;j8!!u?iWX$wnplN-
(Yp||L*QZDEG6wZ|4p;K{g70v00^dYlEF|I+UT(go9+RuF1|8ei>8)lY$deu{lNb}z~SSs#yJh1RrMZYsO{W@W}tc$&D0zvm_6G!!s`SOsy!PB
|6CvGo?*<oYPFN;g8qsAFGngjGx=qBQHP@>U6*-1H$Cz;Mar92v9-
J3v3HL!6Ts0yw#33z`ba$WgOMdcd3&+1<1@fT|ED*xNx_yP4j(+3w%{4~VemZW7;=3~6I>;{Vr3Jiz!9z_>mc?8MpNz5_UM7GULovTb)3M;(K$
GQgPk;s}FbkT@aXPpVF@eJYRz<bwzq^jTQQx)!fJ~~<SxyjHvm*?o|NT~he($zC>2eEb%Gd7V(#j+!lO7Y(K1GG&JZZg*QN{du?XuBD#I;@VL?
L;42u8`JXEF<J{RhAc}WQPANju}p!J0YLr>o}j#X%pd^QdxNhdE!wFLB3cH+w8LZjk2maeSy7f8{7>Ru<Fg~eG^v?hloxjH1g&2M)Vu*UNh=ZK
)q@_n@2wfhGvvlHrX|9(8i4r=4ne(BjX3>(e1&l_1ay=oK<wN&+jH3fk$RN_D5dNNmbPk5n_}UGQ=%cqPR(&lz2Fu{!d|uqlcb%8^&}5$iJiR>
SdIBQ*&I!%EWEMa-e8ZqNZwL-;)a)j#<hNNrf^%h9zoj`4*-Zuk&p^?D+ks{wC-
;cgFlXljYnk?$O^>geIpInqS2xOcVScNHKyeoXe>#gj<BjI>YXV$x9ieOQe_Aw7$0rQ0v{WeXzrZsavIrcSioD_PM4MK2>ZieUpCg6Dr3I<9AO
y)KhdcrAc;w^m0*^M&=_I@bTIY7Doxs(`EI$qqjfa4;+$M!&F_exe!qkpv1{vr&gEzX8Cz`oT8LiuIu)>c6*(c3F3Zx7h${6Fgnt&c$4D!fZy0
9GLwCg7YW_6h%fW#<VnB~^27ibOhGU*1Y_aLHT*yN7Wbb
"""

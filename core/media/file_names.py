"""What a file's name says: a clip, certainly none, or nothing, so that its first bytes have to be read.

Reading is for the few names that say nothing: a folder of 100,000 sidecars costs none.
"""

from typing import Final, Literal

from core.media.file_kinds import RAW_VIDEOS
from core.values import STILL_SUFFIXES, PassedFileKind

Verdict = PassedFileKind | Literal["film", "untold"]
"""A clip by its name; one that only its first bytes tell; or why it is none."""
VIDEO: Final = "film"
UNTOLD: Final = "untold"


def _suffixes(words: str) -> frozenset[str]:
    return frozenset(f".{word}" for word in words.split())


VIDEO_SUFFIXES = _suffixes(
    "264 265 266 360 3g2 3gp 3gp2 3gpp amv asf avc avi av1 bik cine cmfv divx dv dvr-ms evo f4p f4v flv gif gxf h261"
    " h263 h264 h265 h266 hdmov hevc insv ismv ivf lrf lrv m1v m2p m2t m2ts m2v m4a m4v mj2 mjp mjpeg mjpg mk3d mkv"
    " mlv moov mov mp2v mp4 mp4v mpe mpeg mpeg1 mpeg2 mpeg4 mpg mpg2 mpg4 mpv mts mvc mxf nsv nut nuv obu ogg ogm ogv"
    " ogx pva qt rm rmvb smk ssif svi tod trp vc1 vdr vob vro vvc webm wm wmv wtv xvid y4m"
)
"""Names that promise a video. `.m4a` is the same container as `.mp4` and sometimes holds one."""

_OTHERS: dict[PassedFileKind, str] = {
    "audio": (
        "aa aac aax ac3 ac4 adts aif aifc aiff amr ape au caf dff dsf dts dtshd dtsma eac3 ec3 flac gsm it kar m4b m4p"
        " m4r mid midi mka mlp mp1 mp2 mp3 mpa mpc oga opus ra rf64 rmi s3m snd spx tak thd tta truehd voc w64 wav wave"
        " wma wv xm aup aup3 band logicx sf2 rx2 rex acd"
    ),
    "document": (
        "asx bib cfg chm conf csv djvu doc docm docx eml epub gdoc gsheet htm html ini ics inf json jsonl key lnk log"
        " m3u m3u8 markdown md mht mhtml mobi mpd msg ndjson nfo numbers odg odp ods odt one pages pdf pls plist pps"
        " ppsx ppt pptx ps rst rtf tex toml torrent tsv txt url vcf webloc xhtml xls xlsm xlsx xml xps xsl yaml yml"
    ),
    "picture": "ai cdr cin dcp dds dpx emf eps fla gpr hdr icns ico indd insp pam pbm pcx pgm pict pnm ppm sgi sketch"
    " svg svgz tga wmf xbm xcf xd xpm",
    "archive": (
        "001 7z ace apk arj bz2 cab cdr cpio deb dmg ear gz hqx img iso jar lha lz lz4 lzh lzma mdf nrg pkg qcow2 r00"
        " r01 rar rpm sit sitx sparsebundle tar tbz tbz2 tgz toast txz vdi vhd vhdx vmdk war xar xz z zip zipx zst"
    ),
    "sidecar": (
        "3dl aaf ale ass bdjo bdm bdmv bif bim bnp bup cdl ccc cc cfa clpi cof cpf cpi cube dctl edl ffindex fcpxml"
        " fcpxmld fit fitx gpx gyroflow idx ifo index inp ism ismc kml kmz lrc look lut m2tsindex mcc md5 mhl moff"
        " mpgindex mpl mpls ocf ocn omf otio pek pkf ppn reapeaks scc sfk sfl sfv sha1 sha256 sha512 siv smi smil srt"
        " ssa stl stp sub sup thm tc ttml usf vtt wfm xmp xmpses xmx par2 asc dtvcc vpj"
    ),
    "project": (
        "3ds aep aepx aet als avb avp avs avpj bcp bdlx blend c4d camproj cmp cpr dra drfx drp drt dvcc epr fbx ffx flp"
        " fcp fcpbundle fdx fxp gltf glb hip hipnc imovieproj kdenlive ma mb mlt mogrt motn motr mswmm npr nk obj pds"
        " pproj prel prfpset prin prproj prst psq ptx pts ptf rpp rpp-bak scriv ses sesx sqpreset sni skp sta stx"
        " tscproj usd usda usdc usdz veg vegtemplate vf vpr vpy wfp wlmp xmlp"
    ),
    "data": (
        "a accdb bat bson c class cmd com cpp cs css cxx dart db db-journal db-shm db-wal dex dll"
        " dylib exe go gradle h h5 hpp java js jsx kt ldf less lib lock lrcat lrdata lua m map mat mdb mjs msi"
        " mui ndf npy npz o onnx otf parquet php pl pm proto ps1 pt pth py pyc pyd pyi pyo pyw r rb rs"
        " safetensors scpt sh so sql sqlite sqlite-shm"
        " sqlite-wal sqlite3 swift sys tcl tsx ttc ttf vb vbs vue wasm woff"
        " woff2 zsh gitignore gitattributes jsm scss sass svelte"
    ),
}
"""Names of what is certainly no clip. One that is not here is read, so a name that clips have too must not be."""

SYSTEM_FILES = frozenset(
    {".apdisk", ".ds_store", ".localized", ".volumeicon.icns", "desktop.ini", "ehthumbs.db", "ehthumbs_vista.db",
     "icon\r", "thumbs.db", "autorun.inf"}
)  # fmt: skip


class Names:
    """Judges names. `stills` takes still pictures too."""

    def __init__(self, *, stills: bool = True) -> None:
        self._verdicts: dict[str, Verdict] = {}
        for kind, words in _OTHERS.items():
            self._verdicts |= dict.fromkeys(_suffixes(words), kind)
        self._verdicts |= dict.fromkeys(STILL_SUFFIXES, VIDEO if stills else "picture")
        self._verdicts |= dict.fromkeys(VIDEO_SUFFIXES | RAW_VIDEOS.keys(), VIDEO)

    def judge(self, name: str) -> Verdict:
        """What the name says."""
        if name.startswith("._"):  # AppleDouble: what a Mac notes beside a file on drives that have no place for it
            return "system"
        stem, _, last = name.rpartition(".")  # no path, which would be made for every file of a library
        verdict = self._verdicts.get(f".{last.lower()}", UNTOLD) if stem.strip(".") else UNTOLD
        return verdict if verdict == VIDEO or name.lower() not in SYSTEM_FILES else "system"

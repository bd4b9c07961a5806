"""What the streams of a PDF unpack to, told before anything of it is read: pdfium and pdfminer unpack them whole."""

import re
import zlib

from extractors.document import LimitError

STREAM_LIMIT_BYTES = 100_000_000
TOTAL_LIMIT_BYTES = 500_000_000
# https://zlib.net/zlib_tech.html: no stream unpacks to more than 1,032 times its size.
_LARGEST_RATIO = 1032
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_END = b"endstream"
# As far before its stream as the dictionary with its filters may begin.
_DICTIONARY_BYTES = 1_000
_CHUNK_BYTES = 1 << 16
_DEFLATED = re.compile(rb"/(?:FlateDecode|Fl)\b")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")


def check_streams(data: bytes) -> None:
    """Unpack what could be large, piece by piece and keeping nothing; pictures are left out, which no reader of text unpacks.

    Raises:
        LimitError: one stream unpacks to more than STREAM_LIMIT_BYTES, or all that could be large to more than TOTAL_LIMIT_BYTES.
    """
    total = 0
    end = 0
    while begins := _STREAM.search(data, end):
        start = begins.end()
        end = data.find(_END, start)
        end = len(data) if end < 0 else end
        dictionary = data[max(0, start - _DICTIONARY_BYTES) : start].rpartition(b" obj")[2]
        depth = len(_DEFLATED.findall(dictionary))
        if not depth or _IMAGE.search(dictionary) or (end - start) * _LARGEST_RATIO**depth <= STREAM_LIMIT_BYTES:
            continue
        total += _measure(data[start:end], depth)
        if total > TOTAL_LIMIT_BYTES:
            raise LimitError(f"the PDF unpacks to more than {TOTAL_LIMIT_BYTES // 1_000_000} MB; it is not read")


def _measure(packed: bytes, depth: int) -> int:
    """How many bytes a stream that was deflated as many times comes to."""
    size = 0
    inflaters = [zlib.decompressobj() for _ in range(depth)]
    for start in range(0, len(packed), _CHUNK_BYTES):
        try:
            size += _pass_on(packed[start : start + _CHUNK_BYTES], inflaters)
        except zlib.error:
            break
        if size > STREAM_LIMIT_BYTES:
            raise LimitError(f"a stream of the PDF unpacks to more than {STREAM_LIMIT_BYTES // 1_000_000} MB; it is not read")
    return size


def _pass_on(packed: bytes, inflaters: "list[zlib._Decompress]") -> int:
    """How many bytes come out of the last of these, at most a little more than the limit."""
    size = 0
    first, *others = inflaters
    while packed and not first.eof:
        unpacked = first.decompress(packed, _CHUNK_BYTES)
        size += _pass_on(unpacked, others) if others else len(unpacked)
        packed = first.unconsumed_tail
        if size > STREAM_LIMIT_BYTES:
            break
    return size

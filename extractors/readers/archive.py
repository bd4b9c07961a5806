"""What a zip package (docx, odt) may cost: its members read whole, with limits on size, and its XML parsed without entities or network."""

import struct
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from extractors.document import LimitError, UnreadableError

# The text of a book of 400 pages is some 20 MB of XML; an archive of 100 kB that unfolds to gigabytes is an attack or a fault.
MEMBER_LIMIT_BYTES = 100_000_000
TOTAL_LIMIT_BYTES = 200_000_000
MEMBER_COUNT_LIMIT = 10_000
# XML of a word processor unpacks to ten or twenty times its size, of blank tables to a hundred.
RATIO_LIMIT = 500
UNSUSPICIOUS_BYTES = 10_000_000
# libxml2's own: 256 levels, 10 MB of one text, entities that come to five times what is there (XML_ERR_RESOURCE_LIMIT), long names.
_LIBXML_LIMITS = frozenset({114, 110})
# What the standard library raises on archives that are not whole.
BROKEN_ARCHIVE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError, LookupError, OverflowError),
)
_ENCRYPTED_FLAG = 0x1


class Archive:
    """The members of a zip package by name, each read when it is asked for and only within the limits."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except BROKEN_ARCHIVE as error:
            raise UnreadableError(f"the archive is damaged ({error}); fetch the file again") from error
        members = self._zip.infolist()
        if len(members) > MEMBER_COUNT_LIMIT:
            raise LimitError(f"the archive has {len(members)} members, more than the {MEMBER_COUNT_LIMIT} of any document; it is not read")
        # Members are looked up by name and never written anywhere: a name such as ../../x is a name like any other.
        self._members = {member.filename: member for member in members}
        self._read_bytes = 0

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in the order of the archive."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """A member's bytes.

        Raises:
            UnreadableError: the member is missing, damaged or encrypted.
            LimitError: it unpacks to more than MEMBER_LIMIT_BYTES or RATIO_LIMIT times its size, or all that was read of the archive
                to more than TOTAL_LIMIT_BYTES.
        """
        member = self._members.get(name)
        if member is None:
            raise UnreadableError(f"the archive has no {name}; it is not the kind of document that its name says, or was cut short")
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise UnreadableError(f"the archive's {name} is encrypted; save the document without a password")
        try:
            with self._zip.open(member) as stream:
                # The directory's size is a claim; the bytes that come out are what counts.
                data = stream.read(MEMBER_LIMIT_BYTES + 1)
        except BROKEN_ARCHIVE as error:
            raise UnreadableError(f"the archive's {name} is damaged ({error}); fetch the file again") from error
        self._read_bytes += len(data)
        if len(data) > MEMBER_LIMIT_BYTES:
            raise LimitError(f"the archive's {name} unpacks to more than {MEMBER_LIMIT_BYTES // 1_000_000} MB; it is not read")
        if len(data) > max(UNSUSPICIOUS_BYTES, RATIO_LIMIT * member.compress_size):
            raise LimitError(f"the archive's {name} unpacks to more than {RATIO_LIMIT} times its size; it is not read")
        if self._read_bytes > TOTAL_LIMIT_BYTES:
            raise LimitError(f"the document unpacks to more than {TOTAL_LIMIT_BYTES // 1_000_000} MB; it is not read")
        return data

    def parse(self, name: str) -> etree._Element:
        """The root element of a member that is XML: no entities resolved, no network, no declared document type followed.

        Raises:
            UnreadableError: as `read`, or the XML is not well-formed.
        """
        return parse_xml(self.read(name), name)


def open_archive(data: bytes) -> Archive:
    """The zip package in these bytes.

    Raises:
        UnreadableError: the bytes are no zip archive.
        LimitError: it has more than MEMBER_COUNT_LIMIT members.
    """
    return Archive(data)


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root element of XML bytes, without comments and processing instructions.

    Raises:
        UnreadableError: not well-formed, or with a document type (neither OOXML nor ODF has one, and entities are what they are
            misused for); `name` is said.
        LimitError: elements nest deeper than 256 levels, or a text, a name or entities exceed the other limits of libxml2.
        MemoryError: there is not enough for its tree.
    """
    # A parser of its own for each call: threads share none. Word processors bear with an `xml:id` that is there twice.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if vars(error).get("code") == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError(f"{name} takes more memory than there is") from error
        # There is a line feed within some messages of libxml2.
        said = "".join((error.msg or "").splitlines())
        if getattr(error, "code", None) in _LIBXML_LIMITS:
            raise LimitError(f"{name} exceeds what any document holds ({said}); it is not read") from error
        raise UnreadableError(f"{name} is not well-formed XML ({said}); save the document again from the word processor") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError(f"{name} declares a document type, which no document of a word processor does; it is not read")
    return root

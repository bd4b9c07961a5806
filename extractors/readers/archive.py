"""What a zip package (docx, odt) may cost: its members read whole, with limits on size, and its XML parsed without entities or network."""

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from extractors.document import UnreadableError

# The text of a book of 400 pages is some 20 MB of XML; an archive of 100 kB that unfolds to gigabytes is an attack or a fault.
MEMBER_LIMIT_BYTES = 100_000_000
MEMBER_COUNT_LIMIT = 10_000
_ENCRYPTED_FLAG = 0x1


class Archive:
    """The members of a zip package by name, each read when it is asked for and only within the limits."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise UnreadableError(f"the archive is damaged ({error}); fetch the file again") from error
        members = self._zip.infolist()
        if len(members) > MEMBER_COUNT_LIMIT:
            raise UnreadableError(
                f"the archive has {len(members)} members, more than the {MEMBER_COUNT_LIMIT} of any document; it is not read"
            )
        self._members = {member.filename: member for member in members}

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in the order of the archive."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """A member's bytes.

        Raises:
            UnreadableError: the member is missing, damaged, encrypted, or larger than MEMBER_LIMIT_BYTES once unpacked.
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
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as error:
            raise UnreadableError(f"the archive's {name} is damaged ({error}); fetch the file again") from error
        if len(data) > MEMBER_LIMIT_BYTES:
            raise UnreadableError(f"the archive's {name} unpacks to more than {MEMBER_LIMIT_BYTES // 1_000_000} MB; it is not read")
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
        UnreadableError: the bytes are no zip archive, or it has more than MEMBER_COUNT_LIMIT members.
    """
    return Archive(data)


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root element of XML bytes, without comments and processing instructions.

    Raises:
        UnreadableError: not well-formed, deeper or larger than libxml2's own limits, or with a document type (neither
            OOXML nor ODF has one, and entities are what they are misused for); `name` is said.
        MemoryError: there is not enough for its tree.
    """
    # A parser of its own for each call: threads share none. Word processors bear with an `xml:id` that is there twice.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError(f"{name} takes more memory than there is") from error
        raise UnreadableError(f"{name} is not well-formed XML ({error.msg}); save the document again from the word processor") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError(f"{name} declares a document type, which no document of a word processor does; it is not read")
    return root

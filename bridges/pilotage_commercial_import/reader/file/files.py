"""Opens a file, whatever its extension, and returns its sheets."""

import io
import re
import zipfile

from . import csv_file, html_file, ods_file, trello_file, xls_file, xlsx_file
from .sheets import FileError

MAX_SIZE = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 300
# The beginning of a web page, after a declaration or remarks.
WEB_PAGE = re.compile(
    rb"^(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|style|body|table)\b",
    re.DOTALL,
)
FORMATS = "CSV, TSV, TXT, XLSX, XLS, ODS, JSON"


def read_sheets(content, name=""):
    """Return the list of :class:`~.sheets.Sheet` of a file.

    :param bytes content: the file
    :param str name: its name, for a sentence only: the content tells what it is
    :raises FileError: a file that cannot be read, whose code says why

    >>> [sheet.rows[1].cells for sheet in read_sheets(b"Client;Montant\\nDupont;5000\\n")]
    [['Dupont', '5000']]
    """
    if not content or not content.strip(b" \t\r\n;,\xef\xbb\xbf"):
        raise FileError("empty", name)
    if len(content) > MAX_SIZE:
        raise FileError("too_large", str(MAX_SIZE // 1024 // 1024))
    sheets = _get_reader(content, name)(content)
    return [csv_file.split_rows(sheet) for sheet in sheets]


def _get_reader(content, name):
    if content.startswith(b"PK"):
        return _get_zip_reader(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return xls_file.read
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"{", b"[{")):
        return trello_file.read
    if WEB_PAGE.search(start):
        return html_file.read
    if start.startswith(
        (
            b"%pdf",
            b"\x89png",
            b"\xff\xd8",
            b"gif8",
            b"rar!",
            b"7z",
            b"\x1f\x8b",
            b"<?xml",
            b"{\\rtf",
        )
    ):
        raise FileError("format", name)
    return csv_file.read


def _get_zip_reader(content, name):
    """Return the reader of a workbook, after a check of its unpacked size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
    except Exception as error:  # a damaged archive raises any error
        raise FileError("damaged", name) from error
    unpacked = sum(info.file_size for info in infos)
    packed = max(sum(info.compress_size for info in infos), 1)
    if (
        unpacked > MAX_UNPACKED
        or len(infos) > 5000
        or (unpacked > 20_000_000 and unpacked / packed > MAX_RATIO)
    ):
        raise FileError("too_large", str(MAX_UNPACKED // 1024 // 1024))
    if any(info.flag_bits & 1 for info in infos):
        raise FileError("protected", name)
    names = {info.filename for info in infos}
    if "content.xml" in names:
        return ods_file.read
    if any(each.startswith("xl/") for each in names):
        return xlsx_file.read
    raise FileError("format", name)


def is_text(content):
    """Return whether the file is a text file with separators."""
    try:
        return _get_reader(content, "") is csv_file.read
    except FileError:
        return False


def get_separator(content):
    """Return the separator of a text file."""
    return csv_file.find_separator(csv_file.decode(content))[0]

#!/usr/bin/env python3
"""Download the files that ``apt-get download --print-uris`` lists (standard input) to the given
folder.

An interrupted download goes on where it stopped, which apt-get does not do here. Sizes and hashes
are those of apt's signed lists; a file bears its final name only once it has been verified.
"""

import hashlib
import shlex
import sys
import urllib.request
from pathlib import Path

BLOCK = 1 << 18


def verified(path, size, digest):
    if not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as file:
        made = hashlib.sha256()
        while block := file.read(BLOCK):
            made.update(block)
    return made.hexdigest() == digest


def download(url, part, size):
    """Download the missing part of a file."""
    done = part.stat().st_size if part.is_file() else 0
    if done >= size:
        part.unlink()
        done = 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={done}-"} if done else {})  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - http or https
        goes_on = response.status == 206
        done = done if goes_on else 0
        with part.open("ab" if goes_on else "wb") as file:
            while block := response.read(BLOCK):
                file.write(block)
                done += len(block)
                print(f"{part.stem}: {done >> 20} of {size >> 20} MB", flush=True)


def main(folder):
    for line in sys.stdin:
        url, name, size, checksum = shlex.split(line)
        kind, _colon, digest = checksum.partition(":")
        if kind != "SHA256" or not url.startswith(("http://", "https://")):
            sys.exit(f"cannot download {line}")
        path = Path(folder, name)
        part = path.with_name(f"{name}.part")
        if verified(path, int(size), digest):
            continue
        # Several times: the connection may break, or a part kept from an earlier run may be wrong.
        for _attempt in range(5):
            download(url, part, int(size))
            if verified(part, int(size), digest):
                part.rename(path)
                break
            if part.stat().st_size >= int(size):
                part.unlink()
        else:
            sys.exit(f"{name}: not what apt's signed list says")


if __name__ == "__main__":
    main(sys.argv[1])

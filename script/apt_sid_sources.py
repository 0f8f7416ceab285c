#!/usr/bin/env python3
"""Print an APT source (deb822) for Debian's suite *sid*, made from this machine's own sources.

The mirror and the signing key are those that the machine already trusts; exit status 1 when
none of its sources is Debian's.
"""

import re
import sys
from pathlib import Path

APT = Path(sys.argv[1] if len(sys.argv) > 1 else "/etc/apt")


def stanzas():
    """Yield (uri, signed_by, suite) for each source of the machine."""
    for path in sorted(APT.glob("sources.list.d/*.sources")):
        for block in re.split(r"\n\s*\n", path.read_text()):
            fields = dict(re.findall(r"^([A-Za-z-]+):\s*(.+)$", block, re.MULTILINE))
            if fields.get("Enabled", "yes").lower() != "no" and "URIs" in fields:
                for suite in fields.get("Suites", "").split():
                    yield fields["URIs"].split()[0], fields.get("Signed-By", ""), suite
    for path in [APT / "sources.list", *sorted(APT.glob("sources.list.d/*.list"))]:
        for line in path.read_text().splitlines() if path.exists() else ():
            match = re.match(r"deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)", line)
            if match:
                options, uri, suite = match.groups()
                signed = re.search(r"signed-by=(\S+)", options or "")
                yield uri, signed.group(1) if signed else "", suite


def main():
    keyring = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    for uri, signed_by, suite in stanzas():
        # A main archive of Debian, neither a security archive nor another project's.
        if re.search(r"/debian/?$", uri) and not re.search(r"security|updates|backports", suite):
            signed_by = signed_by or (str(keyring) if keyring.exists() else "")
            print(f"Types: deb\nURIs: {uri}\nSuites: sid\nComponents: main")
            if signed_by:
                print(f"Signed-By: {signed_by}")
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())

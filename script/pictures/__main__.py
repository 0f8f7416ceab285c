"""Take the pictures of the screens with a browser: see ``script/screenshots``."""

import argparse
import io
import re
import shutil
import sys
from pathlib import Path

from screens import DEMO, EMPTY, SCREENS

ROOT = Path(__file__).resolve().parent.parent.parent
HANDBOOK = ROOT / "docs" / "handbook" / "images"
STORE = ROOT / "pilotage_commercial" / "static" / "description"
SHEETS = Path(__file__).resolve().parent

LANGS = {"en": "en_US", "fr": "fr_FR"}
SIZES = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 1.5,
    },
}
# Hides elements that differ from one picture to the next, or cover a part of the screen.
STYLE = """
    *, *::before, *::after { transition: none !important; animation: none !important;
                             caret-color: transparent !important; }
    .o_notification_manager, .o-mail-ChatHub, .o_pilotage_tour { display: none !important; }
"""
READY = """() => document.fonts.status === "loaded"
    && !document.querySelector(".o_loading_indicator, .o_pilotage_stale, .placeholder-glow")
    && [...document.images].every((image) => image.complete)"""
# Odoo's store only accepts PNG; the handbook is lighter in WebP.
LIMIT = 200_000


def find_browser():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    sys.exit("No Chromium: script/setup --test installs it")


class Session:
    """A browser window with a logged-in user, in a language and a size."""

    def __init__(self, browser, server, login, lang, size):
        database, _equal, self.address = server.partition("=")
        self.lang, self.size = lang, size
        self.context = browser.new_context(
            locale=LANGS[lang].replace("_", "-"), timezone_id="Europe/Paris", **SIZES[size]
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(40_000)
        self.call("/web/session/authenticate", db=database, login=login, password=login)
        self.user_id = self.call("/web/session/get_session_info")["uid"]
        self.rpc("res.users", "write", [self.user_id], {"lang": LANGS[lang]})

    def call(self, path, **params):
        answer = self.context.request.post(
            f"{self.address}{path}", data={"jsonrpc": "2.0", "params": params}
        ).json()
        if "error" in answer:
            raise RuntimeError(f"{path}: {answer['error']['data']['message']}")
        return answer["result"]

    def rpc(self, model, method, *args, **kwargs):
        return self.call(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def get_id(self, xmlid):
        module, name = xmlid.split(".")
        domain = [["module", "=", module], ["name", "=", name]]
        found = self.rpc("ir.model.data", "search_read", domain, ["res_id"])
        if not found:
            raise RuntimeError(f"There is no record {xmlid}")
        return str(found[0]["res_id"])

    def open(self, screen):
        path = re.sub(r"\{([\w.]+)\}", lambda match: self.get_id(match[1]), screen.path)
        if screen.height and self.size == "desktop":
            self.page.set_viewport_size({"width": 1440, "height": screen.height})
        self.page.goto(self.address + path)
        self.page.add_style_tag(content=STYLE)
        self.page.wait_for_selector(".o_action_manager > *")
        for kind, target, *more in screen.steps:
            if kind == "file":
                with self.page.expect_file_chooser() as chooser:
                    self.page.locator(f"{target} .o_select_file_button").click()
                chooser.value.set_files(SHEETS / more[0].format(lang=self.lang))
            elif not more or more[0] == self.size:
                element = self.page.locator(target).first
                element.scroll_into_view_if_needed()
                if kind == "click":
                    element.click()
                else:
                    element.evaluate("element => element.scrollIntoView({block: 'start'})")
        self.page.locator(screen.shows).first.wait_for(state="visible")
        # Charts, avatars and lazy blocks may still be loading.
        self.page.wait_for_function(READY)
        self.page.wait_for_timeout(800)

    def take(self):
        return self.page.screenshot(animations="disabled", caret="hide")

    def close(self):
        self.context.close()


def save_webp(content, path):
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(content)).convert("RGB").save(path, "WEBP", quality=78, method=6)


def save_png(content, path):
    """Write a PNG with a reduced palette, within the store's limit of size."""
    from PIL import Image

    image = Image.open(io.BytesIO(content)).convert("RGB")
    for colors in (128, 64, 32):
        image.quantize(colors, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            path, "PNG", optimize=True
        )
        if path.stat().st_size < LIMIT:
            return


def prepare_empty(server, browser):
    """Make the empty company a French one, in euros, unless it is one already."""
    session = Session(browser, server, "admin", "en", "desktop")
    company = session.rpc("res.users", "read", [session.user_id], ["company_id"])[0]["company_id"][
        0
    ]
    euro, france = session.get_id("base.EUR"), session.get_id("base.fr")
    session.rpc("res.currency", "write", [int(euro)], {"active": True})
    values = {"name": "Atelier Bois & Métal", "country_id": int(france), "currency_id": int(euro)}
    session.rpc("res.company", "write", [company], values)
    session.close()


def take_all(servers, screens, langs, sizes):
    from playwright.sync_api import Error, sync_playwright

    failed = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        if any(screen.server == EMPTY for screen in screens):
            prepare_empty(servers[EMPTY, "en"], browser)
        for lang in langs:
            for screen in screens:
                for size in [size for size in sizes if size in screen.sizes]:
                    name = f"{screen.name}{'-phone' if size == 'phone' else ''}"
                    server = servers[screen.server, lang]
                    session = Session(browser, server, screen.login, lang, size)
                    try:
                        session.open(screen)
                    except (Error, RuntimeError) as error:
                        failed.append(f"{name} ({lang}): {str(error).splitlines()[0]}")
                        print(f"{name} ({lang}): FAILED: {failed[-1]}", flush=True)
                        session.close()
                        continue
                    content = session.take()
                    session.close()
                    save_webp(content, HANDBOOK / lang / f"{name}.webp")
                    if screen.store and size == "desktop":
                        save_png(content, STORE / f"{screen.name}_{lang}.png")
                    print(f"{name} ({lang})", flush=True)
        browser.close()
    return failed


def main():
    parser = argparse.ArgumentParser(prog="script/screenshots")
    parser.add_argument("--demo", help="DATABASE=ADDRESS of a server with the demo company")
    parser.add_argument("--demo-en", help="the same, of one whose demo company writes in English")
    parser.add_argument("--empty", help="DATABASE=ADDRESS of a server without")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--lang", choices=LANGS)
    parser.add_argument("--size", choices=SIZES)
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    if given.list:
        print("\n".join(screen.name for screen in SCREENS))
        return 0
    unknown = set(given.only) - {screen.name for screen in SCREENS}
    if unknown:
        sys.exit(f"No screen of this name: {', '.join(sorted(unknown))} (see --list)")
    failed = take_all(
        {
            (DEMO, "fr"): given.demo,
            (DEMO, "en"): given.demo_en,
            (EMPTY, "fr"): given.empty,
            (EMPTY, "en"): given.empty,
        },
        [screen for screen in SCREENS if not given.only or screen.name in given.only],
        [given.lang] if given.lang else list(LANGS),
        [given.size] if given.size else list(SIZES),
    )
    print("\n".join(failed), file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())

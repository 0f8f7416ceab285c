"""Run by ``paint.py`` with the environment that has a browser: opens screens, prints the times.

Reads its settings in JSON on standard input; writes ``{way: {label: milliseconds}}``.
"""

import json
import shutil
import sys
import time

from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# When the content is there and nothing is loading, as the next frame sees it.
PAINTED = """([selector, since]) => new Promise((resolve) => {
    const look = () => {
        const there = document.querySelector(`.o_action_manager ${selector}`);
        const busy = document.querySelector(".o_loading_indicator, .o_pilotage_stale");
        there && !busy ? resolve(performance.now() - since) : requestAnimationFrame(look);
    };
    look();
})"""
SWITCH = """(action) => {
    const since = performance.now();
    odoo.__WOWL_DEBUG__.root.env.services.action.doAction(action, { clearBreadcrumbs: true });
    return since;
}"""
# A screen that resembles none of those measured.
ELSEWHERE = "base.action_partner_category_form"


def wait_for(page, address):
    for _attempt in range(120):
        try:
            if page.request.get(f"{address}/web/health").ok:
                return
        except Exception:  # noqa: BLE001, S110  it is still starting
            pass
        time.sleep(0.5)
    sys.exit("The server does not answer")


def log_in(page, settings):
    login = settings["login"]
    credentials = {"db": settings["database"], "login": login, "password": login}
    page.request.post(
        f"{settings['address']}/web/session/authenticate",
        data={"jsonrpc": "2.0", "params": credentials},
    )


def measure_round(page, settings, found):
    for label, (action, selector) in settings["screens"].items():
        page.goto(f"{settings['address']}/odoo/action-{action}", wait_until="commit")
        page.wait_for_function("document.querySelector('.o_action_manager')")
        found["opened by its address"][label].append(page.evaluate(PAINTED, [selector, 0]))
        page.evaluate(SWITCH, ELSEWHERE)
        page.wait_for_selector(".o_list_view")
        page.wait_for_timeout(300)
        since = page.evaluate(SWITCH, action)
        found["from another screen"][label].append(page.evaluate(PAINTED, [selector, since]))


def main():
    settings = json.load(sys.stdin)
    labels = list(settings["screens"])
    ways = ("opened by its address", "from another screen")
    found = {way: {label: [] for label in labels} for way in ways}
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        wait_for(page, settings["address"])
        log_in(page, settings)
        for number in range(settings["rounds"] + 1):
            measure_round(page, settings, found)
            if not number:  # the first one fills the caches
                found = {way: {label: [] for label in labels} for way in ways}
        browser.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()

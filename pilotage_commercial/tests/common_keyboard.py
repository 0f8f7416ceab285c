"""A web client driven by the keyboard only, with real key events of the browser."""

import json
import time
from contextlib import ExitStack, contextmanager

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

# (code of the key, its number, its text)
KEYS = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
    "ArrowRight": ("ArrowRight", 39, ""),
    "ArrowLeft": ("ArrowLeft", 37, ""),
    " ": ("Space", 32, " "),
}
MODIFIERS = {"alt": 1, "control": 2, "shift": 8}
# So many stops of the Tab key are more than any page has.
STOPS = 250
SECONDS = 30


class KeyboardCase(HttpCase):
    browser_size = "1600x1000"

    @contextmanager
    def _open(self, path, login):
        """Open ``path`` for the user ``login``; then the methods below press keys."""
        self.keys_pressed = 0
        self.browser = browser = ChromeBrowser(self)
        with self.allow_requests(browser=browser), ExitStack() as stack:
            stack.callback(self._wait_remaining_requests)
            self.authenticate(login, login, browser=browser)
            self.cr.flush()
            self.cr.clear()
            browser.navigate_to(self.base_url() + path)
            stack.callback(browser.stop)
            self._ask("Emulation.setFocusEmulationEnabled", enabled=True)
            self._wait("odoo.isReady === true")
            yield
            self.assertFalse(browser.had_failure, "the console of the browser says what")

    def _ask(self, method, **params):
        return self.browser._websocket_request(method, params=params, timeout=SECONDS)

    def _evaluate(self, code):
        answer = self._ask("Runtime.evaluate", expression=code, returnByValue=True)
        return answer["result"].get("value")

    def _wait(self, code):
        """Wait until the JavaScript ``code`` is true."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if self._evaluate(
                f"(() => {{ try {{ return Boolean({code}); }} catch {{ return false; }} }})()"
            ):
                return
            time.sleep(0.1)
        self.browser.take_screenshot(prefix="sc_keyboard_")
        self.fail(f"not seen: {code}; focus on {self._get_focus()}")

    def _see(self, selector, text=""):
        """Wait until an element that is in sight fits ``selector`` and holds ``text``."""
        self._wait(
            f"[...document.querySelectorAll({json.dumps(selector)})].some((part) => "
            f"part.checkVisibility() && part.textContent.includes({json.dumps(text)}))"
        )

    def _see_none(self, selector, text=""):
        """Wait until no element fits ``selector`` and holds ``text``."""
        self._wait(
            f"![...document.querySelectorAll({json.dumps(selector)})].some((part) => "
            f"part.textContent.includes({json.dumps(text)}))"
        )

    def _get_focus(self):
        return self._evaluate("document.activeElement.outerHTML.slice(0, 200)")

    def _is_focused(self, selector, text=""):
        """Return whether the focus is on ``selector``, in something that holds ``text``."""
        return self._evaluate(
            f"(() => {{ const part = document.activeElement; return part.matches("
            f"{json.dumps(selector)}) && (part.closest('tr, article') || document.body).textContent"
            f".includes({json.dumps(text)}); }})()"
        )

    def _press(self, key, *modifiers, times=1):
        code, number, text = KEYS.get(key) or (f"Key{key.upper()}", ord(key.upper()), key)
        values = {
            "key": key,
            "code": code,
            "windowsVirtualKeyCode": number,
            "modifiers": sum(MODIFIERS[name] for name in modifiers),
        }
        for _time in range(times):
            self.keys_pressed += 1
            typed = {} if modifiers or not text else {"text": text}
            self._ask("Input.dispatchKeyEvent", type="keyDown", **values, **typed)
            self._ask("Input.dispatchKeyEvent", type="keyUp", **values)

    def _type(self, text):
        self.keys_pressed += len(text)
        self._ask("Input.insertText", text=text)

    def _go_to(self, selector, text="", back=False):
        """Press Tab until the focus is on ``selector``, in something that holds ``text``."""
        self._see(selector)
        for _stop in range(STOPS):
            if self._is_focused(selector, text):
                return
            self._press("Tab", *(["shift"] if back else []))
        self.fail(f"the Tab key never comes to {selector} ({text}); now {self._get_focus()}")

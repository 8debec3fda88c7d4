# SPDX-License-Identifier: LGPL-2.1-or-later
"""Chromium, by way of browser.js, and the page in it."""

import json
import select
import subprocess
import time
from pathlib import Path

from deadline import DEADLINE

SCRIPT = Path(__file__).resolve().parent / "browser.js"
# The script gives up by itself before.
ANSWER_DEADLINE = 3 * DEADLINE


class Browser:
    def __init__(self, modules, chromium, log):
        self.log = log
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(["node", SCRIPT, modules, chromium], text=True, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=errors)
        self.take_answer()

    def take_answer(self):
        # It says one line for each order, so that nothing is ever left in the buffer.
        assert select.select([self.process.stdout], [], [], ANSWER_DEADLINE)[0], "the browser does not answer"
        line = self.process.stdout.readline()
        assert line, f"the browser ended: {self.log.read_text()}"
        answer = json.loads(line)
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["value"]

    def order(self, action, **details):
        self.process.stdin.write(json.dumps({"action": action} | details) + "\n")
        self.process.stdin.flush()
        return self.take_answer()

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(ANSWER_DEADLINE)
        finally:
            self.process.kill()
            self.process.stdout.close()


class Page:
    """What one who looks at it sees."""

    def __init__(self, browser, url, width=1000, height=900, dark=False, locale="en-US", frame=None):
        self.browser = browser
        self.frame = frame
        self.headers = browser.order("open", url=url, width=width, height=height, dark=dark, locale=locale)

    def close(self):
        self.browser.order("close")

    def evaluate(self, expression):
        return self.browser.order("evaluate", expression=expression, frame=self.frame)

    def wait(self, expression, seconds=DEADLINE):
        """Seconds that it took to become true."""
        start = time.monotonic()
        self.browser.order("wait", expression=expression, timeout=int(seconds * 1000), frame=self.frame)
        return time.monotonic() - start

    def text(self, identifier):
        """As it is seen; empty if it is hidden."""
        return self.evaluate(f"document.getElementById({json.dumps(identifier)}).innerText.trim()")

    def texts(self, selector):
        return self.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})]"
                             ".map(each => each.innerText.trim())")

    def is_shown(self, identifier):
        return self.evaluate(f"document.getElementById({json.dumps(identifier)}).checkVisibility()")

    def wait_for_text(self, identifier, text, seconds=DEADLINE):
        return self.wait(f"document.getElementById({json.dumps(identifier)}).innerText.trim() === {json.dumps(text)}",
                         seconds)

    def wait_until_shown(self, identifier, seconds=DEADLINE):
        return self.wait(f"document.getElementById({json.dumps(identifier)}).checkVisibility()", seconds)

    def click(self, selector):
        self.browser.order("click", selector=selector, frame=self.frame)

    def press(self, key):
        self.browser.order("press", key=key)

    def copied(self):
        return self.evaluate("navigator.clipboard.readText()")

    def set_dark(self, dark):
        self.browser.order("scheme", dark=dark)

    def set_size(self, width, height):
        self.browser.order("size", width=width, height=height)

    def accessibility(self):
        return self.browser.order("axe")

    def heard(self):
        """Role and name of each thing, as the browser gives them to a screen reader."""
        return [tuple(each) for each in self.browser.order("heard")]

    def complaints(self):
        """What the console said, and what could not be loaded, since the last call."""
        return self.browser.order("complaints")

    def screenshot(self, path, whole=True):
        self.browser.order("screenshot", file=str(path), whole=whole)

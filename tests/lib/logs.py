# SPDX-License-Identifier: LGPL-2.1-or-later
"""A plugin of pytest: with a test that fails, the logs in its place are shown."""

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    place = getattr(item, "funcargs", {}).get("place")
    if report.failed and place:
        report.sections += [(path.name, path.read_text(errors="replace")[-4000:])
                            for path in sorted(place.glob("*.log"))]

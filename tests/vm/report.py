# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts what was checked, says what failed, and writes JUnit's XML for those who collect it."""

import dataclasses
import threading
import xml.etree.ElementTree as ElementTree

import progress


@dataclasses.dataclass
class Check:
    suite: str
    name: str
    seconds: float
    outcome: str
    text: str


class Report:
    def __init__(self, name='vm'):
        self._name = name
        self._checks = []
        self._lock = threading.Lock()

    def add(self, suite, name, seconds, outcome='passed', text=''):
        """outcome: passed, failed or skipped."""
        with self._lock:
            self._checks.append(Check(suite, name, seconds, outcome, text))
        if outcome != 'passed':
            progress.say(f'{suite}: {name}: {outcome}\n{text}'.rstrip())

    def count(self, outcome, suite=None):
        return sum(check.outcome == outcome and suite in (None, check.suite) for check in self._checks)

    def summary(self, suite=None):
        text = f'{self.count("passed", suite)} passed, {self.count("failed", suite)} failed'
        skipped = self.count('skipped', suite)
        return f'{text}, {skipped} skipped' if skipped else text

    def write_junit(self, path):
        root = ElementTree.Element('testsuites')
        for suite in sorted({check.suite for check in self._checks}):
            checks = [check for check in self._checks if check.suite == suite]
            element = ElementTree.SubElement(
                root, 'testsuite', name=f'{self._name}.{suite}', tests=str(len(checks)),
                failures=str(self.count('failed', suite)), errors='0', skipped=str(self.count('skipped', suite)),
                time=f'{sum(check.seconds for check in checks):.3f}')
            for check in checks:
                case = ElementTree.SubElement(element, 'testcase', classname=f'{self._name}.{suite}', name=check.name,
                                              time=f'{check.seconds:.3f}')
                if check.outcome == 'failed':
                    ElementTree.SubElement(case, 'failure', message=check.text.partition('\n')[0]).text = check.text
                elif check.outcome == 'skipped':
                    ElementTree.SubElement(case, 'skipped', message=check.text)
        ElementTree.indent(root)
        ElementTree.ElementTree(root).write(path, encoding='utf-8', xml_declaration=True)

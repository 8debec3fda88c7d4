# SPDX-License-Identifier: LGPL-2.1-or-later
"""1000 subscribers and 200 readers at once, while the modes change 100 times."""

import signal
import time
from pathlib import Path

import pytest
import wire
from client import Client
from crowd import RULES, Crowd

SUBSCRIBERS, READERS, CHANGES = 1000, 200, 100
# From one change to the next at least, so that they take a minute.
PAUSE = 0.6
HOSTS = [("lpar-9105-22a-power11", 7 << 60), ("lpar-9105-42a-power10", 6 << 60)]

# A change has to be everywhere by then, and a reader has to be answered by then: seconds, on a busy machine.
LIMIT = 10.0
ANSWER_LIMIT = 5.0
# Between the first change, after which every buffer has its size, and the end. The heap is not in use to the last
# page, and what is free between may lie elsewhere; a leak of 400 bytes for each change or of 10 for each answer would
# be seen.
GROWTH_MAX = 40 * 1024


def private_memory(service):
    """Of the daemon, in bytes: what is its own, whether in use or not."""
    lines = Path(f"/proc/{service.pid}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}["Private_Dirty"]


@pytest.fixture
def crowd(bus, service):
    crowd = Crowd(bus.path, SUBSCRIBERS, READERS)
    yield crowd
    crowd.close()


@pytest.fixture
def deaf(bus, service):
    """Subscribers that never read."""
    connections = [wire.Connection(bus.path) for _ in range(3)]
    for connection in connections:
        for rule in RULES:
            connection.ask_bus("AddMatch", "s", rule)
    yield connections
    for connection in connections:
        connection.close()


class Course:
    """The changes, one after the other, each when everybody has heard of the one before."""

    def __init__(self, service, capture, crowd, pause):
        self.service, self.capture, self.crowd, self.pause = service, capture, crowd, pause
        self.masks, self.slowest = [], 0.0

    def change(self):
        host, mask = HOSTS[len(self.masks) % 2]
        self.masks.append(mask)
        self.capture.load(host)
        start = time.monotonic()
        self.service.send(signal.SIGHUP)
        count = len(self.masks)
        heard = self.crowd.attend(lambda: all(len(one.masks) >= count for one in self.crowd.subscribers), LIMIT)
        assert heard, f"change {count} has not reached everybody: {self.laggards(count)} have not heard of it"
        self.slowest = max(self.slowest, time.monotonic() - start)
        self.crowd.attend(lambda: time.monotonic() > start + self.pause, LIMIT)

    def laggards(self, count):
        return sum(len(one.masks) < count for one in self.crowd.subscribers)


def test_crowd(bus, service, client, capture, crowd, deaf, record_property):
    first = client.get("Generation")
    course = Course(service, capture, crowd, PAUSE)
    start = time.monotonic()
    course.change()
    memory = private_memory(service)
    while len(course.masks) < CHANGES:
        course.change()
    seconds = time.monotonic() - start
    growth = private_memory(service) - memory

    # In order, none left out, none twice.
    for subscriber in crowd.subscribers:
        assert subscriber.masks == course.masks
        assert subscriber.generations == list(range(first + 1, first + 1 + CHANGES))
    answers, slowest = sum(one.answers for one in crowd.readers), max(one.slowest for one in crowd.readers)
    figures = (f"{CHANGES} changes in {seconds:.0f} s to {SUBSCRIBERS} subscribers, the slowest in "
               f"{course.slowest:.2f} s; {answers} answers to {READERS} readers, the slowest in {slowest:.2f} s; "
               f"{growth} bytes more")
    record_property("figures", figures)
    print(figures)
    assert min(one.answers for one in crowd.readers) > 0
    assert slowest < ANSWER_LIMIT
    assert growth < GROWTH_MAX, figures
    # Somebody new finds all as it should be.
    late = Client(bus.address)
    assert late.get("Generation") == first + CHANGES
    late.close()

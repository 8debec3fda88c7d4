# SPDX-License-Identifier: LGPL-2.1-or-later
"""Introspection data as plain values that compare: the shipped file's, or a running daemon's."""

import itertools
import xml.etree.ElementTree as ElementTree
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "dbus" / "org.ppc.Compat1.xml"
EMITS_CHANGED = "org.freedesktop.DBus.Property.EmitsChangedSignal"


def annotations(element):
    return {item.get("name"): item.get("value") for item in element.findall("annotation")}


def arguments(element, direction):
    """The direction is what the D-Bus specification takes where none is given."""
    return [(arg.get("name"), arg.get("type"), arg.get("direction", direction), annotations(arg))
            for arg in element.findall("arg")]


def members(interface):
    """Everything of an interface, by kind and name; the defaults of the D-Bus specification are filled in."""
    emits = annotations(interface).get(EMITS_CHANGED, "true")
    found = {}
    for element in interface:
        key = (element.tag, element.get("name"))
        assert key not in found
        if element.tag == "property":
            found[key] = (element.get("type"), element.get("access"), {EMITS_CHANGED: emits} | annotations(element))
        elif element.tag in ("method", "signal"):
            direction = "in" if element.tag == "method" else "out"
            found[key] = (arguments(element, direction), annotations(element))
        elif element.tag != "annotation":
            raise AssertionError(f"an interface has no {element.tag}")
    return found


def parse(text):
    """The interfaces by name, and the names of the nodes below."""
    node = ElementTree.fromstring(text)
    interfaces = {interface.get("name"): members(interface) for interface in node.findall("interface")}
    return interfaces, [child.get("name") for child in node.findall("node")]


def shipped():
    """The members in the shipped file."""
    interfaces, _ = parse(FILE.read_text())
    (only,) = interfaces.values()
    return only


def property_types():
    """In the order of the shipped file."""
    return {name: details[0] for (kind, name), details in shipped().items() if kind == "property"}


def stable_properties():
    """Those that follow from the host alone; from Generation on they tell of the run."""
    return list(itertools.takewhile(lambda name: name != "Generation", property_types()))


def signalled_properties():
    return {name for (kind, name), details in shipped().items()
            if kind == "property" and details[2][EMITS_CHANGED] == "true"}

# SPDX-License-Identifier: LGPL-2.1-or-later
"""Memory that is short where an answer is made."""

import itertools
import subprocess

import pytest

SHORTAGE = """
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
static int made;
#define VALUE(name, taken, given) \\
    void *name taken { \\
        void *(*real) taken = dlsym(RTLD_NEXT, #name); \\
        return ++made == atoi(getenv("SHORT_AT")) ? NULL : real given; \\
    }
VALUE(json_object_new_object, (void), ())
VALUE(json_object_new_array, (void), ())
VALUE(json_object_new_string, (const char *text), (text))
VALUE(json_object_new_boolean, (int value), (value))
VALUE(json_object_new_int64, (int64_t value), (value))
VALUE(json_object_new_uint64, (uint64_t value), (value))
"""


@pytest.fixture(scope="session")
def shortage(tmp_path_factory):
    place = tmp_path_factory.mktemp("shortage")
    (place / "shortage.c").write_text(SHORTAGE)
    subprocess.run(["cc", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", place / "shortage.so", place / "shortage.c"], check=True)
    return str(place / "shortage.so")


@pytest.mark.parametrize("words", [["refresh", "-j"], ["refresh", "-j", "--no-block"], ["history", "-j"], ["modes", "-j"],
                                   ["check", "power10", "-j"], ["qemu-args", "-j"], ["libvirt-xml", "-j"],
                                   ["baseline", "-j"], ["guest", "-", "-j"], ["explain", "-j", "kvm-timeout"],
                                   ["export", "ansible"]], ids=" ".join)
def test_memory_is_short(shared_fake, shared_ctl, shortage, words):
    """A failure has its line and nothing is lost. The shortage is simulated: json-c makes one of the values not."""
    shared_fake.set()
    failure = (2 if words[0] == "check" else 1, "", "ppc-compatctl: out of memory\n")
    text = "qemu-system-ppc64 -M pseries,accel=kvm"
    whole = shared_ctl.run(*words, text=text)
    for value in itertools.count(1):
        result = shared_ctl.run(*words, text=text, LD_PRELOAD=shortage, SHORT_AT=str(value),
                                ASAN_OPTIONS="verify_asan_link_order=0")
        answer = (result.returncode, result.stdout, result.stderr)
        if answer != failure:
            break
    assert value > 1 and answer == (whole.returncode, whole.stdout, whole.stderr)

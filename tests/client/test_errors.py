# SPDX-License-Identifier: LGPL-2.1-or-later
"""An error is one short line with the next step, and asking starts nothing."""

import re
import shlex
import subprocess

import pytest

from rig import DEADLINE, Client, silent_socket

QUERIES = [["status"], ["modes"], ["check", "power10"], ["describe"], ["refresh"], ["history"],
           ["qemu-args"], ["libvirt-xml", "power9"]]


def refused(result, status):
    assert (result.returncode, result.stdout) == (status, "")
    assert re.fullmatch(r"ppc-compatctl: [ -~]+\n", result.stderr)
    assert len(result.stderr) < 200
    assert not re.search(r"errno|Input/output|No such file|Connection|-\d", result.stderr)
    return result.stderr


@pytest.fixture
def alone(client_path):
    """For what is wrong before anybody is asked."""
    return Client(client_path, "unix:path=/nonexistent/bus")


@pytest.mark.parametrize("words", [
    ["frobnicate"], ["status", "extra"], ["check"], ["check", "power10", "power9"], ["-x"], ["--frob"], ["-jx"],
    ["--json=xml"], ["--json"], ["-H"], ["--host"], ["--quiet=1"], ["modes", "power10"], [""],
    ["-H", "a", "-H", "b"], ["export"], ["export", "nfd", "ansible"], ["explain", "--journal", "a"], ["explain", "--since=today"], ["explain", "--journal", "-H", "a"], ["qemu-args", "a", "b"],
    ["--timeout=0"], ["--timeout=x"], ["--timeout=3601"], ["--timeout"], ["--output"],
    ["--watch=yes"], ["export", "nfd", "--watch"],
])
def test_usage(alone, words):
    assert "--help" in refused(alone.run(*words), 2)


@pytest.mark.parametrize("words, said", [
    (["--help=x"], "this option takes no value: '--help=x'"), (["--quiet=yes"], "this option takes no value: '--quiet=yes'"),
    (["--watch=yes"], "this option takes no value: '--watch=yes'"),
    (["--no"], "more than one option starts with '--no'"), (["--h=a"], "more than one option starts with '--h=a'"),
    (["--frob=x"], "unknown option '--frob=x'"), (["-qx"], "unknown option '-x'"),
    (["--quiet", "-xq"], "unknown option '-x'"), (["--json=short", "-x"], "unknown option '-x'"),
])
def test_options_that_are_wrong(alone, words, said):
    assert refused(alone.run(*words), 2) == f"ppc-compatctl: {said}; see 'ppc-compatctl --help'\n"


@pytest.mark.parametrize("words, said", [
    (["describe", "--output=zz"], "--output is for export, not for describe"),
    (["modes", "--watch"], "--watch is for export, not for modes"),
    (["--timeout=3"], "--timeout is for baseline, not for status"),
    (["baseline", "--to=x"], "--to is for guest, not for baseline"),
    (["modes", "--fix"], "--fix is for guest, not for modes"),
    (["check", "power9", "--no-block"], "--no-block is for refresh, not for check"),
    (["check", "power9", "--journal"], "--journal is for explain, not for check"),
    (["status", "--since=-1h"], "--since is for explain, not for status"),
    (["export", "ansible", "-j"], "--json is not for export, whose formats have names"),
])
def test_options_of_other_verbs(alone, words, said):
    """Taken in silence, they would look as if they had been obeyed."""
    assert refused(alone.run(*words), 2) == f"ppc-compatctl: {said}; see 'ppc-compatctl --help'\n"


@pytest.mark.parametrize("words", [["check", "\x1b]0;x\a"], ["check", "a\nb"], ["h\u00e9"], ["--json=\x9b31m"]], ids=ascii)
def test_odd_words_are_told_in_one_plain_line(alone, words):
    refused(alone.run(*words), 2)


def test_one_place_to_ask(alone):
    assert "exclude each other" in refused(alone.run("-H", "a"), 2)
    assert "exclude each other" in refused(alone.run("-M", "a"), 2)


@pytest.mark.parametrize("words", QUERIES, ids=" ".join)
def test_no_daemon(ctl, words):
    said = refused(ctl.run(*words), 2 if words[0] == "check" else 1)
    assert said.startswith("ppc-compatctl: ppc-compatd is not running on this bus; start it with 'ppc-compatd --address ")


@pytest.mark.parametrize("words", QUERIES + [["refresh", "--no-block"]], ids=" ".join)
def test_asking_starts_nothing(bus, ctl, words):
    trace = bus.place / "started"
    (bus.services / "org.ppc.Compat1.service").write_text(
        f"[D-BUS Service]\nName=org.ppc.Compat1\nExec=/bin/touch {trace}\n")
    subprocess.run(["dbus-send", f"--bus={bus.address}", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                    "org.freedesktop.DBus.ReloadConfig"], check=True, capture_output=True)
    names = subprocess.run(["dbus-send", f"--bus={bus.address}", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                            "org.freedesktop.DBus.ListActivatableNames"], check=True, capture_output=True, text=True)
    assert "org.ppc.Compat1" in names.stdout
    refused(ctl.run(*words), 2 if words[0] == "check" else 1)
    assert not trace.exists()


@pytest.mark.parametrize("words", QUERIES + [["monitor"]], ids=" ".join)
def test_no_bus(client_path, tmp_path, words):
    ctl = Client(client_path, f"unix:path={tmp_path}/none")
    assert "cannot reach the bus at unix:path=" in refused(ctl.run(*words), 2 if words[0] == "check" else 1)


@pytest.fixture
def silent_bus(tmp_path):
    with silent_socket(tmp_path / "silent") as address:
        yield address


@pytest.mark.parametrize("words, shown", [
    (["export", "ansible"], '{"up":false}\n'), (["explain", "no-kvm"], "Reason: no-kvm"),
], ids=["export", "explain"])
def test_silent_bus(client_path, silent_bus, words, shown):
    """Who can do without the daemon does not wait for it as long as sd-bus would, which is 90 s."""
    assert shown in Client(client_path, silent_bus).succeed(*words)


@pytest.mark.parametrize("address", ["", "nonsense", "unix:", "tcp:host=256.1.1.1"])
def test_bad_address(client_path, address):
    assert "cannot reach the bus" in refused(Client(client_path, address).run(), 1)


def test_system_bus_by_default(shared_fake, client_path):
    shared_fake.set()
    where = {"DBUS_SYSTEM_BUS_ADDRESS": shared_fake.bus.address}
    ctl = Client(client_path, None)
    ctl.command = lambda *arguments: [client_path, *arguments]
    assert ctl.succeed("modes", **where) == "power10\npower9\n"
    assert "'systemctl status dbus'" in refused(ctl.run(DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nonexistent/bus"), 1)


@pytest.mark.parametrize("plan", [
    {"drop": ["State"]}, {"drop": ["LastChangeTimestamp"]}, {"retype": {"State": "o"}, "set": {"State": "/"}},
    {"retype": {"Generation": "u"}}, {"retype": {"CompatModes": "s"}, "set": {"CompatModes": "power9"}},
    {"retype": {"TrialModes": "s"}, "set": {"TrialModes": "power9"}},
    {"retype": {"MachineOptions": "as"}, "set": {"MachineOptions": ["cap-cfpc=broken"]}},
    {"fail": {"GetAll": "org.freedesktop.DBus.Error.UnknownInterface"}},
    {"fail": {"GetAll": "org.freedesktop.DBus.Error.UnknownObject"}},
], ids=str)
def test_broken_daemon(shared_fake, shared_ctl, plan):
    shared_fake.set()
    shared_fake.tell(**plan)
    for words in (["status"], ["modes"], ["check", "power10"], ["refresh"]):
        assert "not understood" in refused(shared_ctl.run(*words), 2 if words[0] == "check" else 1)


def test_silent_daemon(shared_fake, shared_ctl):
    shared_fake.set()
    shared_fake.tell(fail={"GetAll": "org.freedesktop.DBus.Error.NoReply"})
    assert "did not answer; see 'systemctl status ppc-compatd'" in refused(shared_ctl.run(), 1)


@pytest.mark.parametrize("error", ["org.ppc.Compat1.Error.Tired", "org.freedesktop.DBus.Error.LimitsExceeded"])
def test_other_errors_are_passed_on(shared_fake, shared_ctl, error):
    shared_fake.set()
    shared_fake.tell(fail={"Refresh": error})
    assert refused(shared_ctl.run("refresh"), 1) == "ppc-compatctl: ppc-compatd says: as the test wants it\n"


def test_newer_daemon(shared_fake, shared_ctl):
    """What the standard host, an older one, does not have."""
    shared_fake.set(TrialModes=["power10"], MachineOptions={"cap-cfpc": "broken"})
    shared_fake.tell(retype={"TrialModes": "as", "MachineOptions": "a{ss}"})
    assert "ready" in shared_ctl.succeed()


def test_new_properties_do_no_harm(shared_fake, shared_ctl):
    shared_fake.set(FutureProperty="something")
    assert "ready" in shared_ctl.succeed()


LOST = "ppc-compatctl: the output could not be written\n"
PRINTING = [["status"], ["modes"], ["--help"], ["--version"], ["history"], ["describe"], ["refresh"], ["explain"],
            ["qemu-args"], ["libvirt-xml", "-q"], ["export", "nfd"], ["baseline"], ["monitor"], ["check", "power10"],
            ["check", "power11"]]


@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_output_that_cannot_be_written(shared_fake, shared_ctl, words, where):
    """A failure in each verb, and never an answer of check."""
    shared_fake.set()
    result = subprocess.run(["sh", "-c", f'exec "$@" {where}', "sh", *shared_ctl.command(*words)], timeout=DEADLINE,
                            capture_output=True, text=True, env=shared_ctl.environment())
    assert (result.returncode, result.stderr) == (2 if words[0] == "check" else 1, LOST)


def test_what_prints_nothing_loses_nothing(shared_fake, shared_ctl):
    shared_fake.set()
    for mode, status in (("power10", 0), ("power11", 1)):
        with open("/dev/full", "w") as full:
            result = subprocess.run(shared_ctl.command("check", mode, "-q"), stdout=full, stderr=subprocess.PIPE,
                                    text=True, env=shared_ctl.environment())
        assert (result.returncode, result.stderr) == (status, "")


def test_help_and_version(alone):
    shown = alone.succeed("--help")
    assert shown == alone.succeed("-h") and max(map(len, shown.splitlines())) <= 100
    assert re.fullmatch(r"ppc-compatctl \d+\.\d+\n", alone.succeed("--version"))


@pytest.fixture
def over_ssh(client_path, tmp_path):
    """ppc-compatctl -H with an ssh that goes nowhere else than here."""

    def run(command, *words, host="far"):
        ssh = tmp_path / "ssh"
        ssh.write_text(f"#!/bin/sh\necho \"$@\" >{shlex.quote(str(tmp_path / 'arguments'))}\n{command}\n")
        ssh.chmod(0o755)
        ctl = Client(client_path, None)
        ctl.command = lambda *arguments: [client_path, "-H", host, *arguments]
        return ctl.run(*words, PATH=f"{tmp_path}:/usr/bin:/bin")

    return run


def test_remote_host(shared_fake, over_ssh, tmp_path):
    shared_fake.set()
    result = over_ssh(f"exec systemd-stdio-bridge --bus-path={shared_fake.bus.address}", "modes")
    assert (result.returncode, result.stdout, result.stderr) == (0, "power10\npower9\n", "")
    assert re.match(r"-xT .*far systemd-stdio-bridge", (tmp_path / "arguments").read_text())


def test_remote_host_without_a_daemon(bus, over_ssh):
    result = over_ssh(f"exec systemd-stdio-bridge --bus-path={bus.address}")
    assert refused(result, 1) == ("ppc-compatctl: ppc-compatd is not running on far; "
                                  "start it with 'systemctl -H far start ppc-compatd'\n")


@pytest.mark.parametrize("host, hint", [
    ("far", "far"), ("root@far", "root@far"), ("root@far:2222", "-p 2222 root@far"), ("far/box", "far"),
    ("far:22/box", "-p 22 far"), ("root@[fe80::1%eth0]:22", "-p 22 root@fe80::1%eth0")])
def test_remote_host_out_of_reach(over_ssh, tmp_path, host, hint):
    said = refused(over_ssh("exit 255", host=host), 1)
    assert said == (f"ppc-compatctl: cannot reach the system bus of {host}; "
                    f"see whether 'ssh {hint} systemd-stdio-bridge --help' works\n")
    # The one that was asked.
    asked = (tmp_path / "arguments").read_text().split()
    assert [word for word in asked[1:asked.index("systemd-stdio-bridge")] if word != "--"] == hint.split()


@pytest.mark.parametrize("host", ["", "-oProxyCommand=x", "a b", "far:", "far:x y", "far:1:2", "far/", "far/a;b", "@far",
                                  "root@", "a@b@c", "[::1", "[::1]x", "::1", "h\x1b[31m", "far;reboot", "$(reboot)"])
def test_what_is_no_host(client_path, tmp_path, host):
    ctl = Client(client_path, None)
    ctl.command = lambda *arguments: [client_path, *arguments]
    for verb in ("status", "baseline"):
        assert "a host is [USER@]HOST[:PORT][/CONTAINER], not" in refused(ctl.run("-H", host, verb), 2)


@pytest.mark.parametrize("error, words", [
    ("org.freedesktop.DBus.Error.NoReply",
     "ppc-compatd on far did not answer; see 'systemctl -H far status ppc-compatd'"),
    ("org.freedesktop.DBus.Error.AccessDenied",
     "permission denied on far; try again as root of that host")], ids=["silent", "denied"])
def test_remote_host_is_named(shared_fake, over_ssh, error, words):
    """Or the user would follow the advice on the wrong machine."""
    shared_fake.set()
    shared_fake.tell(fail={"Refresh": error})
    result = over_ssh(f"exec systemd-stdio-bridge --bus-path={shared_fake.bus.address}", "refresh")
    assert refused(result, 1) == f"ppc-compatctl: {words}\n"


def test_container_out_of_reach(client_path):
    ctl = Client(client_path, None)
    ctl.command = lambda *arguments: [client_path, "-M", "nosuchcontainer", *arguments]
    assert "cannot reach the system bus of container nosuchcontainer;" in refused(ctl.run(), 1)

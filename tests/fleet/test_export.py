# SPDX-License-Identifier: LGPL-2.1-or-later
"""export: the formats, and the file that follows the daemon."""

import json
import os
import pathlib
import re
import signal
import stat
import subprocess

import pytest

from foldertrace import FolderTrace
from rig import FakeDaemon
from host import DEADLINE, end_process, wait_for, wait_for_text

FILES = {"prometheus": "ppc-compat.prom", "nfd": "ppc-compat", "ansible": "ppc_compat.fact"}
DOWN = {"prometheus": ("# HELP ppc_compat_up Whether ppc-compatd answers.\n# TYPE ppc_compat_up gauge\n"
                       "ppc_compat_up 0\n"),
        "nfd": "ppc-compat.feature.node.kubernetes.io/up=false\n", "ansible": '{"up":false}\n'}
UP = {"prometheus": "\nppc_compat_up 1\n", "nfd": "/up=true\n", "ansible": '"up":true'}
POWER11 = {"prometheus": 'mode_supported{mode="power11"} %d\n', "nfd": "/power11=%s\n", "ansible": '"power11":%s'}


def power11(engine, offered):
    return POWER11[engine] % (int(offered) if engine == "prometheus" else str(offered).lower())


def samples(text):
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))


def test_prometheus(host):
    host.daemon.start("linux-7.3-papr-power11-moved-to-power10")
    shown = samples(host.ctl.succeed("export", "prometheus"))
    description = json.loads(host.ctl.succeed("describe"))
    assert float(shown.pop("ppc_compat_last_change_timestamp_seconds")) * 1e6 == pytest.approx(
        description["LastChangeTimestamp"], abs=1)
    version = description["Version"]
    assert shown == {
        "ppc_compat_up": "1", "ppc_compat_modes_unknown": "0", 'ppc_compat_mode_supported{mode="power11"}': "0",
        'ppc_compat_mode_supported{mode="power10"}': "1", 'ppc_compat_mode_supported{mode="power9"}': "1",
        'ppc_compat_state{state="ready"}': "0", 'ppc_compat_state{state="degraded"}': "1",
        'ppc_compat_state{state="unavailable"}': "0", 'ppc_compat_reason_info{reason="kvm-stale"}': "1",
        'ppc_compat_host_info{processor="power11",host_mode="power10",platform="qemu",source="kvm",'
        f'version="{version}"}}': "1", "ppc_compat_changes_total": str(description["Generation"])}


CAPTURES = ["linux-7.3-papr-power11", "linux-7.3-papr-power11-moved-to-power10", "lpar-9105-42a-power10",
            "opal-8247-22l-power8", "powermac-g4", "kvm-guest-raw"]


@pytest.mark.parametrize("capture", CAPTURES + [None])
def test_promtool_finds_nothing(host, capture):
    if capture:
        host.daemon.start(capture)
    shown = host.ctl.succeed("export", "prometheus")
    checked = subprocess.run(["promtool", "check", "metrics"], input=shown, capture_output=True, text=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    # No sample has a time, and a host without a mode has zeros.
    assert all(re.fullmatch(r"[^ ]+ [0-9.]+", line) for line in shown.splitlines() if line[0] != "#")
    assert len(samples(shown)) == (12 if capture else 1)


def test_help_and_types_are_the_same_everywhere(host):
    heads = set()
    for capture in CAPTURES[:3]:
        host.daemon.start(capture)
        heads.add("\n".join(line for line in host.ctl.succeed("export", "prometheus").splitlines() if line[0] == "#"))
        host.daemon.stop()
    assert len(heads) == 1
    assert host.ctl.succeed("export", "prometheus").startswith(heads.pop().split("\n")[0])


def test_ansible(host):
    host.daemon.start("linux-7.3-papr-power11-moved-to-power10")
    fact = json.loads(host.ctl.succeed("export", "ansible"))
    description = json.loads(host.ctl.succeed("describe"))
    assert fact == {
        "up": True, "compat_modes": ["power10", "power9"],
        "modes": {"power11": False, "power10": True, "power9": True}, "unknown_modes": [],
        "recommended_mode": "power10",
        "host_mode": "power10", "processor_model": "power11", "platform": "qemu", "state": "degraded",
        "reason": "kvm-stale", "source": "kvm", "generation": description["Generation"],
        "last_change_usec": description["LastChangeTimestamp"]}


# POWER10 hosts. /dev/kvm may not be opened; KVM does not answer in time.
@pytest.mark.parametrize("capture", ["../rules/denied", "../rules/timeout"])
def test_what_a_host_cannot_tell(host, capture):
    """As check: power11 is too new for this host, and of the others KVM has said nothing."""
    host.daemon.start(capture)
    said = {mode: host.ctl.run("check", mode).stdout for mode in ("power11", "power10", "power9")}
    assert said == {"power11": "no\n", "power10": "unknown\n", "power9": "unknown\n"}
    shown = samples(host.ctl.succeed("export", "prometheus"))
    assert {name: value for name, value in shown.items() if "_mode" in name and "host" not in name} == {
        'ppc_compat_mode_supported{mode="power11"}': "0", "ppc_compat_modes_unknown": "2"}
    fact = json.loads(host.ctl.succeed("export", "ansible"))
    assert fact["modes"] == {"power11": False, "power10": None, "power9": None}
    assert (fact["compat_modes"], fact["unknown_modes"]) == ([], ["power10", "power9"])
    labels = dict(line.split("/")[1].split("=") for line in host.ctl.succeed("export", "nfd").splitlines())
    assert labels["power11"] == "false" and not labels.keys() & {"power10", "power9", "recommended"}


@pytest.fixture
def fake(host):
    fake = FakeDaemon(host.bus)
    fake.start()
    yield fake
    fake.stop()


def test_names_that_a_broken_daemon_gives(host, fake):
    """What becomes a name is one, and comes once."""
    fake.set(CompatModes=["power12", "power10", "power12", "", "up", "state", "a=b", 'x"y', "POWER9", "power10"],
             RecommendedMode="power12", HostMode="power10")
    shown = host.ctl.succeed("export", "prometheus")
    checked = subprocess.run(["promtool", "check", "metrics"], input=shown, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    series = [line for line in shown.splitlines() if line.startswith("ppc_compat_mode_supported")]
    assert series == [f'ppc_compat_mode_supported{{mode="{mode}"}} {value}' for mode, value in
                      [("power12", 1), ("up", 1), ("state", 1), ("power11", 0), ("power10", 1), ("power9", 0)]]
    names = [line.split("/")[1].split("=")[0] for line in host.ctl.succeed("export", "nfd").splitlines()]
    assert names == ["up", "power12", "power11", "power10", "power9", "recommended", "host-mode", "processor",
                     "platform", "state", "reason"]


@pytest.mark.parametrize("engine", FILES)
def test_without_a_daemon(host, engine):
    assert host.ctl.succeed("export", engine) == DOWN[engine]
    end_process(host.bus.process)
    assert host.ctl.succeed("export", engine) == DOWN[engine]


@pytest.mark.parametrize("engine", FILES)
def test_a_file_once(host, engine):
    host.daemon.start("lpar-9105-22a-power11")
    path = host.folder / FILES[engine]
    for mask, mode in ((0o022, 0o644), (0o077, 0o600)):
        old_mask = os.umask(mask)
        try:
            assert host.ctl.succeed("export", engine, f"--output={path}") == ""
        finally:
            os.umask(old_mask)
        assert path.read_text() == host.ctl.succeed("export", engine)
        assert path.stat().st_mode & 0o7777 == mode


def names_that_engines_read(name):
    """node_exporter reads *.prom, dot files too; Ansible *.fact; Node Feature Discovery all but dot files."""
    return name.endswith((".prom", ".fact")) or not name.startswith(".")


@pytest.mark.parametrize("engine", FILES)
def test_a_file_that_follows(host, engine):
    """Over a change, an end and a start of the daemon; and nobody ever sees half a file, or another one."""
    host.daemon.start("linux-7.3-papr-power11")
    with FolderTrace(host.folder) as trace:
        path = host.start_export(engine, FILES[engine])
        assert path.stat().st_mode & 0o7777 == 0o644
        wait_for_text(path, power11(engine, True))
        host.become("linux-7.3-papr-power11-moved-to-power10")
        wait_for_text(path, power11(engine, False))
        host.daemon.stop()
        wait_for(lambda: path.read_text() == DOWN[engine], "the end to be told")
        host.daemon.start("linux-7.3-papr-power11")
        wait_for_text(path, power11(engine, True))
        assert UP[engine] in path.read_text()
        host.stop_export()
        events = trace.events()
    assert not path.exists() and list(host.folder.iterdir()) == []
    seen = [(what, name) for what, name in events if names_that_engines_read(name)]
    assert seen == [("arrive", FILES[engine])] * 4 + [("delete", FILES[engine])]


def test_a_daemon_that_comes_late(host):
    path = host.start_export("prometheus", FILES["prometheus"])
    assert path.read_text() == DOWN["prometheus"]
    host.daemon.start("opal-t2p9d01-power9")
    wait_for_text(path, UP["prometheus"])


def test_nothing_happens_while_nothing_changes(host):
    """It sleeps: no time of the processor is used, and no file written, while the daemon has no news."""
    host.daemon.start("linux-7.3-papr-power11")
    path = host.start_export("prometheus", FILES["prometheus"])
    wait_for_text(path, UP["prometheus"])
    status = pathlib.Path(f"/proc/{host.exporter.pid}/status")

    def switches():
        return re.findall(r"ctxt_switches:\s+(\d+)", status.read_text())

    wait_for(lambda: "State:\tS" in status.read_text(), "it to sleep")
    before = switches()
    with FolderTrace(host.folder) as trace:
        # All that the daemon does when nothing has changed: it is asked, and looks again.
        for _ in range(3):
            host.ctl.succeed("status")
            host.daemon.reload()
        host.ctl.succeed("describe")
        assert trace.events() == []
    assert switches() == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_file_ends_with_who_writes_it(host, number):
    host.daemon.start("linux-7.3-papr-power11")
    path = host.start_export("prometheus", FILES["prometheus"])
    assert end_process(host.exporter, number) == 0
    assert host.exporter.stderr.read() == "" and not path.exists()


def test_the_bus_ends(host):
    host.daemon.start("linux-7.3-papr-power11")
    path = host.start_export("prometheus", FILES["prometheus"])
    end_process(host.bus.process)
    assert host.exporter.wait(DEADLINE) == 1
    assert host.exporter.stderr.read() == "ppc-compatctl: the connection to the bus is lost\n"
    assert not path.exists()
    end_process(host.daemon.process)
    host.daemon.process = None


def test_a_file_that_it_did_not_write_is_left(host):
    """Neither where it never wrote at all, nor where somebody has put another file in the place of its own."""
    path = host.folder / "ppc-compat.prom"
    path.write_text("precious")
    host.daemon.start("linux-7.3-papr-power11")
    host.start_export("prometheus", path.name)
    wait_for_text(path, UP["prometheus"])
    other = path.with_suffix(".new")
    other.write_text("more precious")
    other.rename(path)
    assert end_process(host.exporter) == 0 and path.read_text() == "more precious"
    end_process(host.bus.process)
    result = host.ctl.run("export", "prometheus", "--watch", f"--output={path}")
    assert (result.returncode, result.stdout) == (1, "") and "cannot reach the bus" in result.stderr
    assert path.read_text() == "more precious"
    end_process(host.daemon.process)
    host.daemon.process = None


@pytest.mark.parametrize("watch", [[], ["--watch"]], ids=["once", "watch"])
@pytest.mark.parametrize("kind", ["device", "fifo", "link", "folder"])
def test_what_is_no_regular_file_is_left(host, kind, watch):
    path, target = host.folder / "output", host.folder / "target"
    target.write_text("precious")
    {"device": lambda: os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 3)), "fifo": lambda: os.mkfifo(path),
     "link": lambda: path.symlink_to(target), "folder": path.mkdir}[kind]()
    before = path.lstat()
    result = host.ctl.run("export", "prometheus", f"--output={path}", *watch)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (f"ppc-compatctl: cannot write {path}: it is a link, a device or a folder; "
                             "name a regular file\n")
    assert path.lstat()[:6] == before[:6] and target.read_text() == "precious"
    assert sorted(host.folder.iterdir()) == [path, target]


def test_a_long_name(host):
    """As long as a name can be: nothing is added to it on the way."""
    path = host.folder / ("x" * 255)
    path.write_text("old")
    host.ctl.succeed("export", "nfd", f"--output={path}")
    assert path.read_text() == DOWN["nfd"]


def test_a_file_that_cannot_be_written(host):
    host.daemon.start("linux-7.3-papr-power11")
    for words in ([], ["--watch"]):
        result = host.ctl.run("export", "nfd", f"--output={host.folder}/none/ppc-compat", *words)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr == (f"ppc-compatctl: cannot write {host.folder}/none/ppc-compat: "
                                 "No such file or directory\n")


def test_a_full_disk_leaves_the_file_as_it_was(host):
    """A file larger than that cannot be written."""
    host.daemon.start("linux-7.3-papr-power11")
    path = host.folder / "ppc-compat.prom"
    path.write_text("old")
    limited = subprocess.run(["sh", "-c", 'trap "" XFSZ; ulimit -f 1; exec "$@"', "sh",
                              *host.ctl.command("export", "prometheus", f"--output={path}")],
                             capture_output=True, text=True, env=host.ctl.environment())
    assert limited.returncode == 1 and limited.stderr == f"ppc-compatctl: cannot write {path}: File too large\n"
    assert list(host.folder.iterdir()) == [path] and path.read_text() == "old"


def test_a_full_disk_leaves_no_old_truth(host):
    """What it wrote itself, and can correct no more, is not left to be believed."""
    path = host.folder / "ppc-compat.prom"
    with subprocess.Popen(["sh", "-c", 'trap "" XFSZ; ulimit -f 1; exec "$@"', "sh",
                           *host.ctl.command("export", "prometheus", "--watch", f"--output={path}")],
                          stderr=subprocess.PIPE, text=True, env=host.ctl.environment()) as exporter:
        # This much has room.
        wait_for(path.exists, path)
        host.daemon.start("linux-7.3-papr-power11")
        assert exporter.wait(DEADLINE) == 1
        assert exporter.stderr.read() == f"ppc-compatctl: cannot write {path}: File too large\n"
    assert list(host.folder.iterdir()) == []


def test_memory_is_short(host, tmp_path):
    """An empty file would be taken for an answer. The shortage is simulated: json-c gets no object."""
    source, library = tmp_path / "shortage.c", tmp_path / "shortage.so"
    source.write_text("void *json_object_new_object(void) { return 0; }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    path = host.folder / FILES["ansible"]
    path.write_text("old")
    for words in ([], [f"--output={path}"]):
        result = host.ctl.run("export", "ansible", *words, LD_PRELOAD=str(library),
                              ASAN_OPTIONS="verify_asan_link_order=0")
        assert (result.returncode, result.stdout, result.stderr) == (1, "", "ppc-compatctl: out of memory\n")
    assert path.read_text() == "old"


def test_unknown_format(host):
    result = host.ctl.run("export", "nagios")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == ("ppc-compatctl: 'nagios' is not a format known here; "
                             "the formats are prometheus, nfd and ansible\n")

# SPDX-License-Identifier: LGPL-2.1-or-later
"""export: the file that follows the daemon, and what is never done to the files of others."""

import os
import pathlib
import re
import signal
import stat
import subprocess

import pytest

from expected import DOWN, FILES, UP, power11
from foldertrace import FolderTrace
from host import DEADLINE, end_process, wait_for, wait_for_text


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
    """node_exporter reads *.prom, dot files too; Ansible *.fact; Node Feature Discovery all but dot files; Nova *.yaml
    but no dot files."""
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
    assert host.exporter.stderr.read() == "ppc-compatctl: the connection to the bus was lost; run the command again\n"
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


@pytest.fixture
def writer(host, tmp_path):
    """Starts an exporter whose folder is written to the disk by the given C."""
    def start(path, at_folder):
        source, library = tmp_path / "sync.c", tmp_path / "sync.so"
        source.write_text(f"""
            #include <errno.h>
            #include <stdio.h>
            #include <sys/stat.h>
            int fsync(int fd) {{ struct stat st; return fstat(fd, &st) || !S_ISDIR(st.st_mode) ? 0 : ({at_folder}); }}
            """)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
        environment = host.ctl.environment(LD_PRELOAD=str(library), ASAN_OPTIONS="verify_asan_link_order=0")
        host.exporter = subprocess.Popen(host.ctl.command("export", "nfd", "--watch", f"--output={path}"),
                                         env=environment, stderr=subprocess.PIPE, text=True)
        return host.exporter

    return start


def test_a_file_that_takes_its_place_at_once_is_left(host, writer):
    """While the folder is still written to the disk."""
    path, other = host.folder / "ppc-compat", host.folder / "other"
    other.write_text("precious")
    exporter = writer(path, f'rename("{other}", "{path}")')
    wait_for(lambda: path.exists() and path.read_text() == "precious", "the other file")
    assert end_process(exporter) == 0 and path.read_text() == "precious"


def test_a_folder_that_cannot_be_written_leaves_no_old_truth(host, writer):
    path = host.folder / "ppc-compat"
    exporter = writer(path, "errno = EIO, -1")
    assert exporter.wait(DEADLINE) == 1
    assert exporter.stderr.read() == f"ppc-compatctl: cannot write {path}: Input/output error\n"
    assert list(host.folder.iterdir()) == []


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

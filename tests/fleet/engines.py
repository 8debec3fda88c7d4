# SPDX-License-Identifier: LGPL-2.1-or-later
"""The real node_exporter and Prometheus, on the loopback and in private folders."""

import json
import pathlib
import re
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from host import end_process, wait_for

RULES = pathlib.Path(__file__).resolve().parents[2] / "fleet" / "ppc-compat.rules.yml"
# No proxy stands between here and here.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Engine:
    """A server with a port, which it keeps over restarts."""

    def __init__(self, directory):
        self.port = free_port()
        self.directory = directory
        self.log = directory / f"{type(self).__name__}-{self.port}.log"
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        self.stop()
        if kind:
            print(self.log.read_text()[-4000:])

    def get(self, path):
        with OPENER.open(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.read().decode()

    def is_ready(self):
        assert self.process.poll() is None, self.log.read_text()[-4000:]
        try:
            return self.get(self.ready_path) is not None
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            cwd=self.directory)
        wait_for(self.is_ready, f"{type(self).__name__} to be ready")

    def stop(self):
        if self.process:
            end_process(self.process)
            self.process = None


class NodeExporter(Engine):
    ready_path = "/"

    def __init__(self, directory, folder):
        super().__init__(directory)
        self.folder = folder

    def command(self):
        return ["prometheus-node-exporter", "--collector.disable-defaults", "--web.disable-exporter-metrics",
                "--collector.textfile", f"--collector.textfile.directory={self.folder}",
                f"--web.listen-address=127.0.0.1:{self.port}"]


def scrape_config(name, address, pool):
    """An address is HOST:PORT or HOST:PORT/PATH."""
    server, _, path = address.partition("/")
    return {"targets": [server],
            "labels": {"instance": name, "pool": pool, "__metrics_path__": f"/{path or 'metrics'}"}}


class Prometheus(Engine):
    """Looks each second, at targets with a name and a pool. The rules are the project's, but for their patience."""

    ready_path = "/-/ready"

    def __init__(self, directory, targets):
        super().__init__(directory)
        self.config = directory / "prometheus.yml"
        rules = directory / "rules.yml"
        rules.write_text(re.sub(r"for: \w+", "for: 0s", RULES.read_text()))
        self.config.write_text(json.dumps({
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(rules)],
            "scrape_configs": [{"job_name": "node", "static_configs": [
                scrape_config(name, *target) for name, target in targets.items()]}]}))

    def command(self):
        return ["prometheus", f"--config.file={self.config}", f"--storage.tsdb.path={self.directory}/data",
                f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=warn"]

    def ask(self, expression):
        """The series that it has now: a list of labels and value, or of labels and pairs of time and value."""
        answer = json.loads(self.get("/api/v1/query?" + urllib.parse.urlencode({"query": expression})))
        assert answer["status"] == "success", answer
        return [(series["metric"], series.get("values") or series["value"][1]) for series in answer["data"]["result"]]

    def values(self, expression, *labels):
        """Those of these labels -> value, as one word or as a tuple."""
        return {tuple(metric[label] for label in labels) if len(labels) > 1 else metric[labels[0]]: float(value)
                for metric, value in self.ask(expression)}

    def alerts(self):
        answer = json.loads(self.get("/api/v1/alerts"))
        return {(alert["labels"]["alertname"], alert["labels"].get("instance", alert["labels"].get("pool")))
                for alert in answer["data"]["alerts"] if alert["state"] == "firing"}

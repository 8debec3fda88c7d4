# SPDX-License-Identifier: LGPL-2.1-or-later
"""A server in place of many node_exporters, which are dear: it gives each host's file as it is, under the host's name."""

import contextlib
import http.server
import threading


class Shelf:
    def __init__(self, files):
        self.files = files
        self.late = {}
        shelf = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                shelf.answer(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def address(self, name):
        return f"127.0.0.1:{self.server.server_port}/{name}"

    def answer(self, request):
        name = request.path[1:]
        if name in self.late:
            self.late[name].wait()
        try:
            text = self.files[name].read_bytes()
        except FileNotFoundError:
            # So a textfile collector does with a file that is gone.
            text = b""
        with contextlib.suppress(ConnectionError):
            request.send_response(200)
            request.send_header("Content-Type", "text/plain; version=0.0.4")
            request.send_header("Content-Length", str(len(text)))
            request.end_headers()
            request.wfile.write(text)

    @contextlib.contextmanager
    def lagging(self, names):
        """They take what is asked, and do not answer before the end."""
        end = threading.Event()
        self.late = dict.fromkeys(names, end)
        try:
            yield
        finally:
            self.late = {}
            end.set()

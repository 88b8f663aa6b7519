"""A web server of static files on loopback, for tests and for a look at the page."""

import http.server
import sys
import threading


class StaticHandler(http.server.SimpleHTTPRequestHandler):
    """Files of a folder; `isolates` says whether pages get the headers that threads want."""

    protocol_version = "HTTP/1.1"
    isolates = True
    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".wasm": "application/wasm",
        ".tflite": "application/octet-stream", ".mjs": "text/javascript", ".svg": "image/svg+xml"}

    def end_headers(self):
        if self.isolates:
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_):
        pass


class QuietServer(http.server.ThreadingHTTPServer):
    """A server that says nothing of browsers that leave within an answer."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class StaticServer:
    """A server that runs beside: `address` is where, `close()` ends it."""

    def __init__(self, folder, isolates=True, port=0):
        handler = type("Handler", (StaticHandler,), {"isolates": isolates})
        self.server = QuietServer(("127.0.0.1", port), lambda *values: handler(*values, directory=folder))
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        """Ends it."""
        self.server.shutdown()
        self.server.server_close()


if __name__ == "__main__":
    served = StaticServer(sys.argv[1], port=int(sys.argv[2]) if len(sys.argv) > 2 else 8000)
    print(served.address, flush=True)
    try:
        served.thread.join()
    except KeyboardInterrupt:
        served.close()

"""A small HTTP app with a client library. GET /set?errors=0.5&seconds=1.2&burn=1 makes it misbehave."""

import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from prometheus_client import Counter, Gauge, Histogram, generate_latest

LABELS = ["method", "handler", "status"]
REQUESTS = Counter("http_requests_total", "Requests", LABELS)
DURATION = Histogram("http_request_duration_seconds", "Duration", LABELS, buckets=[0.05, 0.1, 0.3, 0.5, 1, 2.5, 5])
IN_PROGRESS = Gauge("http_requests_in_progress", "Requests being answered", ["method", "handler"])
HOW = {"errors": 0.0, "seconds": 0.02, "burn": 0.0}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path == "/metrics":
            return self.say(200, generate_latest())
        if parts.path == "/set":
            HOW.update({key: float(values[0]) for key, values in parse_qs(parts.query).items()})
        self.say(200, b"ok\n")

    def say(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def traffic():
    """Its own clients: ten requests a second."""
    # Known from the start, so that the first failure counts.
    for status in ("200", "500"):
        REQUESTS.labels("GET", "/orders", status)
    while True:
        status = "500" if random.random() < HOW["errors"] else "200"
        REQUESTS.labels("GET", "/orders", status).inc()
        DURATION.labels("GET", "/orders", status).observe(HOW["seconds"])
        IN_PROGRESS.labels("GET", "/orders").set(1)
        time.sleep(0.1)


def burn():
    while True:
        if HOW["burn"]:
            end = time.monotonic() + 0.9
            while time.monotonic() < end:
                pass
        time.sleep(0.1)


threading.Thread(target=traffic, daemon=True).start()
threading.Thread(target=burn, daemon=True).start()
ThreadingHTTPServer(("", 3000), Handler).serve_forever()

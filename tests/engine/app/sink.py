"""Whoever is told: webhooks by HTTP, mail by SMTP. GET /told gives all of it as JSON."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, "/standin")

from mail import MailServer  # noqa: E402 (it lies beside the other stand-ins)

TOLD = []


class Web(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.say(json.dumps(TOLD).encode())

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        TOLD.append({"at": time.time(), "way": self.path, "text": text})
        self.say(b"ok")

    def say(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Mails:
    def append(self, text):
        TOLD.append({"at": time.time(), "way": "mail", "text": text})


threading.Thread(target=MailServer(("", 2525), Mails()).serve_forever, daemon=True).start()
ThreadingHTTPServer(("", 8080), Web).serve_forever()

"""Whoever is told: webhooks by HTTP, mail by SMTP. GET /told gives all of it as JSON."""

import json
import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender needs."""

    def handle(self):
        self.say("220 sink")
        body = None
        while line := self.rfile.readline():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            if body is not None:
                if text == ".":
                    TOLD.append({"at": time.time(), "way": "mail", "text": "\n".join(body)})
                    body = None
                    self.say("250 taken")
                else:
                    body.append(text)
                continue
            word = text[:4].upper()
            if word == "DATA":
                body = []
                self.say("354 go on")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 sink")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


threading.Thread(target=Server(("", 2525), Mail).serve_forever, daemon=True).start()
ThreadingHTTPServer(("", 8080), Web).serve_forever()

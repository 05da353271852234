"""A stand-in for a mail server: as much of SMTP as a sender needs. `server.mails` gets the text of each message."""

import socketserver


class Mail(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 mail")
        body = None
        while line := self.rfile.readline():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            if body is not None:
                if text == ".":
                    self.server.mails.append("\n".join(body))
                    body = None
                    self.say("250 taken")
                else:
                    body.append(text)
                continue
            word = text[:4].upper()
            if word == "EHLO":
                self.say("250-mail\r\n250 AUTH PLAIN")
            elif word == "DATA":
                self.say("354 go on")
                body = []
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("235 in" if word == "AUTH" else "250 ok")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address, mails):
        """`mails`: anything with `append`."""
        self.mails = mails
        super().__init__(address, Mail)

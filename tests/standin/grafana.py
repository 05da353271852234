"""A stand-in for Grafana: the part of its HTTP API that `grafana/access/access.sh` calls, with the status codes and bodies that
Grafana's own API description gives. Not Grafana. Prints its port, then serves until it is ended.

`GET /standin` (no part of Grafana) shows everything it knows, and how many requests changed something.
"""

import base64
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ADMIN, PASSWORD = sys.argv[1], sys.argv[2]
STATE = {
    "users": [{"id": 1, "login": ADMIN, "name": "", "email": "admin@localhost", "role": "Admin", "isDisabled": False}],
    "teams": [],
    "folders": {},
    "refused": 0,
    "passwords": {},
    "changes": [],
}


def find_user(who):
    return next((u for u in STATE["users"] if who in (u["login"], u["email"])), None)


def answer_user(user):
    # A nested id after the user's own, and one that only looks like a key inside a text.
    shown = {k: v for k, v in user.items() if k != "role"}
    return {**shown, "orgId": 1, "note": '"id":99', "accessControl": {"id": 98}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body):
        data = json.dumps(body, separators=(",", ":")).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def allowed(self):
        given = self.headers.get("Authorization", "")
        wanted = base64.b64encode(f"{ADMIN}:{PASSWORD}".encode()).decode()
        return STATE["refused"] < 5 and given == f"Basic {wanted}"

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/api/health":
            return self.reply(200, {"database": "ok"})
        if parts.path == "/standin":
            return self.reply(200, STATE)
        if not self.allowed():
            STATE["refused"] += 1
            return self.reply(401, {"message": "Invalid username or password"})
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            return self.reply(400, {"message": "bad request data"})
        for method, pattern, act in ROUTES:
            match = re.fullmatch(pattern, parts.path)
            if method == self.command and match:
                status, result = act(*match.groups(), query=query, body=body)
                if method != "GET":
                    STATE["changes"].append(f"{method} {parts.path} {status}")
                return self.reply(status, result)
        return self.reply(404, {"message": "Not found"})

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any


def by_id(number):
    return next((u for u in STATE["users"] if u["id"] == int(number)), None)


def lookup(query, body):
    user = find_user(query["loginOrEmail"])
    return (200, answer_user(user)) if user else (404, {"message": "user not found"})


def create(query, body):
    if len(body["password"]) < 4:
        return 400, {"message": "password is missing or too short"}
    if find_user(body["login"]) or find_user(body["email"]):
        return 412, {"message": "user already exists"}
    number = max(u["id"] for u in STATE["users"]) + 1
    kept = {key: body[key] for key in ("login", "name", "email")}
    STATE["users"].append({"id": number, **kept, "role": "Viewer", "isDisabled": False})
    STATE["passwords"][body["login"]] = body["password"]
    return 200, {"id": number, "uid": f"u{number}", "message": "User created"}


def profile(number, query, body):
    user = by_id(number)
    other = find_user(body["email"])
    if other and other is not user:
        return 409, {"message": "user with same email exists"}
    user.update({key: body[key] for key in ("login", "name", "email")})
    return 200, {"message": "User updated"}


def disabled(value):
    def act(number, query, body):
        by_id(number)["isDisabled"] = value
        return 200, {"message": "done"}

    return act


def role(number, query, body):
    if body["role"] not in ("Viewer", "Editor", "Admin", "None"):
        return 400, {"message": "bad role"}
    by_id(number)["role"] = body["role"]
    return 200, {"message": "Organization user updated"}


def search_teams(query, body):
    found = [t for t in STATE["teams"] if t["name"] == query["name"]]
    teams = [{"id": t["id"], "uid": "x", "orgId": 1, "name": t["name"], "memberCount": 0} for t in found]
    return 200, {"totalCount": len(teams), "teams": teams, "page": 1, "perPage": 1000}


def create_team(query, body):
    if any(t["name"] == body["name"] for t in STATE["teams"]):
        return 409, {"message": "Team name taken"}
    number = 41 + len(STATE["teams"])
    STATE["teams"].append({"id": number, "name": body["name"], "members": []})
    return 200, {"teamId": number, "uid": "x", "message": "Team created"}


def members(number, query, body):
    if not all(find_user(email) for email in body["members"]):
        return 400, {"message": "user not found"}
    team = next(t for t in STATE["teams"] if t["id"] == int(number))
    team["members"] = body["members"]
    return 200, {"message": "Team memberships have been updated"}


def get_folder(uid, query, body):
    folder = STATE["folders"].get(uid)
    return (200, {"id": 7, "uid": uid, "title": folder["title"]}) if folder else (404, {"message": "folder not found"})


def create_folder(query, body):
    if body["uid"] in STATE["folders"]:
        return 409, {"message": "folder exists"}
    STATE["folders"][body["uid"]] = {"title": body["title"], "items": None}
    return 200, {"id": 7, "uid": body["uid"], "title": body["title"]}


def permissions(uid, query, body):
    for item in body["items"]:
        if "teamId" in item and not any(t["id"] == item["teamId"] for t in STATE["teams"]):
            return 400, {"message": "team not found"}
    STATE["folders"][uid]["items"] = body["items"]
    return 200, {"message": "Dashboard permissions updated"}


ROUTES = [
    ("GET", "/api/users/lookup", lookup),
    ("POST", "/api/admin/users", create),
    ("PUT", r"/api/users/(\d+)", profile),
    ("POST", r"/api/admin/users/(\d+)/enable", disabled(False)),
    ("POST", r"/api/admin/users/(\d+)/disable", disabled(True)),
    ("PATCH", r"/api/orgs/1/users/(\d+)", role),
    ("GET", "/api/teams/search", search_teams),
    ("POST", "/api/teams", create_team),
    ("PUT", r"/api/teams/(\d+)/members", members),
    ("GET", r"/api/folders/([^/]+)", get_folder),
    ("POST", "/api/folders", create_folder),
    ("POST", r"/api/folders/([^/]+)/permissions", permissions),
]

if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()

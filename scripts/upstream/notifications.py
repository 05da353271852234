"""A real Alertmanager tells every receiver of a tree of one alert and of its end, and every message is read.

Templates are drawn only when something is told: a mistake in one is found here and by no check of the configuration. Everything
goes to a server on the loopback interface; pushover, whose address cannot be changed, only has its templates drawn.
"""

import datetime
import json
import re
import sys
import threading
import time
import urllib.request

import yaml

from servers import BIN, Server, World, free_port, get, wait_for
from tree import TOP, stage

sys.path.insert(0, str(TOP / "tests" / "standin"))

from mail import MailServer  # noqa: E402 (it lies beside the other stand-ins)

LABELS = {"alertname": "RedisMemoryUsed", "service": "checkout", "kind": "redis", "instance": "checkout:6379", "signal": "memory_used", "severity": "critical", "team": "backend"}
ANNOTATIONS = {
    "summary": "checkout: memory used is 97%, the limit is 90%",
    "description": "Look at what grew <b>&</b> \"why\".",
    "dashboard_url": "http://127.0.0.1:3000/d/redis",
    "runbook_url": "http://127.0.0.1/RUNBOOK.md#redismemoryused",
}
# Where each kind of receiver takes its address from: (key of a file with it, key with it).
ADDRESS = {
    "slack_configs": ("api_url_file", None),
    "discord_configs": ("webhook_url_file", None),
    "msteamsv2_configs": ("webhook_url_file", None),
    "webhook_configs": ("url_file", None),
    "telegram_configs": (None, "api_url"),
    "pagerduty_configs": (None, "url"),
    "opsgenie_configs": (None, "api_url"),
}


def check(tree, folder):
    """Problems, and a word on how many messages were read."""
    world = World()
    mail = MailServer(("127.0.0.1", 0), [])
    threading.Thread(target=mail.serve_forever, daemon=True).start()
    server = None
    try:
        copy = folder / "tree"
        mounts, lost = stage(tree, "alertmanager", copy, "dummy")
        path = copy / mounts.inside(mounts.flag("config.file"))
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        wanted = redirect(config, world, mail.server_address[1], folder)
        path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        server = Server(
            [BIN / "alertmanager", f"--config.file={path}", f"--storage.path={folder / 'data'}", f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="],
            folder / "alertmanager.log",
            copy,
        )
        wait_for("Alertmanager is ready", 30, lambda: get(f"{url}/-/ready"))
        problems = [f"Alertmanager would not find {text}" for text in lost]
        for state, hours in (("firing", 1), ("resolved", 0)):
            sent = len(mail.mails), len(world.told)
            post(url, hours)
            problems += hear(state, wanted, world, mail, sent)
        log = server.text()
        loud = [line for line in log.splitlines() if re.search(r"level=(WARN|ERROR)", line)]
        problems += [line for line in loud if "pushover" not in line or "template" in line][:5]
        if "<no value>" in str(world.told) + str(mail.mails):
            problems.append("a message says <no value>")
        return problems, f"{len(world.told)} posts and {len(mail.mails)} mails read"
    finally:
        if server:
            server.stop()
        mail.shutdown()
        mail.server_close()
        world.close()


def redirect(config, world, mail_port, folder):
    """Every receiver is told of everything, at once, here. Returns what must be told: (receiver and kind, tells of the end)."""
    wanted = []
    settings = config.setdefault("global", {})
    # The addresses of the receivers' services; whatever is not replaced below meets a proxy that refuses it.
    settings["http_config"] = {"proxy_url": world.url}
    settings.update(smtp_smarthost=f"127.0.0.1:{mail_port}", smtp_require_tls=False, smtp_from="alerts@example.org")
    for key in ("smtp_force_implicit_tls", "smtp_tls_config"):
        settings.pop(key, None)
    # One receiver for each way of telling, so that one that fails holds up no other.
    receivers = []
    for receiver in config["receivers"]:
        for kind, entries in receiver.items():
            if not kind.endswith("_configs"):
                continue
            for number, entry in enumerate(entries):
                name = f"{receiver['name']}/{kind}/{number}"
                receivers.append({"name": name, kind: [entry]})
                address = f"{world.url}/told/{name}"
                in_file, key = ADDRESS.get(kind, (None, None))
                if in_file:
                    entry.pop(in_file.removesuffix("_file"), None)
                    file = folder / name.replace("/", "-")
                    file.write_text(address, encoding="utf-8")
                    entry[in_file] = str(file)
                elif key:
                    entry[key] = address
                if "chat_id_file" in entry:
                    (folder / "chat").write_text("-100200", encoding="utf-8")
                    entry["chat_id_file"] = str(folder / "chat")
                if kind == "email_configs":
                    for setting in ("smarthost", "tls_config", "force_implicit_tls", "from"):
                        entry.pop(setting, None)
                    entry["require_tls"] = False
                    name = entry["to"]
                if "max_alerts" in entry:
                    entry["max_alerts"] = 0
                http = entry.get("http_config")
                if http is not None:
                    http.pop("tls_config", None)
                    http["proxy_url"] = world.url
                if kind != "pushover_configs":
                    wanted.append((kind, name, bool(entry.get("send_resolved", kind not in ("email_configs", "slack_configs")))))
    names = [receiver["name"] for receiver in receivers]
    config["receivers"] = [{"name": "nobody"}, *receivers]
    config["route"] = {"receiver": "nobody", "group_by": ["alertname"], "group_wait": "0s", "group_interval": "1s", "repeat_interval": "1h"}
    config["route"]["routes"] = [{"receiver": name, "continue": True} for name in names]
    config.pop("inhibit_rules", None)
    return wanted


def post(url, hours):
    now = datetime.datetime.now(datetime.timezone.utc)
    alert = {
        "labels": LABELS,
        "annotations": ANNOTATIONS,
        "startsAt": (now - datetime.timedelta(minutes=5)).isoformat(),
        "endsAt": (now + datetime.timedelta(hours=hours, seconds=-1)).isoformat(),
        "generatorURL": "http://127.0.0.1:9090/graph",
    }
    request = urllib.request.Request(f"{url}/api/v2/alerts", json.dumps([alert]).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=5).close()


def hear(state, wanted, world, mail, sent):
    """Waits for one message to each; every message names the service, unless it is an event for a machine that ends another."""
    expected = [(kind, name) for kind, name, ends in wanted if ends or state == "firing"]
    missing = []

    def all_told():
        missing.clear()
        posts, mails = world.told[sent[1]:], mail.mails[sent[0]:]
        for kind, name in expected:
            if kind == "email_configs":
                found = [text for text in mails if name.split(",")[0].strip() in text]
            else:
                found = [text for where, text in posts if f"/told/{name}" in where]
            if not found:
                missing.append(f"{state}: {name} ({kind}) was told nothing")
            elif LABELS["service"] not in found[0] and not (state == "resolved" and kind in ("pagerduty_configs", "opsgenie_configs")):
                missing.append(f"{state}: {name} ({kind}) does not say which service: {found[0][:300]}")
        return not missing

    try:
        wait_for(state, 8, all_told)
    except RuntimeError:
        return list(missing)
    # A moment for a message too many, and for the log.
    time.sleep(0.3)
    return []

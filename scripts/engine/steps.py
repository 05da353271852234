"""What must be seen to happen, in order."""

import json
import re
import subprocess
import time
import urllib.request

from lab import SECRETS, fail

# Lines that look like errors and are none, each with the reason.
ALLOWED = [
    ("run/udev/data", "the machine of the test has no udev; node_exporter says so once"),
    ("postgres_exporter.yml", "postgres_exporter looks for a file of modules at every start; it needs none"),
]


def from_nothing(lab):
    """From nothing: build, secrets, up, all healthy, all targets up, no error in a log, no secret anywhere."""
    lab.compose("up", "-d", app=True)
    said = lab.build()
    lab.say(f"   {next(line for line in said.splitlines() if line.startswith('Wrote'))}")
    lab.write_secrets()
    begin = time.monotonic()
    lab.up()
    lab.say(f"   up, and healthy, after {time.monotonic() - begin:.0f}s")
    states = lab.states()
    for name, state in states.items():
        health = state["State"].get("Health", {}).get("Status")
        running = state["State"]["Running"]
        if name in ("secrets", "reload"):
            if running or state["State"]["ExitCode"]:
                fail(f"job {name} did not end well: {state['State']}")
        elif not running or health not in ("healthy", None):
            fail(f"{name} is {health}\n{lab.log(name)[-2000:]}")

    def all_up():
        up = lab.query("up")
        return len(up) >= 12 and all(value == 1 for _, value in up) and up

    targets = lab.wait("every target is up", 60, all_up)
    lab.say(f"   {len(targets)} targets up")
    clean_logs(lab)
    no_secret(lab)


def clean_logs(lab):
    for name in lab.states():
        for line in lab.log(name).splitlines():
            if re.search(r"level=(error|warn)\b|\b(ERROR|WARN|FATAL|panic)\b", line, re.I) and not any(part in line for part, _ in ALLOWED):
                fail(f"{name} complains: {line[:400]}")


def no_secret(lab):
    """In no inspection, no log, no configuration that compose shows."""
    places = {f"inspect {name}": str(state) for name, state in lab.states().items()}
    places.update({f"log of {name}": lab.log(name) for name in lab.states()})
    places["compose config"] = lab.compose("config")[1]
    for path in lab.out.rglob("*"):
        if path.is_file() and path.name != ".env":
            places[str(path)] = path.read_text(encoding="utf-8", errors="replace")
    for place, text in places.items():
        for name, value in SECRETS.items():
            if value in text:
                fail(f"{place} shows the value of {name}")


def listens_on_loopback_only(lab):
    """Grafana and nothing else listens on the host, on 127.0.0.1; the users of the file are there, once."""
    ports = {}
    for name, state in lab.states().items():
        for inside, bindings in (state["HostConfig"]["PortBindings"] or {}).items():
            ports[name, inside] = [(entry["HostIp"], entry["HostPort"]) for entry in bindings]
    if ports != {("grafana", "3000/tcp"): [("127.0.0.1", "3000")]}:
        fail(f"ports on the host: {ports}")
    known = standin(lab)
    roles = {user["login"]: user["role"] for user in known["users"]}
    if roles != {"admin": "Admin", "alice": "Editor", "bob": "Viewer"}:
        fail(f"users: {roles}")
    if known["passwords"] != {"alice": SECRETS["GRAFANA_ALICE_PASSWORD"], "bob": SECRETS["GRAFANA_BOB_PASSWORD"]}:
        fail("users got other passwords than the file's")
    if {team["name"]: team["members"] for team in known["teams"]} != {"backend": ["alice@lab.example"], "data": ["bob@lab.example"]}:
        fail(f"teams: {known['teams']}")
    before = len(known["changes"])
    lab.docker("restart", lab.states()["access"]["Id"])
    lab.wait("access is done again", 60, lambda: lab.states()["access"]["State"].get("Health", {}).get("Status") == "healthy")
    after = standin(lab)["changes"][before:]
    if any(" 200" not in change for change in after) or any("POST /api/admin/users " in change for change in after):
        fail(f"a second run of the access script did {after}")


def standin(lab):
    return json.loads(lab.get("grafana", 3000, "/standin"))


def firing(lab, name, **labels):
    """Alerts of this name and these labels that Alertmanager has."""
    found = [alert for alert in lab.alerts() if alert["labels"]["alertname"] == name and labels.items() <= alert["labels"].items()]
    return found


def told(lab, way, since, *words):
    """Messages by this way since then that have all these words."""
    return [entry for entry in lab.told() if entry["at"] >= since and entry["way"].startswith(way) and all(word in entry["text"] for word in words)]


def database_down(lab):
    """The database stops: ServiceDown reaches pager and mail, alerts of what depends on it are held back; it starts: that is told too."""
    lab.wait("nothing is down at first", 120, lambda: not firing(lab, "ServiceDown"))
    lab.misbehave(errors=0.5)
    lab.wait("the app's errors are an alert", 240, lambda: firing(lab, "HttpErrorRatio", service="api", severity="critical"))
    lab.wait("its errors reach the pager", 60, lambda: told(lab, "/pager", 0, "HttpErrorRatio", '"status":"firing"'))
    begin = time.time()
    lab.docker("stop", "-t", "2", lab.states("labapp")["db"]["Id"])
    message = lab.wait("the pager is told that db is down", 120, lambda: told(lab, "/pager", begin, "ServiceDown", '"service":"db"', '"status":"firing"'))[0]
    took = message["at"] - begin
    lab.say(f"   db stopped, the pager knows after {took:.0f}s")
    # for 15s, two intervals of 5s, group_wait 5s, and Alertmanager's own second or two.
    if took > 60:
        fail(f"the pager was told after {took:.0f}s; `monc list alerts` promises less")
    mail = lab.wait("a mail says so", 30, lambda: told(lab, "mail", begin, "ServiceDown"))[0]["text"]
    for wanted in ("Subject:", "db"):
        if wanted not in mail:
            fail(f"the mail lacks {wanted!r}:\n{mail}")
    held = lab.wait("the app's alert is held back", 60, lambda: [alert for alert in firing(lab, "HttpErrorRatio", service="api") if alert["status"]["inhibitedBy"]])
    lab.say(f"   held back meanwhile: {sorted({alert['labels']['alertname'] + '/' + alert['labels']['severity'] for alert in held})}")
    again = time.time()
    lab.docker("start", lab.states("labapp")["db"]["Id"])
    lab.wait("the pager is told that db is back", 180, lambda: told(lab, "/pager", again, "ServiceDown", '"service":"db"', '"status":"resolved"'))
    lab.say(f"   started again, told after {time.time() - again:.0f}s")
    lab.misbehave(errors=0)


def cpu_latency_certificate(lab):
    """CPU burnt in a container, slow requests, a certificate near its end: each is an alert with the right number."""
    begin = time.time()
    lab.misbehave(burn=1, seconds=1.5)
    cpu = lab.wait("ContainerCpu", 420, lambda: firing(lab, "ContainerCpu", service="api"))[0]
    share = lab.query('service:container_cpu:ratio_rate5m{service="api"}')
    lab.say(f"   {cpu['annotations']['summary']} ({share[0][1]:.2f} recorded)")
    slow = lab.wait("HttpLatencyP99", 420, lambda: firing(lab, "HttpLatencyP99", service="api"))[0]
    lab.say(f"   {slow['annotations']['summary']}")
    end = lab.wait("ProbeCertificateExpiry", 60, lambda: firing(lab, "ProbeCertificateExpiry", service="gateway"))[0]
    lab.say(f"   {end['annotations']['summary']}")
    if "4d" not in end["annotations"]["summary"]:
        fail("the certificate ends in less than five days")
    lab.wait("the chat is told of each", 60, lambda: all(told(lab, "/slack", begin if name != "ProbeCertificateExpiry" else 0, title) for name, title in (("ContainerCpu", "CPU"), ("HttpLatencyP99", "atency"), ("ProbeCertificateExpiry", "ertificate"))))
    lab.misbehave(burn=0, seconds=0.02)


def rebuild(lab):
    """A threshold, a receiver, a secret, a user change: live after `build` and `up`, and only what must restart has restarted."""
    samples = lab.query('count_over_time(up{job="redis"}[1m])')[0][1]
    # This one fires all along; it was told when it began.
    lab.wait("the certificate's alert fires", 120, lambda: told(lab, "/slack", 0, "ertificate"))
    before, ids = time.time(), lab.ids()
    text = lab.file.read_text()
    lab.edit(('warning = "5%", critical = "20%"', 'warning = "6%", critical = "21%"'), ('[receivers.mail]', '[receivers.second]\nwebhook = { url = { env = "SECOND_URL" } }\n\n[receivers.mail]'), ('receivers = ["pager", "mail"]', 'receivers = ["pager", "mail", "second"]'), ('[grafana.teams.data]\nmembers = ["bob"]\n', ''), (BOB, ''), ('team = "data"\n', ''))
    lab.build()
    lab.write_secrets(SECOND_URL="http://sink:8080/second/X", PAGER_URL="http://sink:8080/pager/ROTATED")
    lab.up()
    changed = {name for name, number in lab.ids().items() if ids.get(name) != number}
    lab.say(f"   made anew: {', '.join(sorted(changed)) or 'nothing'}")
    if changed - {"access", "secrets", "reload", "alertmanager"}:
        fail(f"a rebuild made {changed} anew")
    if "0.21" not in lab.get("prometheus", 9090, "/api/v1/rules"):
        fail("the new threshold is not live")
    config = lab.get("alertmanager", 9093, "/api/v2/status")
    if "second" not in config:
        fail("the new receiver is not live")
    state = {user["login"]: user["isDisabled"] for user in standin(lab)["users"]}
    if not state["bob"] or state["alice"]:
        fail(f"bob left the file: {state}")
    now = lab.query('count_over_time(up{job="redis"}[1m])')[0][1]
    if now < samples - 1:
        fail(f"samples were lost: {samples} a minute before, {now} after")
    if not firing(lab, "ProbeCertificateExpiry", service="gateway"):
        fail("an alert that fired all along does so no more")
    if repeats := told(lab, "/slack", before, "ertificate"):
        fail(f"an alert that fired all along was told anew: {repeats[0]['text'][:500]}")
    # The rotated secret is used for the next message.
    lab.docker("stop", "-t", "2", lab.states("labapp")["db"]["Id"])
    lab.wait("the rotated address is told", 120, lambda: told(lab, "/pager/ROTATED", before, "ServiceDown"))
    lab.wait("the new receiver is told", 60, lambda: told(lab, "/second", before, "ServiceDown"))
    lab.docker("start", lab.states("labapp")["db"]["Id"])
    # And back.
    lab.file.write_text(text)
    lab.build()
    lab.write_secrets()
    lab.up()
    if "second" in lab.get("alertmanager", 9093, "/api/v2/status"):
        fail("going back did not go back")
    if {user["login"]: user["isDisabled"] for user in standin(lab)["users"]}["bob"]:
        fail("bob is back in the file, and still cannot log in")
    lab.wait("db is up again", 120, lambda: not firing(lab, "ServiceDown"))


BOB = """[grafana.users.bob]
email = "bob@lab.example"
role = "viewer"
password = { env = "GRAFANA_BOB_PASSWORD" }

"""


def broken_rules_are_refused(lab):
    """A rules file that does not load is refused by the reload job, and the old rules stay."""
    path = lab.out / "prometheus" / "rules.yml"
    whole = path.read_text()
    count = lab.get("prometheus", 9090, "/api/v1/rules").count('"name"')
    path.write_text(whole.replace("expr:", "expr: ((", 1))
    code, said = lab.up(check=False)
    if code == 0:
        fail("`up` went well with a broken rules file")
    if "rules.yml" not in lab.log("reload"):
        fail(f"the reload job does not name the file:\n{lab.log('reload')[-1500:]}")
    if lab.get("prometheus", 9090, "/api/v1/rules").count('"name"') != count:
        fail("the old rules are gone")
    path.write_text(whole)
    lab.up()


def killed(lab):
    """kill -9 of each container in turn: it comes back, its data are there, a fresh silence too."""
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
    silence = {"matchers": [{"name": "alertname", "value": "Nothing", "isRegex": False}], "startsAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "endsAt": until, "createdBy": "test", "comment": "test"}
    request = urllib.request.Request(f"http://{lab.address('alertmanager')}:9093/api/v2/silences", json.dumps(silence).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request).read()
    # Alertmanager saves its silences every minute.
    time.sleep(65)
    oldest = lab.query('min_over_time(timestamp(up{job="redis"})[10m:5s])')[0][1]
    for name, state in sorted(lab.states().items()):
        if not state["State"]["Running"]:
            continue
        subprocess.run(["kill", "-9", str(state["State"]["Pid"])], check=True)

        def back():
            now = lab.states()[name]["State"]
            return now["Running"] and now["Pid"] != state["State"]["Pid"] and now.get("Health", {}).get("Status", "healthy") == "healthy"

        lab.wait(f"{name} is back", 90, back)
    if "Nothing" not in lab.get("alertmanager", 9093, "/api/v2/silences"):
        fail("the silence is lost")
    lab.wait("the data are there", 60, lambda: lab.query('min_over_time(timestamp(up{job="redis"})[15m:5s])')[0][1] <= oldest + 5)
    lab.wait("every target is up again", 120, lambda: all(value == 1 for _, value in lab.query("up")))


def clear_words(lab):
    """A missing secret, a wrong password of the database, a taken port: an early word that says what to do."""
    lab.write_secrets(PAGER_URL="")
    code, said = lab.up(check=False)
    words = said + lab.log("secrets")
    if code == 0 or "PAGER_URL" not in words or "set it in .env" not in words:
        fail(f"a missing secret: {code}\n{words[-1500:]}")
    lab.say("   missing secret: " + next(line for line in words.splitlines() if "PAGER_URL" in line))
    lab.write_secrets(DB_MONITOR_PASSWORD="wrong-password-1")
    lab.up()
    lab.docker("restart", lab.states()["db-exporter"]["Id"])
    lab.wait("a wrong password is told as down", 120, lambda: firing(lab, "ServiceDown", service="db"))
    log = lab.log("db-exporter")
    if "password authentication failed" not in log:
        fail(f"the exporter's log does not say why:\n{log[-1500:]}")
    if "wrong-password-1" in log:
        fail("the exporter's log shows the password")
    lab.write_secrets()
    lab.up()
    lab.docker("restart", lab.states()["db-exporter"]["Id"])
    lab.wait("db is up again", 120, lambda: not firing(lab, "ServiceDown", service="db"))


def hardened(lab):
    """User, rights, root, limits, log rotation of each container, as a table; what deviates is known."""
    rows = []
    for name, state in sorted(lab.states().items()):
        host = state["HostConfig"]
        user = state["Config"]["User"]
        add = ",".join(host.get("CapAdd") or []) or "–"
        row = [name, user, f"ALL, then {add}" if add != "–" else "none", "read-only" if host["ReadonlyRootfs"] else "writable",
               "yes" if "no-new-privileges:true" in (host["SecurityOpt"] or []) else "NO", f"{host['Memory'] // 2**20} MiB", str(host["PidsLimit"]),
               "yes" if host["LogConfig"]["Config"].get("max-size") else "NO", state["State"].get("Health", {}).get("Status", "–")]
        rows.append(row)
        if host["CapDrop"] != ["ALL"] or row[4] == "NO" or row[7] == "NO" or not host["Memory"] or not host["PidsLimit"]:
            fail(f"{name} is not hardened: {row}")
        if not host["ReadonlyRootfs"] and name != "secrets":
            fail(f"{name} has a writable root")
        if user in ("", "0", "0:0", "root") and name not in ("secrets", "cadvisor"):
            fail(f"{name} runs as root")
        if add != "–" and name not in ("secrets", "cadvisor"):
            fail(f"{name} has {add}")
    lab.say("   container | user | capabilities | root | no-new-privileges | memory | pids | log rotation | health")
    for row in rows:
        lab.say("   " + " | ".join(row))


def cost(lab):
    """Memory and CPU of the whole stack."""
    ids = lab.ids().values()
    said = lab.docker("stats", "--no-stream", "--format", "{{.Name}} {{.CPUPerc}} {{.MemUsage}}", *ids, capture=True)
    total = 0.0
    for line in sorted(said.splitlines()):
        lab.say(f"   {line}")
        amount = re.search(r"([\d.]+)(KiB|MiB|GiB|B)", line.split(" ", 2)[2])
        total += float(amount[1]) * {"B": 1 / 2**20, "KiB": 1 / 1024, "MiB": 1, "GiB": 1024}[amount[2]]
    lab.say(f"   in all {total:.0f} MiB")


STEPS = [from_nothing, listens_on_loopback_only, hardened, database_down, cpu_latency_certificate, rebuild, broken_rules_are_refused, killed, clear_words, cost]

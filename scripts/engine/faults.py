"""What goes wrong around a stack, and the other ways to start it."""

import os
import random
import signal
import socket
import subprocess
import time

from images import TOOLS
from lab import APP, SECRETS, fail
from steps import firing, told


def all_up(lab):
    found = lab.query("up")
    return len(found) >= 12 and all(value == 1 for _, value in found)


def fires_all_along(lab):
    """The alert that must be told once, whatever happens: that of the certificate, which ends in four days all the time."""
    lab.wait("the certificate's alert is told", 180, lambda: told(lab, "/slack", 0, "ertificate"))
    # Its group waits, and is told again only when it changes.
    time.sleep(12)
    return time.time()


def not_told_anew(lab, since, what):
    lab.wait(f"the certificate's alert fires after {what}", 120, lambda: firing(lab, "ProbeCertificateExpiry", service="gateway"))
    # Longer than group_interval and than the alert's own `for`.
    time.sleep(40)
    if again := told(lab, "/slack", since, "ertificate"):
        fail(f"{what} told an alert anew that fired all along: {again[0]['text'][:400]}")


def restarts_tell_nothing(lab):
    """Prometheus and Alertmanager are restarted while an alert fires: it goes on firing, and nobody is told twice."""
    for name in ("prometheus", "alertmanager"):
        since = fires_all_along(lab)
        lab.docker("restart", lab.states()[name]["Id"])
        not_told_anew(lab, since, f"a restart of {name}")


def engine_restarts(lab):
    """The engine is restarted: everything comes back by itself, the data are there, nobody is told twice."""
    since = fires_all_along(lab)
    oldest = lab.query('min_over_time(timestamp(up{job="redis"})[30m:5s])')[0][1]
    engines = subprocess.run(["pidof", "dockerd"], capture_output=True, text=True).stdout.split()
    for number in engines:
        os.kill(int(number), signal.SIGTERM)
    lab.wait("the engine has gone", 120, lambda: not subprocess.run(["pidof", "dockerd"], capture_output=True).stdout.strip())
    lab.start_engine()
    begin = time.monotonic()
    lab.wait("every target is up again", 240, lambda: all_up(lab))
    lab.say(f"   all is up again {time.monotonic() - begin:.0f}s after the engine")
    lab.wait("the data are there", 60, lambda: lab.query('min_over_time(timestamp(up{job="redis"})[40m:5s])')[0][1] <= oldest + 5)
    not_told_anew(lab, since, "a restart of the engine")
    lab.wait("nothing is down", 180, lambda: not firing(lab, "ServiceDown"))


def disk_full(lab):
    """More data than `size` allows: the oldest go, what is new stays, and Prometheus lives."""
    state = lab.states()["prometheus"]
    volume = next(mount["Source"] for mount in state["Mounts"] if mount["Type"] == "volume" and mount["Destination"].startswith("/prometheus"))
    lab.docker("stop", state["Id"])
    dice, now = random.Random(7), int(time.time())
    text = lab.folder / "old.txt"
    with open(text, "w") as out:
        out.write("# TYPE old gauge\n")
        for series in range(80):
            for at in range(now - 40 * 3600, now - 6 * 3600, 15):
                out.write(f'old{{series="{series}"}} {dice.random()} {at}\n')
        out.write("# EOF\n")
    blocks = lab.folder / "blocks"
    subprocess.run([TOOLS / "bin" / "promtool", "tsdb", "create-blocks-from", "openmetrics", text, blocks], check=True, capture_output=True)
    owner = os.stat(volume)
    for block in blocks.iterdir():
        subprocess.run(["cp", "-r", block, volume], check=True)
    subprocess.run(["chown", "-R", f"{owner.st_uid}:{owner.st_gid}", volume], check=True)
    lab.docker("start", state["Id"])
    lab.wait("the old data are there", 120, lambda: lab.query("prometheus_tsdb_storage_blocks_bytes")[0][1] > 3 * 2**20)
    bytes_before = lab.query("prometheus_tsdb_storage_blocks_bytes")[0][1]
    text = lab.file.read_text()
    lab.edit(('size = "256MiB"', 'size = "2MiB"'))
    lab.build()
    lab.up()
    # Prometheus looks every minute.
    after = lab.wait("the oldest blocks go", 200, lambda: [value for _, value in lab.query("prometheus_tsdb_storage_blocks_bytes") if value < 2 * 2**20])[0]
    lab.say(f"   {bytes_before / 2**20:.1f} MiB of blocks, {after / 2**20:.1f} MiB after the limit of 2 MiB")
    lab.wait("what is new stays", 30, lambda: lab.query('count_over_time(up{job="redis"}[5m])')[0][1] > 10)
    lab.file.write_text(text)
    lab.build()
    lab.up()


def port_taken(lab):
    """Grafana's port is taken: `up` says which."""
    lab.docker("stop", "-t", "5", lab.states()["grafana"]["Id"])
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 3000))
        taken.listen()
        code, said = lab.up(check=False)
    line = next((line for line in said.splitlines() if "3000" in line and "in use" in line or "already allocated" in line), None)
    if code == 0 or line is None:
        fail(f"a taken port: {code}\n{said[-1500:]}")
    lab.say(f"   {line.strip()[:200]}")
    lab.up()


def secret_files(lab):
    """A secret in a file that only another user may read works; one that is not there is told, with what to do."""
    text = lab.file.read_text()
    path = lab.folder / "secrets" / "pager_url"
    path.parent.mkdir(exist_ok=True)
    path.write_text(SECRETS["PAGER_URL"].replace("P0SECRET", "FROMFILE") + "\n")
    os.chown(path, 12345, 12345)
    path.chmod(0o600)
    lab.edit(('url = { env = "PAGER_URL" }', 'url = { file = "secrets/pager_url" }'))
    lab.build()
    lab.up()
    begin = time.time()
    lab.docker("stop", "-t", "2", lab.states("labapp")["db"]["Id"])
    lab.wait("the pager is told at the address of the file", 120, lambda: told(lab, "/pager/FROMFILE", begin, "ServiceDown"))
    lab.docker("start", lab.states("labapp")["db"]["Id"])
    path.unlink()
    code, said = lab.up(check=False)
    words = said + lab.log("secrets")
    line = next((line for line in words.splitlines() if "pager_url" in line), None)
    if code == 0 or line is None:
        fail(f"a secret's file that is not there: {code}\n{words[-1500:]}")
    lab.say(f"   {line.strip()[:200]}")
    if path.is_dir():
        # Some engines make a folder of what is not there.
        path.rmdir()
    lab.file.write_text(text)
    lab.build()
    lab.up()
    lab.wait("db is up again", 120, lambda: not firing(lab, "ServiceDown", service="db"))


def builds_killed(lab):
    """`monc build` is killed at 50 random moments: the next one completes, and Prometheus never loads a mixture."""
    text = lab.file.read_text()
    dice = random.Random(11)
    other = text.replace('warning = "5%", critical = "20%"', 'warning = "7%", critical = "33%"').replace("[receivers.chat]", '[services.later]\nkind = "redis"\naddress = "cache:6379"\ncontainer = false\n\n[receivers.chat]')
    took = []
    for content in (other, text, other, text):
        lab.file.write_text(content)
        begin = time.perf_counter()
        lab.build()
        took.append(time.perf_counter() - begin)
    whole = min(took)
    killed = mixed = 0
    for number in range(50):
        lab.file.write_text(other if number % 2 == 0 else text)
        process = subprocess.Popen([lab.monc, "build", lab.file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0, 1.4 * whole))
        process.kill()
        killed += process.wait() != 0
        if (lab.out / ".monc" / "pending.json").exists():
            mixed += 1
            if mixed <= 3:
                rules = lab.get("prometheus", 9090, "/api/v1/rules").count('"name"')
                code, said = lab.up(check=False)
                if code == 0 or "interrupted" not in lab.log("reload"):
                    fail(f"`up` between two builds: {code}\n{said[-800:]}")
                if lab.get("prometheus", 9090, "/api/v1/rules").count('"name"') != rules:
                    fail("Prometheus loaded a mixture")
        lab.build()
        if subprocess.run([lab.monc, "build", "--check", lab.file], capture_output=True).returncode:
            fail(f"after a killed build ({number + 1}) the next one does not complete")
    lab.say(f"   {killed} of 50 died before they were done, {mixed} of them between two renames; a build takes {whole * 1000:.0f} ms")
    if killed < 15 or not mixed:
        fail("most builds were done before they were killed: this shows nothing")
    lab.file.write_text(text)
    lab.build()
    lab.up()


def included(lab):
    """The same by `include:` from the app's own compose file: one project, the app's own network, all healthy, and a rebuild is live."""
    text = lab.file.read_text()
    lab.down()
    whole = lab.folder / "docker-compose.yml"
    whole.write_text(f"name: labapp\ninclude:\n  - {APP}/docker-compose.yml\n  - monitoring/docker-compose.yml\n")
    lab.edit(("labapp_default", "default"))
    lab.project, lab.entry = "labapp", whole
    try:
        lab.build()
        lab.write_secrets()
        lab.up()
        lab.wait("every target is up", 120, lambda: all_up(lab))
        ids = lab.ids()
        lab.edit(('warning = "5%", critical = "20%"', 'warning = "6%", critical = "21%"'))
        lab.build()
        lab.up()
        changed = {name for name, number in lab.ids().items() if ids.get(name) != number}
        if changed - {"access", "secrets", "reload"}:
            fail(f"a rebuild made {changed} anew")
        if "0.21" not in lab.get("prometheus", 9090, "/api/v1/rules"):
            fail("the new threshold is not live")
    finally:
        lab.file.write_text(text)
        lab.down()
        lab.project, lab.entry = "lab-monitoring", None


# `included` ends what the others need.
FAULTS = [restarts_tell_nothing, builds_killed, port_taken, secret_files, disk_full, engine_restarts, included]

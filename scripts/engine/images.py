"""Local images under the names that the product pins, since a test machine pulls from no registry.

Programs are compiled from their Go modules; each image has the user, paths, volume and entrypoint of upstream's Dockerfile. What
differs from the real image is said by `DIFFERS`, and printed by every run.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "scripts" / "upstream"))
TOOLS = TOP / ".tools"
WORK = TOOLS / "engine"
DEBIAN = "monc-lab/debian:12"
PACKAGES = ["bash", "ca-certificates", "curl", "nginx-light", "openssl", "postgresql", "procps", "python3-minimal", "python3-prometheus-client", "redis-server"]

# What is not what the tag says. Nothing else is.
DIFFERS = {
    "grafana": "a stand-in that answers the documented API which the access script calls, on Debian; no Grafana",
    "cadvisor": "cAdvisor's library and Docker handler of this version, with a main function of ours: upstream's command is no published module",
    "postgres_exporter": "compiled from v0.19.1, the newest module that is published",
    "nginx_exporter": "compiled from v1.5.1, the newest module that is published",
}

NOBODY = 65534
# Component: (Go module in tools/, package) or None when scripts/install-tools made it; then what is in the image.
GO = {
    "node_exporter": "github.com/prometheus/node_exporter",
    "postgres_exporter": "github.com/prometheus-community/postgres_exporter/cmd/postgres_exporter",
    "redis_exporter": "github.com/oliver006/redis_exporter",
    "nginx_exporter": "github.com/nginx/nginx-prometheus-exporter",
    "cadvisor": ".",
}


class Image:
    def __init__(self, binaries, entrypoint, user="", volume=None, workdir=None, files=(), shell=True, healthcheck=None):
        self.binaries, self.entrypoint, self.user, self.volume = binaries, entrypoint, user, volume
        self.workdir, self.files, self.shell, self.healthcheck = workdir, files, shell, healthcheck


IMAGES = {
    "prometheus": Image({"/bin/prometheus": "bin/prometheus", "/bin/promtool": "bin/promtool"}, ["/bin/prometheus"], "nobody", ("/prometheus", NOBODY), "/prometheus", [("/etc/prometheus/prometheus.yml", "scrape_configs: []\n")]),
    "alertmanager": Image({"/bin/alertmanager": "bin/alertmanager", "/bin/amtool": "bin/amtool"}, ["/bin/alertmanager"], "nobody", ("/alertmanager", NOBODY), "/alertmanager"),
    "blackbox_exporter": Image({"/bin/blackbox_exporter": "bin/blackbox_exporter"}, ["/bin/blackbox_exporter"]),
    "node_exporter": Image({"/bin/node_exporter": "engine/bin/node_exporter"}, ["/bin/node_exporter"], "nobody"),
    "postgres_exporter": Image({"/bin/postgres_exporter": "engine/bin/postgres_exporter"}, ["/bin/postgres_exporter"], "nobody"),
    "redis_exporter": Image({"/redis_exporter": "engine/bin/redis_exporter"}, ["/redis_exporter"], "59000:59000"),
    "nginx_exporter": Image({"/usr/bin/nginx-prometheus-exporter": "engine/bin/nginx_exporter"}, ["/usr/bin/nginx-prometheus-exporter"], "1001:1001", shell=False),
    "cadvisor": Image({"/usr/bin/cadvisor": "engine/bin/cadvisor"}, ["/usr/bin/cadvisor", "-logtostderr"], healthcheck="HEALTHCHECK --interval=30s --timeout=3s CMD wget --quiet --tries=1 --spider http://localhost:8080/healthz || exit 1"),
}


def components():
    return tomllib.loads((TOP / "src" / "catalog" / "components.toml").read_text(encoding="utf-8"))


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, **options)


def fresh(name, key):
    """Whether `name` was made from exactly `key` before; if not, call `mark` once it is."""
    stamp = WORK / "stamps" / name
    return stamp.is_file() and stamp.read_text() == hashlib.sha256(key).hexdigest()


def mark(name, key):
    stamp = WORK / "stamps" / name
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(hashlib.sha256(key).hexdigest())


def build_programs():
    for name, package in GO.items():
        folder = TOP / "tools" / name
        key = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
        out = WORK / "bin" / name
        if out.is_file() and fresh(name, key):
            continue
        print(f"  compiling {name}", flush=True)
        run("go", "build", "-C", folder, "-buildvcs=false", "-trimpath", "-ldflags", "-s -w", "-o", out, package, env={**os.environ, "CGO_ENABLED": "0"})
        mark(name, key)


def debian_root():
    """A Debian of its own, for the apps under watch and for what needs more than busybox."""
    root, key = WORK / "root", " ".join(PACKAGES).encode()
    if fresh("root", key):
        return root
    if not shutil.which("debootstrap"):
        sys.exit("check-engine: debootstrap is missing: apt-get install debootstrap")
    # The mirror that this machine is set up with.
    said = run("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages", capture_output=True, text=True).stdout
    mirror, suite = said.split("\n")[0].split()[:2]
    print(f"  a Debian {suite} for the apps", flush=True)
    shutil.rmtree(root, ignore_errors=True)
    run("debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", suite, root, mirror, stdout=subprocess.DEVNULL)
    shutil.rmtree(root / "var" / "cache" / "apt", ignore_errors=True)
    shutil.rmtree(root / "usr" / "share" / "doc", ignore_errors=True)
    mark("root", key)
    return root


class Tar:
    def __init__(self):
        self.buffer = io.BytesIO()
        self.tar = tarfile.open(fileobj=self.buffer, mode="w")

    def folder(self, path, owner=0, mode=0o755):
        self.entry(path, b"", owner, mode, tarfile.DIRTYPE)

    def entry(self, path, data, owner=0, mode=0o644, kind=tarfile.REGTYPE, target=""):
        info = tarfile.TarInfo(path.lstrip("/"))
        info.size, info.mode, info.uid, info.gid, info.type, info.linkname = len(data), mode, owner, owner, kind, target
        self.tar.addfile(info, io.BytesIO(data))

    def bytes(self):
        self.tar.close()
        return self.buffer.getvalue()


def busybox(tar):
    path = shutil.which("busybox")
    if not path or "statically" not in run("file", "-L", path, capture_output=True, text=True).stdout:
        sys.exit("check-engine: a static busybox is missing: apt-get install busybox-static file")
    tar.entry("/bin/busybox", Path(path).read_bytes(), mode=0o755)
    for applet in run(path, "--list", capture_output=True, text=True).stdout.split():
        if applet != "busybox":
            tar.entry(f"/bin/{applet}", b"", kind=tarfile.SYMTYPE, target="busybox")


def libraries(tar, binaries):
    """What a program that is not static needs."""
    found = set()
    for binary in binaries:
        said = subprocess.run(["ldd", binary], capture_output=True, text=True).stdout
        found.update(word for line in said.splitlines() for word in line.split() if word.startswith("/"))
    for path in sorted(found):
        tar.entry(path, Path(path).resolve().read_bytes(), mode=0o755)


def image(docker, component, tag):
    recipe = IMAGES[component]
    binaries = {path: (TOOLS / source).resolve() for path, source in recipe.binaries.items()}
    tar = Tar()
    for folder, mode in (("/bin", 0o755), ("/etc", 0o755), ("/tmp", 0o1777), ("/var", 0o755), ("/root", 0o700), ("/home", 0o755)):
        tar.folder(folder, mode=mode)
    tar.entry("/etc/passwd", b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n")
    tar.entry("/etc/group", b"root:x:0:\nnobody:x:65534:\n")
    tar.entry("/etc/nsswitch.conf", b"hosts: files dns\n")
    if recipe.shell:
        busybox(tar)
    for path, source in binaries.items():
        tar.entry(path, source.read_bytes(), mode=0o755)
    libraries(tar, binaries.values())
    if recipe.volume:
        tar.folder(recipe.volume[0], owner=recipe.volume[1])
    for path, text in recipe.files:
        tar.entry(path, text.encode())
    changes = [f"ENTRYPOINT {recipe.entrypoint}".replace("'", '"'), "ENV PATH=/bin:/usr/bin"]
    changes += [f"USER {recipe.user}"] if recipe.user else []
    changes += [f'VOLUME ["{recipe.volume[0]}"]'] if recipe.volume else []
    changes += [f"WORKDIR {recipe.workdir}"] if recipe.workdir else []
    changes += [recipe.healthcheck] if recipe.healthcheck else []
    words = [word for change in changes for word in ("--change", change)]
    docker("import", *words, "-", tag, input=tar.bytes())


def grafana(docker, tag):
    """The stand-in: files laid over the Debian image."""
    name = "monc-lab-grafana"
    docker("rm", "-f", name, check=False)
    docker("create", "--name", name, DEBIAN, "true")
    tar = Tar()
    for folder in ("/var/lib/grafana", "/var/log/grafana"):
        tar.folder(folder, owner=472, mode=0o777)
    tar.folder("/usr/share/standin")
    for source in (TOP / "tests" / "standin" / "grafana.py", TOP / "scripts" / "engine" / "grafana_server.py"):
        tar.entry(f"/usr/share/standin/{source.name}", source.read_bytes())
    docker("cp", "-", f"{name}:/", input=tar.bytes())
    docker("commit", "--change", 'ENTRYPOINT ["python3","-B","/usr/share/standin/grafana_server.py"]', "--change", "USER 472", "--change", "CMD []", name, tag)
    docker("rm", "-f", name)


def build(docker):
    """All images; returns their tags by component."""
    build_programs()
    root = debian_root()
    have = set(docker("images", "--format", "{{.Repository}}:{{.Tag}}", capture=True).split())
    sources = b"".join(path.read_bytes() for path in (Path(__file__), TOP / "tests" / "standin" / "grafana.py", TOP / "scripts" / "engine" / "grafana_server.py"))
    programs = b"".join(hashlib.sha256((TOOLS / source).read_bytes()).digest() for recipe in IMAGES.values() for source in recipe.binaries.values())
    key = sources + programs
    tags = {name: f"{entry['image']}:{entry['tag']}" for name, entry in components().items() if name in IMAGES or name == "grafana"}
    if fresh("images", key) and have.issuperset({DEBIAN, *tags.values()}):
        return tags
    if DEBIAN not in have:
        tar = subprocess.Popen(["tar", "-C", root, "--one-file-system", "-c", "."], stdout=subprocess.PIPE)
        docker("import", "--change", "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "-", DEBIAN, stdin=tar.stdout)
    for component, tag in tags.items():
        print(f"  {tag}: {DIFFERS.get(component, 'compiled from its module at this version')}", flush=True)
        grafana(docker, tag) if component == "grafana" else image(docker, component, tag)
    mark("images", key)
    return tags

"""Serves the stand-in of Grafana where the real one would: port 3000, first login from the variables that Grafana reads."""

import os
import sys
from http.server import ThreadingHTTPServer
from pathlib import Path

password = Path(os.environ["GF_SECURITY_ADMIN_PASSWORD__FILE"]).read_text()
sys.argv[1:] = [os.environ["GF_SECURITY_ADMIN_USER"], password]
sys.path.insert(0, str(Path(__file__).parent))

import grafana  # noqa: E402 (it reads its arguments)

class Handler(grafana.Handler):
    """Grafana's own metrics are asked for without a login."""

    def do_GET(self):
        if self.path != "/metrics":
            return self.handle_any()
        page = b'grafana_build_info{edition="stand-in",version="0"} 1\n'
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


ThreadingHTTPServer(("", 3000), Handler).serve_forever()

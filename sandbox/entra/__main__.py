"""`python -m sandbox.entra`: the stand-in on a port, until it is told to stop."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from sandbox.certificates import certificate_files
from sandbox.entra.app import Entra
from sandbox.entra.options import Options
from sandbox.entra.server import Server


def main(arguments: list[str] | None = None) -> int:
    """Print what a client needs as one line of JSON, then serve until a signal."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.entra")
    parser.add_argument("--port", type=int, default=0, help="0 = any free port")
    parser.add_argument("--folder", type=Path, default=Path("out/tls"))
    parser.add_argument("--redirect-uri", action="append", help="may be repeated")
    parser.add_argument("--max-seconds", type=float, default=7200)
    parsed = parser.parse_args(arguments)
    given = parsed.redirect_uri
    options = Options(redirect_uris=tuple(given)) if given else Options()
    files = certificate_files(parsed.folder)
    stopped = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stopped.set())
    with Server(Entra(options), files, port=parsed.port) as server:
        told = {
            "base": server.url,
            "tenant": options.tenant_id,
            "client_id": options.client_id,
            "client_secret": options.client_secret,
            "admin": f"{server.url}/sandbox",
            "authority_file": str(files.authority),
            "certificate_file": str(files.certificate),
            "key_file": str(files.key),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        stopped.wait(parsed.max_seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())

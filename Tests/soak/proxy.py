"""HAProxy in front of several nodes, on loopback: round robin without stickiness, health from /readyz."""

import csv
import io
import os
import shutil
import socket
import subprocess
import time

from program import SECONDS_TO_START, SECONDS_TO_STOP, Trouble, children, free_port

# A node is out after so many failed questions, so far apart.
CHECK_SECONDS = 0.5
FALL = 2

# The same as in docs/operations.md, but for addresses and for asking after health more often.
CONFIGURATION = """
global
    maxconn 1000
    stats socket {socket} mode 600 level operator

defaults
    mode http
    timeout connect 2s
    timeout client 75s
    timeout server 75s
    timeout check 2s
    option redispatch 1
    retries 3
    # A connection that was never made may be tried elsewhere, whatever was to be sent on it. What a node may
    # have begun is sent to another one only if it changes nothing.
    retry-on conn-failure empty-response

frontend web
    bind 127.0.0.1:{port}
    http-request disable-l7-retry unless METH_GET
    default_backend nodes

backend nodes
    balance roundrobin
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter {milliseconds}ms fall {fall} rise 2
{servers}
"""


def program():
    # Debian keeps it where only root looks.
    found = shutil.which("haproxy", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin")
    if not found:
        raise Trouble("haproxy not found: run bin/setup --soak")
    return found


class Proxy:
    """To be used in a `with`: runs until its end, and is ready when every node is seen to be."""

    def __init__(self, nodes, folder):
        self.program = program()
        self.folder, self.port = folder, free_port()
        self.socket, self.log = folder / "haproxy.sock", folder / "haproxy.log"
        self.nodes = nodes
        servers = "\n".join(
            f"    server node{number} 127.0.0.1:{node.port}" for number, node in enumerate(nodes, 1))
        self.file = folder / "haproxy.cfg"
        self.file.write_text(CONFIGURATION.format(
            socket=self.socket, port=self.port, milliseconds=int(CHECK_SECONDS * 1000), fall=FALL,
            servers=servers))
        self.process = None

    def __enter__(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "-db", "-f", str(self.file)], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        children.add(self.process)
        try:
            self.wait_for_all()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        children.discard(self.process)

    def servers(self):
        """What HAProxy counts for each node: its row of statistics by name."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(self.socket))
            connection.sendall(b"show stat\n")
            text = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
        rows = csv.DictReader(io.StringIO(text.lstrip("# ")))
        return {row["svname"]: row for row in rows if row["pxname"] == "nodes" and row["svname"] != "BACKEND"}

    def wait_for_all(self, seconds=SECONDS_TO_START):
        deadline, states = time.monotonic() + seconds, "it does not answer"
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Trouble(f"HAProxy ended with {self.process.returncode}:\n{self.log.read_text()}")
            try:
                # "UP" until the first check has been made, "L7OK" after it.
                states = {name: (row["status"], row["check_status"]) for name, row in self.servers().items()}
                if all(state == ("UP", "L7OK") for state in states.values()):
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise Trouble(f"HAProxy did not see every node within {seconds} s: {states}")

    def answered(self):
        """How many requests each node has answered."""
        return [int(row["stot"]) for row in self.servers().values()]

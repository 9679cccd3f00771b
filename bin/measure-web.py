#!/usr/bin/env python3
"""What pages and an order cost: CPU time of the server, bytes, over loopback, one client, bounded in count.

Usage: bin/measure-web.py PROGRAM [--cases N] [--requests N] [--orders N]
Started by `bin/bench web`, which builds the release program first.
"""

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tests/soak"))
sys.dont_write_bytecode = True

from orders import Browser, Order  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")


class Server:
    def __init__(self, program, folder, cases):
        self.database = f"sqlite://{folder}/bench.sqlite"
        self.program = program
        begun = time.time()
        output = subprocess.run(
            [program, "demo", "--database", self.database, "--cases", str(cases)],
            check=True, capture_output=True, text=True).stdout
        print(f"{cases} orders made by the same verbs in {time.time() - begun:.1f} s")
        self.accounts = dict(line.split("\t")[:2] for line in output.splitlines())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = open(f"{folder}/log", "w")
        self.process = subprocess.Popen(
            [program, "serve", "--database", self.database, "--port", str(self.port), "--requests-per-account", "0",
             "--requests-per-address", "0"], stderr=self.log)
        for _ in range(200):
            try:
                if Browser(self.port).send("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the server did not get ready")

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) // 1024

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=20) == 0, "the server did not stop cleanly"


def measure(server, name, count, act):
    for _ in range(min(50, count)):
        act()
    before, times, size, status = server.cpu(), [], 0, 0
    for _ in range(count):
        begun = time.perf_counter()
        status, _, text = act()
        times.append(time.perf_counter() - begun)
        size = len(text)
    cpu = (server.cpu() - before) / count * 1e6
    print(f"{name:34s} {cpu:7.0f} CPU µs   {statistics.median(times) * 1e3:6.2f} ms median   {size:7d} bytes   {status}")


def order(browser, index):
    placed = Order(index)
    placed.place(browser)
    return placed.answer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--orders", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(options.program, folder, options.cases)
        try:
            team, unit = Browser(server.port), Browser(server.port)
            team.sign_in("karin.lund", server.accounts["karin.lund"])
            unit.sign_in("anna.ek", server.accounts["anna.ek"])
            number = re.search(rb'/cases/(VT-\d+-\d+)', team.send("GET", "/cases?view=all")[2]).group(1).decode()
            for name, path in [
                ("nothing (/healthz)", "/healthz"), ("sign-in page", "/sign-in"),
                ("queue, 50 rows, read log", "/cases?view=waitingOnUs"), ("case page, read log", f"/cases/{number}"),
                ("devices", "/devices"),
            ]:
                measure(server, name, options.requests, lambda: team.send("GET", path))
            counter = iter(range(1_000_000))
            measure(
                server, "order: 5 requests, 4 commits", options.orders, lambda: order(unit, next(counter)))
            print(f"resident memory {server.memory()} MB")
        finally:
            server.stop()


if __name__ == "__main__":
    main()

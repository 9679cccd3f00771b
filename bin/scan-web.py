"""Serves the demo municipality by TLS on loopback, and lets wapiti and sslyze look at it.

What they find is printed by kind; a kind that is in JUDGED has been looked into, and is none of ours. Ends with 3 where there
is another, and where hardly anything was looked at.
"""

import collections
import http.cookiejar
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PASSWORD = "trygg-i-demon-2026"
PEOPLE = ("karin.lund", "anna.ek", "olof.objekt")
# What wapiti tries. Not those that ask a server on the internet what they hit (ssrf, log4shell), nor those that name
# products from a list that is fetched (wapp, cms), nor ldap, which takes two answers that differ for a hole, where there is no
# LDAP.
MODULES = "cookieflags,crlf,csp,csrf,exec,file,http_headers,methods,permanentxss,redirect,sql,upload,xss"
# An attack as oneself on one's own account ends the session and the scan with it.
LEFT_OUT = ("/sign-out", "/sign-in", "/account", "/assignment", "/language")
FEWEST_PAGES = 300

# Kind: why it is no hole.
JUDGED = {}


def program():
    if named := os.environ.get("HEMTRYGG_BINARY"):
        return named
    for kind in ("release", "debug"):
        if (path := CHECKOUT / ".build" / kind / "hemtrygg").is_file():
            return str(path)
    sys.exit("hemtrygg is not built: swift build --product hemtrygg")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.port = free_port()
        self.address = f"https://127.0.0.1:{self.port}"
        where = ["--database", f"sqlite://{self.folder}/scan.sqlite"]
        routines = ["--routines", str(CHECKOUT / "Routines")]
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "90", "-subj", "/CN=127.0.0.1",
             "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, capture_output=True)
        key.chmod(0o600)
        subprocess.run([program(), "demo", *where, *routines], check=True, capture_output=True)
        # Nobody scans within the limits that hold for people.
        self.log = open(self.folder / "server.log", "wb")
        self.process = subprocess.Popen(
            [program(), "serve", *where, *routines, "--port", str(self.port), "--tls-certificate", certificate,
             "--tls-key", key, "--requests-per-account", "0", "--requests-per-address", "0"],
            stdout=self.log, stderr=self.log)
        self.trust = ssl.create_default_context(cafile=str(certificate))

    def __enter__(self):
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=2, context=self.trust):
                    return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.process.kill()
        sys.exit("the server did not get ready:\n" + (self.folder / "server.log").read_text()[-2000:])

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        self.log.close()

    def faults(self):
        """What the server could not foresee, by its own word."""
        found = collections.Counter()
        for line in (self.folder / "server.log").read_text(errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if entry.get("level") in ("error", "critical"):
                found[entry.get("message", "?")] += 1
        return found

    def session(self, login):
        """The cookies of somebody who has signed in, as wapiti has them."""
        cookies = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=self.trust), urllib.request.HTTPCookieProcessor(cookies))
        form = opener.open(f"{self.address}/sign-in").read().decode()
        token = re.search(r'name="csrf" value="([^"]+)"', form)
        fields = {"login": login, "password": PASSWORD, "csrf": token.group(1) if token else ""}
        opener.open(f"{self.address}/sign-in", urllib.parse.urlencode(fields).encode())
        return {"127.0.0.1": {"/": {
            cookie.name: {"value": cookie.value, "expires": None, "secure": True, "port": None, "version": 0}
            for cookie in cookies}}}


def crawl(server, login, minutes):
    """Wapiti's report of what it found as one of the demo's people."""
    folder = server.folder / login
    folder.mkdir()
    report, cookies = folder / "report.json", folder / "cookies.json"
    cookies.write_text(json.dumps(server.session(login)))
    left_out = [word for path in LEFT_OUT for word in ("-x", f"{server.address}{path}*")]
    subprocess.run(
        [Path(sys.executable).parent / "wapiti", "-u", f"{server.address}/", "-m", MODULES, "--verify-ssl", "0",
         "-c", cookies, "-d", "6", "--max-links-per-page", "60",
         "--max-scan-time", str(60 * minutes), "--max-attack-time", str(max(15, 60 * minutes // 14)), "-S", "normal",
         "--endpoint", f"{server.address}/", "--dns-endpoint", "localhost", "--no-bugreport", "--store-session", folder, "--store-config", folder,
         "-dr", "1", "-f", "json", "-o", report, *left_out],
        check=True, stdout=open(folder / "log", "wb"), stderr=subprocess.STDOUT,
        timeout=60 * minutes * 3 + 300, env={**os.environ, "HOME": str(folder)})
    return json.loads(report.read_text())


def tls(server):
    """What the TLS of the server takes that it should not, by sslyze."""
    report = server.folder / "tls.json"
    subprocess.run(
        [Path(sys.executable).parent / "sslyze", f"127.0.0.1:{server.port}", f"--json_out={report}", "--sslv2", "--sslv3",
         "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3", "--compression", "--reneg", "--robot", "--heartbleed",
         "--openssl_ccs", "--fallback", "--early_data"],
        capture_output=True, timeout=300)
    found = json.loads(report.read_text())["server_scan_results"][0]["scan_result"]
    result = {name: part["result"] for name, part in found.items() if part and part.get("result")}
    wrong = {}
    for old in ("ssl_2_0", "ssl_3_0", "tls_1_0", "tls_1_1"):
        wrong[f"TLS: takes {old}"] = bool(result[f"{old}_cipher_suites"]["accepted_cipher_suites"])
    for new in ("tls_1_2", "tls_1_3"):
        taken = [suite["cipher_suite"]["name"] for suite in result[f"{new}_cipher_suites"]["accepted_cipher_suites"]]
        print(f"  {new}: {', '.join(taken) or 'nothing'}")
        weak = [name for name in taken if re.search("NULL|RC4|3DES|_DES|EXPORT|anon|MD5|_CBC_SHA$", name)]
        wrong[f"TLS: weak suites {', '.join(weak)}"] = bool(weak)
    wrong["TLS: 1.3 is not spoken"] = not result["tls_1_3_cipher_suites"]["accepted_cipher_suites"]
    wrong["TLS: compression"] = result["tls_compression"]["supports_compression"]
    wrong["TLS: heartbleed"] = result["heartbleed"]["is_vulnerable_to_heartbleed"]
    wrong["TLS: CCS injection"] = result["openssl_ccs_injection"]["is_vulnerable_to_ccs_injection"]
    wrong["TLS: ROBOT"] = result["robot"]["robot_result"].startswith("VULNERABLE")
    wrong["TLS: renegotiation by the client"] = result["session_renegotiation"]["is_vulnerable_to_client_renegotiation_dos"]
    return [name for name, is_so in wrong.items() if is_so]


def main():
    folder, minutes = sys.argv[1], int(sys.argv[2])
    found, pages = collections.defaultdict(list), 0
    with Server(folder) as server:
        print(f"{program()} on {server.address}")
        for name in tls(server):
            found[name].append("")
        for login in PEOPLE:
            report = crawl(server, login, minutes)
            count = report["infos"]["crawled_pages_nbr"]
            pages += count
            print(f"  as {login}: {count} addresses and forms, wapiti {report['infos']['version']}")
            for kind, lines in {**report["vulnerabilities"], **report["anomalies"]}.items():
                found[kind] += [f"{login}: {line['method']} {line['path']} {line['parameter'] or ''} {line['info']}"
                                for line in lines]
        for message, count in server.faults().items():
            found[f"server: {message}"] += [f"{count} times"]
    others = {kind: lines for kind, lines in found.items() if lines and kind not in JUDGED}
    for kind, lines in found.items():
        if lines:
            print(f"{'FOUND' if kind in others else 'judged'}: {kind}, {len(lines)}"
                  + (f" ({JUDGED[kind]})" if kind in JUDGED else ""))
            for line in lines[:5] if kind in others else []:
                print(f"    {line.strip()}")
    if pages < FEWEST_PAGES:
        print(f"FOUND: only {pages} addresses and forms were looked at")
    print(f"{pages} addresses and forms looked at; {len(others)} kinds of findings that nobody has looked into")
    return 3 if others or pages < FEWEST_PAGES else 0


if __name__ == "__main__":
    sys.exit(main())

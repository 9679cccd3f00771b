"""`hemtrygg serve --tls-certificate --tls-key`: browsers speak TLS with the server itself."""

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time

import pytest

import orders
import program
from certificates import certificate, certificate_between, openssl
from judging import refused, run

YEAR = "max-age=31536000"


@pytest.fixture
def files(tmp_path):
    """A key and a certificate, for 127.0.0.1, under the names that the server is started with."""
    return certificate(tmp_path, "server", "IP:127.0.0.1")


def options(files, *more):
    return ["--tls-key", files[0], "--tls-certificate", files[1], *more]


class TLSServer(program.Server):
    """A server that is asked by TLS, and whose certificate must be the one in `trusted`."""

    trusted = None

    def ask(self, path, timeout=10):
        try:
            answer = fetch(self, path)
            return answer.status, answer.text
        except OSError as error:
            return 0, str(error)


@pytest.fixture
def tls_server(tmp_path):
    """Starts servers that speak TLS, and end with the test."""
    started = []

    def start(database, files, *more):
        server = TLSServer(database.address, tmp_path, "tls", arguments=options(files, *more))
        server.trusted = files[1]
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        if server.is_running():
            server.stop()


def fetch(server, path, method="GET", body=None, headers=None):
    trusting = ssl.create_default_context(cafile=server.trusted)
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=10, context=trusting)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        answer.text = answer.read().decode(errors="replace")
        return answer
    finally:
        connection.close()


def served_certificate(server):
    """What the server shows now to whoever connects, in DER."""
    anyone = ssl.create_default_context()
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        with anyone.wrap_socket(line) as secret:
            return secret.getpeercert(binary_form=True)


def der(path):
    return ssl.PEM_cert_to_DER_cert(path.read_text())


def test_a_page_comes_by_tls_with_cookies_for_tls_only_and_word_to_come_so_again(new_database, files, tls_server):
    server = tls_server(new_database("sqlite"), files)
    page = fetch(server, "/sign-in")
    assert page.status == 200 and "<form" in page.text
    assert all("Secure" in cookie for cookie in page.headers.get_all("Set-Cookie"))
    for path in ["/sign-in", "/nowhere", "/healthz", "/assets/hemtrygg.css", "/cases"]:
        assert fetch(server, path).headers["Strict-Transport-Security"] == YEAR, path
    assert fetch(server, "/cases").status == 303


def test_another_client_agrees(new_database, files, tls_server):
    server = tls_server(new_database("sqlite"), files)
    answer = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", "-CAfile", files[1], "-verify_return_error",
         "-verify_ip", "127.0.0.1", "-quiet", "-ign_eof"], capture_output=True, text=True, timeout=20,
        input="GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("HTTP/1.1 200") and f"strict-transport-security: {YEAR}" in answer.stdout.lower()


@pytest.mark.filterwarnings("ignore:.*TLSv1_1")
@pytest.mark.parametrize("version, is_spoken", [
    (ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)])
def test_versions_that_are_known_to_be_weak_are_not_spoken(new_database, files, tls_server, version, is_spoken):
    server = tls_server(new_database("sqlite"), files)
    asking = ssl.create_default_context(cafile=files[1])
    # Debian's own settings would otherwise keep this side from asking for the old one.
    asking.set_ciphers("ALL:@SECLEVEL=0")
    asking.minimum_version = asking.maximum_version = version
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        try:
            with asking.wrap_socket(line, server_hostname="127.0.0.1") as secret:
                assert is_spoken and secret.version() == version.name.replace("_", ".")
        except ssl.SSLError as fault:
            assert not is_spoken and "ALERT" in fault.reason, fault


@pytest.mark.parametrize("suite, is_spoken", [
    ("ECDHE-ECDSA-AES128-GCM-SHA256", True), ("ECDHE-ECDSA-CHACHA20-POLY1305", True),
    ("ECDHE-ECDSA-AES256-SHA", False), ("ECDHE-ECDSA-AES128-SHA", False)])
def test_ciphers_that_are_known_to_be_weak_are_not_spoken(new_database, files, tls_server, suite, is_spoken):
    server = tls_server(new_database("sqlite"), files)
    asking = ssl.create_default_context(cafile=files[1])
    asking.maximum_version = ssl.TLSVersion.TLSv1_2
    asking.set_ciphers(f"{suite}:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        try:
            with asking.wrap_socket(line, server_hostname="127.0.0.1") as secret:
                assert is_spoken and secret.cipher()[0] == suite
        except ssl.SSLError as fault:
            assert not is_spoken and "ALERT" in fault.reason, fault


def test_who_speaks_in_clear_gets_nothing_and_hinders_nobody(new_database, files, tls_server):
    server = tls_server(new_database("sqlite"), files, "--request-seconds", 2)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n")
        told = b""
        try:
            while more := line.recv(4096):
                told += more
        except ConnectionResetError:
            pass
    assert b"HTTP" not in told and b"<" not in told
    # Nor who says nothing at all: such a line is cut as any other.
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        assert line.recv(4096) == b""
    assert server.ask("/healthz")[0] == 200


def test_the_certificate_is_exchanged_while_the_server_runs(new_database, files, tls_server, tmp_path):
    server = tls_server(new_database("sqlite"), files)
    assert served_certificate(server) == der(files[1])
    other = certificate(tmp_path, "renewed", "IP:127.0.0.1")
    for new, old in zip(other, files):
        # As a program that renews does: the new one takes the old one's name at once.
        os.replace(new, old)
    server.process.send_signal(signal.SIGHUP)
    wait_for(server, "the certificate was read anew")
    assert served_certificate(server) == der(files[1])
    assert server.ask("/healthz")[0] == 200


def test_a_new_certificate_that_cannot_be_used_is_told_and_the_old_one_stays(
        new_database, files, tls_server, tmp_path):
    server = tls_server(new_database("sqlite"), files)
    before = der(files[1])
    _, strange = certificate(tmp_path, "strange", "IP:127.0.0.1")
    shutil.copy(files[1], tmp_path / "kept")
    os.replace(strange, files[1])
    server.process.send_signal(signal.SIGHUP)
    wait_for(server, "not read anew")
    assert served_certificate(server) == before
    os.replace(tmp_path / "kept", files[1])
    server.process.send_signal(signal.SIGHUP)
    wait_for(server, "the certificate was read anew")


def wait_for(server, words, seconds=10):
    deadline = time.monotonic() + seconds
    while words not in server.log.read_text():
        assert time.monotonic() < deadline, server.end_of_log()
        time.sleep(0.05)


def refusal(database, *arguments):
    """It says so before it listens."""
    return run("serve", database, "--port", program.free_port(), "--routines", program.ROUTINES, *arguments, timeout=15)


def test_a_key_file_that_others_may_read_is_refused_by_serve(new_database, files):
    files[0].chmod(0o640)
    refused(refusal(new_database("sqlite"), *options(files)), files[0], "chmod 600")


def test_files_that_are_missing_empty_or_something_else_are_refused(new_database, files, tmp_path):
    database = new_database("sqlite")
    none, empty = tmp_path / "none", tmp_path / "empty"
    empty.touch(mode=0o600)
    refused(refusal(database, *options((none, files[1]))), none)
    refused(refusal(database, *options((files[0], none))), none)
    refused(refusal(database, *options((empty, files[1]))), empty)
    refused(refusal(database, *options((files[0], empty))), empty)
    # The two the wrong way round: what should be secret is not told.
    files[1].chmod(0o600)
    answer = refusal(database, *options((files[1], files[0])))
    refused(answer, "no private key")
    assert "BEGIN" not in answer.stderr


def test_a_key_with_a_passphrase_is_refused(new_database, files, tmp_path):
    locked = tmp_path / "locked.key"
    openssl("pkey", "-in", files[0], "-aes256", "-passout", "pass:x", "-out", locked)
    locked.chmod(0o600)
    refused(refusal(new_database("sqlite"), *options((locked, files[1]))), "passphrase")


def test_the_key_of_another_certificate_is_refused(new_database, files, tmp_path):
    other, _ = certificate(tmp_path, "other", "IP:127.0.0.1")
    refused(refusal(new_database("sqlite"), *options((other, files[1]))), other, files[1])


@pytest.mark.parametrize("begins, ends, words", [
    ("200101000000Z", "200102000000Z", "2020-01-02"), ("480101000000Z", "480102000000Z", "2048-01-01")])
def test_a_certificate_whose_time_is_over_or_has_not_come_is_refused(new_database, tmp_path, begins, ends, words):
    old = certificate_between(tmp_path, "old", begins, ends)
    refused(refusal(new_database("sqlite"), *options(old)), old[1], words)


def test_one_without_the_other_is_refused(new_database, files):
    answer = refusal(new_database("sqlite"), "--tls-key", files[0])
    refused(answer, "--tls-certificate", code=64)


def test_who_orders_does_so_by_tls(demo_of, new_database, files, tls_server):
    """A whole journey: what a browser sends and is sent, in parts as they come."""
    server = tls_server(new_database("sqlite", demo_of("sqlite")), files)
    password = program.hemtrygg("demo", "--accounts").stdout.splitlines()[-1].split()[1]
    browser = orders.Browser(server.port, 30)
    browser.connection = http.client.HTTPSConnection(
        "127.0.0.1", server.port, timeout=30, context=ssl.create_default_context(cafile=files[1]))
    browser.sign_in("anna.ek", password)
    assert orders.Order(4711).place(browser).startswith("VT-")


def test_behind_a_proxy_only_who_asks_for_it_tells_browsers_to_come_by_tls(new_database, serve):
    database = new_database("sqlite")
    with_word, without = serve(database, "--secure-cookies", "--hsts"), None
    assert headers_of(with_word)["Strict-Transport-Security"] == YEAR
    with_word.stop()
    without = serve(database, "--secure-cookies")
    assert headers_of(without)["Strict-Transport-Security"] is None


def headers_of(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/sign-in")
    headers = connection.getresponse().headers
    connection.close()
    return headers

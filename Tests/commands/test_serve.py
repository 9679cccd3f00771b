"""`hemtrygg serve`: what hinders it is said in words at once, and never with a password in it."""

import http.client
import socket
import time
from pathlib import Path

import pytest

import orders
import program
from judging import refused, run

SECRET = "hemligt-ord"


def serve(database, *options, port=None, routines=program.ROUTINES):
    port = program.free_port() if port is None else port
    # Where it is not refused it would serve on; then it is ended and the test fails.
    try:
        return run("serve", database, "--port", port, "--routines", routines, *options, timeout=15)
    except program.subprocess.TimeoutExpired as serving:
        told = (serving.stderr or b"").decode(errors="replace")
    pytest.fail(f"it was not refused:\n{told}", pytrace=False)


@pytest.mark.parametrize("address", [
    "", "hemtrygg.sqlite", "sqlite:hemtrygg.sqlite", "sqlite://hemtrygg.sqlite", f"u:{SECRET}@127.0.0.1/x",
    f"mysql://u:{SECRET}@127.0.0.1/x"])
def test_an_address_that_is_no_address(address):
    answer = serve(address)
    refused(answer, "sqlite:///", "postgres://")
    assert SECRET not in answer.stdout + answer.stderr


@pytest.mark.parametrize("rest", [
    "@127.0.0.1:5432x/x?nonsense=1", "@[::1/x", "@127.0.0.1/x?sslmode", "@127.0.0.1:1/x%zz"])
def test_an_address_that_libpq_cannot_read_is_refused_without_its_password(rest):
    answer = serve(f"postgres://u:{SECRET}{rest}")
    refused(answer, "address")
    assert SECRET not in answer.stdout + answer.stderr


def test_a_server_that_is_away_is_told_without_the_password():
    answer = serve(f"postgres://u:{SECRET}@127.0.0.1:1/x")
    refused(answer, "reached", code=69)
    assert SECRET not in answer.stdout + answer.stderr


def test_an_account_that_the_server_does_not_know_is_told_without_the_password(new_database):
    database = new_database("postgres")
    answer = serve(database.address.replace("hemtrygg@", f"nobody:{SECRET}@"))
    assert answer.returncode in (1, 69), answer.stderr
    refused(answer, code=answer.returncode)
    assert SECRET not in answer.stdout + answer.stderr


def test_a_folder_that_is_missing_is_not_made(tmp_path):
    refused(serve(f"sqlite://{tmp_path}/nowhere/hemtrygg.sqlite"), tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "letter").write_text("Hej! " * 2000)
    refused(serve(f"sqlite://{tmp_path}/letter"), "no database")
    assert (tmp_path / "letter").read_text() == "Hej! " * 2000


def test_a_port_that_is_taken(empty):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(serve(empty, port=port), port)


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_is_none(new_database, port):
    answer = serve(new_database("sqlite"), f"--port={port}")
    assert answer.returncode in (1, 64), answer.stderr
    refused(answer, port, code=answer.returncode)


def test_a_host_that_is_none(new_database):
    refused(serve(new_database("sqlite"), "--host", "no-such-host.invalid"), "no-such-host.invalid")


def test_a_folder_of_routines_that_is_missing(empty, tmp_path):
    refused(serve(empty, routines=tmp_path / "none"), tmp_path / "none")


def test_a_routine_with_faults_is_told_with_its_lines_and_nothing_is_started(empty, tmp_path):
    folder = tmp_path / "routines"
    folder.mkdir()
    lines = (program.ROUTINES / "alarm-order.yaml").read_text().splitlines()
    wrong = next(index for index, line in enumerate(lines) if line.startswith("slug:"))
    lines[wrong] = "slug: Å Ä"
    (folder / "faulty.yaml").write_text("\n".join(lines))
    refused(serve(empty, routines=folder), f"faulty.yaml:{wrong + 1}:")
    assert empty.rows("SELECT COUNT(*) FROM routine_editions") == [["0"]]


def test_a_password_is_not_in_the_log_of_a_server_that_runs(new_database, tmp_path):
    database = new_database("postgres")
    address = database.address.replace("hemtrygg@", f"hemtrygg:{SECRET}@")
    server = program.Server(address, tmp_path)
    server.start()
    server.stop()
    log = server.log.read_text()
    assert "listening" in log and SECRET not in log


@pytest.mark.parametrize("is_left", [False, True])
def test_a_server_stops_at_once_though_a_page_listens(demo, serve, is_left):
    """A page that shows a queue keeps a line open (GET /cases/live); it must hold up nobody who restarts."""
    server = serve(demo)
    # The same for every account of the demo.
    password = program.hemtrygg("demo", "--accounts").stdout.splitlines()[-1].split()[1]
    browser = orders.signed_in(server.port, "karin.lund", password)
    with listening(server.port, browser) as line:
        if is_left:
            line.close()
        began = time.monotonic()
        server.stop()
    assert time.monotonic() - began < 10


HEAD = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n"


@pytest.mark.parametrize("sent", [b"", b"GET / HT", HEAD, HEAD + b"Content-Length: 9\r\n\r\nlog"], ids=[
    "nothing", "half a line", "half its headers", "half its body"])
def test_who_sends_a_request_a_little_at_a_time_is_cut_off(demo, serve, sent):
    server = serve(demo, "--request-seconds", 2)
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(sent)
        time.sleep(1)
        if sent.endswith(b"log"):
            line.sendall(b"i")
        assert ended(line)
    assert 1.5 < time.monotonic() - began < 15
    server.wait_ready(5)


def test_a_page_that_listens_is_not_cut_off(demo, serve):
    server = serve(demo, "--request-seconds", 1)
    password = program.hemtrygg("demo", "--accounts").stdout.splitlines()[-1].split()[1]
    with listening(server.port, orders.signed_in(server.port, "karin.lund", password)) as line:
        line.settimeout(3)
        with pytest.raises(TimeoutError):
            while line.recv(4096):
                pass


STYLES = b"GET /assets/hemtrygg.css HTTP/1.1\r\nHost: localhost\r\n\r\n"


def slow_line(server):
    """A line on which 2 MB are asked for, and whose own end takes little before it is read."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
    line.settimeout(20)
    line.connect(("127.0.0.1", server.port))
    line.sendall(STYLES * 100)
    return line


def test_who_does_not_read_its_answer_is_cut_off(new_database, serve):
    server = serve(new_database("sqlite"), "--answer-seconds", 1)
    with slow_line(server) as line:
        deadline = time.monotonic() + 15
        while lines_to(server.port) > 0:
            assert time.monotonic() < deadline, "the server holds the line still"
            time.sleep(0.2)
        got = 0
        try:
            while more := line.recv(65536):
                got += len(more)
        except ConnectionResetError:
            pass
    assert 0 < got < 100 * 10_000, "only what was on its way"
    server.wait_ready(5)


def test_who_reads_slowly_is_not_cut_off(new_database, serve):
    server = serve(new_database("sqlite"), "--answer-seconds", 2)
    with slow_line(server) as line:
        for _ in range(50):
            time.sleep(0.1)
            assert line.recv(16 * 1024), "a little, but something"
        assert lines_to(server.port) == 1


def lines_to(port):
    """How many connections the server's side has open, by the kernel's table (proc(5), /proc/net/tcp)."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    # Established, or the client has said that it will say no more.
    return sum(row[1].endswith(f":{port:04X}") and row[3] in ("01", "08") for row in rows)


def test_who_asks_too_often_is_told_when_to_come_again_and_then_may(new_database, serve):
    server = serve(new_database("sqlite"), "--requests-per-address", 60)
    answers = [server.ask("/sign-in")[0] for _ in range(75)]
    assert answers[:60] == [200] * 60 and 429 in answers
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    while True:
        connection.request("GET", "/sign-in")
        answer = connection.getresponse()
        told = answer.read().decode()
        if answer.status == 429:
            break
    connection.close()
    assert "För många förfrågningar" in told
    assert server.ask("/healthz")[0] == 200
    time.sleep(int(answer.headers["Retry-After"]))
    assert server.ask("/sign-in")[0] == 200


@pytest.mark.parametrize("option", [
    "--requests-per-account=-1", "--requests-per-address=1000001", "--answer-seconds=0"])
def test_a_limit_that_is_none_is_refused(new_database, option):
    refused(serve(new_database("sqlite"), option), option.split("=")[1], code=64)


def test_more_connections_than_are_let_in_wait(demo, serve):
    server = serve(demo, "--web-connections", 2, "--request-seconds", 4)
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(2)]
    time.sleep(0.5)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        line.settimeout(1)
        with pytest.raises(TimeoutError):
            line.recv(4096)
        line.settimeout(20)
        assert line.recv(4096).startswith(b"HTTP/1.1 200"), "once the others have been cut off"
    for one in held:
        one.close()


def ended(line):
    """Reads to the end; an answer that says that the request was wrong may come first."""
    try:
        while line.recv(4096):
            pass
    except ConnectionResetError:
        pass
    return True


def listening(port, browser):
    """A line on which the server has begun to answer."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    line.sendall(f"GET /cases/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\n\r\n".encode())
    told = b""
    while b"listening" not in told:
        more = line.recv(4096)
        assert more, told
        told += more
    return line

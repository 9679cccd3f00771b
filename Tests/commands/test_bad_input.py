"""What no browser of ours sends, to a server that runs: it is refused, tells nothing, and goes on."""

import html
import json
import re
import socket
import threading
import urllib.parse

import pytest

import engines
import orders
import program

HOST = b"Host: localhost\r\n"
LAST = b"Connection: close\r\n"
# What only somebody inside the program understands, or the machine that it runs on.
INSIDE = re.compile(
    rb"\.swift\b|Fatal error|Optional\(|SELECT |INSERT |sqlite|SQLSTATE|libpq|postgres|/tmp/|root:x:|Domain=|"
    rb"\b[A-Z]\w+(?:Error|Fault)\b")


@pytest.fixture(scope="module", params=engines.NAMES)
def server(request, demo_of, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad_input")
    database = engines.make(request.param, folder, demo_of(request.param))
    server = program.Server(database.address, folder, arguments=["--request-seconds", 2])
    server.start()
    yield server
    server.stop()
    database.drop()


@pytest.fixture(scope="module")
def orderer(server):
    password = program.hemtrygg("demo", "--accounts").stdout.splitlines()[-1].split()[1]
    browser = orders.signed_in(server.port, "anna.ek", password)
    yield browser
    browser.close()


@pytest.fixture(autouse=True)
def stands(server):
    """After each test: it answers still, and its log says of nothing that it was unforeseen."""
    begun = server.log.stat().st_size
    yield
    assert server.ask("/readyz")[0] == 200, server.end_of_log()
    for line in server.log.read_text()[begun:].splitlines():
        told = json.loads(line)
        assert told["level"] != "error", line


def sent(server, data, end=True):
    """Sends it all, and gives all that comes back until the line is closed."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        def send():
            try:
                line.sendall(data)
                if end:
                    line.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # It was cut off, as it may be.

        sending = threading.Thread(target=send)
        sending.start()
        got = b""
        try:
            while more := line.recv(65536):
                got += more
        except ConnectionResetError:
            pass
        sending.join()
    assert not INSIDE.search(got), INSIDE.search(got)
    return got


def statuses(answer):
    return [int(status) for status in re.findall(rb"^HTTP/1\.1 (\d{3}) ", answer, re.M)]


def head_of(answer):
    return answer.split(b"\r\n\r\n")[0]


SMUGGLED = b"GET /healthz HTTP/1.1\r\n" + HOST + LAST + b"\r\n"
CHUNKS = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize("headers, body", [
    (b"Content-Length: 5\r\n" + CHUNKS, b"0\r\n\r\n"), (CHUNKS + b"Content-Length: 5\r\n", b"0\r\n\r\n"),
    (b"Content-Length: 4\r\nContent-Length: 5\r\n", b"abcde"), (b"Content-Length: +4\r\n", b"abcd"),
    (b"Content-Length: 4, 5\r\n", b"abcd"), (b"Content-Length: 0x4\r\n", b"abcd"), (b"Content-Length: -1\r\n", b""),
    (b"Content-Length: 99999999999999999999\r\n", b""), (b"Transfer-Encoding : chunked\r\n", b"0\r\n\r\n"),
    (b"Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n"), (b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n"),
    (CHUNKS, b"zz\r\nabc\r\n0\r\n\r\n"), (CHUNKS, b"-1\r\n\r\n"), (CHUNKS, b"ffffffffffffffff1\r\nabc\r\n"),
    (CHUNKS, b"3\r\nabcdef\r\n0\r\n\r\n")])
def test_where_a_request_ends_is_never_unclear(server, headers, body):
    """Nothing that stands behind such a request is taken for another one (RFC 9112, 11.2)."""
    answer = sent(server, b"POST /sign-in HTTP/1.1\r\n" + HOST + headers + b"\r\n" + body + SMUGGLED)
    assert len(statuses(answer)) == 1 and statuses(answer)[0] in (400, 422), answer[:300]
    assert b"\r\n\r\nok" not in answer


@pytest.mark.parametrize("request_", [
    b"GET /sign-in HTTP/1.1\r\n" + HOST + b"X-A : b\r\n\r\n", b"GET /sign-in HTTP/1.1\r\n" + HOST + b"X-A: b\r\n  c\r\n\r\n",
    b"GET /sign-in HTTP/1.1\r\n" + HOST + b"X-A: b\0c\r\n\r\n", b"GET /sign-in HTTP/1.1\n" + b"Host: x\n\n",
    b"GET /sign-in HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n",
    b"GET /sign-in HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: a\r\n" % number for number in range(5000)) + b"\r\n",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", b"GET /cases/\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"get /sign-in HTTP/1.1\r\n" + HOST + b"\r\n",
    b"BREW /pot HTTP/1.1\r\n" + HOST + b"\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\0" * 1000],
    ids=["space before the colon", "folded header", "NUL", "bare line ends", "long header", "many headers",
         "long address", "address that is not UTF-8", "HTTP/2", "lower case", "no method", "TLS", "NULs"])
def test_what_is_no_request_is_refused_in_words_and_told_in_the_log(server, request_):
    begun = server.log.stat().st_size
    answer = sent(server, request_)
    assert statuses(answer) == [400], answer[:300]
    assert "Servern kunde inte läsa" in answer.decode() and "could not read" in answer.decode()
    assert b"nosniff" in head_of(answer) and b"no-store" in head_of(answer)
    told = server.log.read_text()[begun:]
    assert told.count("an unreadable request") == 1
    assert "aaaa" not in told and "BREW" not in told


def test_what_is_cut_short_is_no_fault_of_the_server(server):
    for data in [b"GET /sign-in HT", b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\nlogin=a",
                 b"POST /sign-in HTTP/1.1\r\n" + HOST + CHUNKS + b"\r\n5\r\nlog"]:
        assert not set(statuses(sent(server, data))) - {400, 422}
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
            line.sendall(data)
            # Goes away at once, and hears nothing more (SO_LINGER of nothing is a reset).
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "CONNECT", "TRACE"])
def test_methods_that_nothing_here_has_do_nothing_and_echo_nothing(server, method):
    answer = sent(server, f"{method} /sign-in HTTP/1.1\r\nX-Hidden: reflected\r\n".encode() + HOST + LAST + b"\r\n")
    assert statuses(answer) == [404] and b"reflected" not in answer


@pytest.mark.parametrize("path", [
    b"/assets/../../../etc/passwd", b"/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd", b"/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    b"/assets/..%5c..%5cetc%5cpasswd", b"/assets/%252e%252e%252fetc", b"/assets/%00", b"/assets/hemtrygg.css%00.html",
    b"//etc/passwd", b"/../../etc/passwd", b"/assets//etc/passwd", b"/assets/%c0%ae%c0%ae%c0%afetc", b"/.git/config",
    b"/%ff%fe", b"/routines/%ff", b"/routines/..%2f..%2fetc%2fpasswd", b"/drafts/' OR 1=1", b"/cases/%27%20OR%201=1",
    b"/cases/" + b"%41" * 5000])
def test_no_path_leads_out_of_what_is_served(server, orderer, path):
    cookies = "; ".join(f"{name}={value}" for name, value in orderer.cookies.items()).encode()
    for cookie in [b"", b"Cookie: " + cookies + b"\r\n"]:
        answer = sent(server, b"GET " + path + b" HTTP/1.1\r\n" + HOST + cookie + LAST + b"\r\n")
        assert set(statuses(answer)) <= {400, 404, 303, 422}, answer[:200]
        assert b"\nLocation: /" in answer or b" 303 " not in answer


def test_no_line_end_comes_into_a_header(server):
    evil = "%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0a<script>evil()</script>"
    for path in [f"/language?to=en&back=/{evil}", f"/language?to={evil}", f"/sign-in?back=/{evil}", f"/cases?view={evil}",
                 f"/assets/{evil}", f"/{evil}"]:
        answer = sent(server, f"GET {path} HTTP/1.1\r\n".encode() + HOST + LAST + b"\r\n")
        assert len(statuses(answer)) == 1 and b"<script>evil" not in answer
        headers = head_of(answer).decode().lower()
        assert "\nset-cookie: evil" not in headers and "\n\n" not in headers.replace("\r", "")
        # An address that is led to may hold it, as an address writes it.
        assert not [line for line in headers.split("\r\n") if "evil" in line and not line.startswith("location: /")]


@pytest.mark.parametrize("kind, body", [
    ("application/json", b"[" * 10_000_000), ("application/json", b'{"a":' * 10_000 + b"1" + b"}" * 10_000),
    ("application/json", b"[" * 20_000), ("application/x-www-form-urlencoded", b"a=1&" * 100_000),
    ("application/x-www-form-urlencoded", b"%ff%fe=%c3%28&\xff=\xfe&%00=%00&login=%00" + b"%zz" * 1000),
    ("application/x-www-form-urlencoded", b"a" + b"[a]" * 50_000 + b"=1"), ("application/xml", b"<a>" * 100_000),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"login\"\r\n\r\na\r\n--x--"),
    ("text/plain", b"\xff" * 1000)], ids=[
    "10 MB", "deep objects", "deep lists", "many fields", "not UTF-8", "deep names", "XML", "parts", "bytes"])
@pytest.mark.parametrize("how", ["length", "chunks"])
def test_a_body_that_is_no_form_of_ours_is_refused_in_words(server, kind, body, how):
    head = f"POST /sign-in HTTP/1.1\r\nContent-Type: {kind}\r\n".encode() + HOST + LAST
    if how == "length":
        answer = sent(server, head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    else:
        parts = [body[start:start + 60_000] for start in range(0, len(body), 60_000)]
        chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
        answer = sent(server, head + CHUNKS + b"\r\n" + chunks + b"0\r\n\r\n")
    assert statuses(answer) in ([403], [422]), answer[:200]
    assert "Gå tillbaka" in answer.decode()


@pytest.mark.parametrize("line", [
    b"Cookie: session=\xff\xfe; \xc3\x28; =; ;;; language=\xe5", b"Cookie: session=" + b"a" * 60_000,
    b"Cookie: " + b"; ".join(b"session=%064d" % number for number in range(500)), b"X-Forwarded-For: \xff, ' OR 1=1 --",
    b"Accept-Language: " + b"x" * 5000, b"Sec-Fetch-Site: \xff", b"Host: evil.example\r\nX-Forwarded-Host: evil.example",
    b"Range: bytes=0-0,1-1,2-99999999999999999999", b"If-None-Match: \"" + b"a" * 5000, b"Expect: nonsense"])
def test_a_strange_header_changes_nothing(server, line):
    answer = sent(server, b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n" + line + b"\r\n" + LAST + b"\r\n")
    assert statuses(answer) in ([200], [400]), answer[:300]
    assert b"evil.example" not in answer


def fields_of(form):
    """The names that a form sends, with the values that it holds."""
    found = {}
    for tag in re.findall(r"<(?:input|select|textarea|button)\b[^>]*>", form):
        name = re.search(r'\bname="([^"]*)"', tag)
        value = re.search(r'\bvalue="([^"]*)"', tag)
        if name:
            found[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
    return found


def forms_reached(browser, begin, most=60):
    """Every form that sends something, on the pages that links lead to from `begin`: its address, and its fields."""
    seen, waiting, forms = set(), list(begin), {}
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        # Of pages that differ only in what they are asked, one is enough.
        kind = re.sub(r"[0-9a-f-]{36}|VT-\d+-\d+|\?.*", "*", path)
        if kind in seen:
            continue
        seen.add(kind)
        status, _, text = browser.send("GET", path)
        assert status in (200, 303, 422), path
        page = text.decode(errors="replace")
        waiting += [html.unescape(link) for link in re.findall(r'<a\b[^>]*href="(/[^"#]*)', page)
                    if not re.match(r"/(assets|language|cases/live)", link)]
        for action, inside in re.findall(r'<form\b[^>]*\baction="([^"]*)"[^>]*>(.*?)</form>', page, re.S):
            if 'name="csrf"' in inside and action != "/sign-out":
                forms.setdefault(re.sub(r"[0-9a-f-]{36}|VT-\d+-\d+", "*", action), (action, fields_of(inside)))
    return forms


SYNTAX = [
    "'; DROP TABLE cases; --", "' OR '1'='1", "{{7*7}}${7*7}#{7*7}<%= 7*7 %>", "\"'><script>syntax()</script>",
    "\\'; select pg_sleep(9); --", "%s%n%x\u0000\u202e", "=cmd|'/c calc'!A1", "a" * 5000]


def test_no_field_of_any_form_that_an_orderer_reaches_is_more_than_text(server, orderer):
    _, draft, _ = orderer.send("POST", "/routines/alarm-order/drafts", {})
    forms = forms_reached(orderer, ["/", draft, draft + "/check", "/keys", "/extracts", "/search"])
    # Each routine's own form, too, which the pages tell of only as one that may be begun.
    for routine in [action for action in forms if action.endswith("/drafts")]:
        status, begun, _ = orderer.send("POST", routine, {})
        if status == 303:
            forms[f"{routine} begun"] = begun, fields_of(orderer.send("GET", begun)[2].decode())
    assert len(forms) >= 30, sorted(forms)
    asked = 0
    for action, fields in forms.values():
        for text in SYNTAX:
            # All of them, and then each that the page itself fills in.
            spoilt = [dict.fromkeys(fields, text)]
            spoilt += [{**fields, name: text} for name, value in fields.items() if value and name != "csrf"]
            for answers in spoilt:
                answers.pop("csrf", None)
                begun = server.log.stat().st_size
                status, where, page = orderer.send("POST", action, answers)
                asked += 1
                assert status in (200, 303, 400, 403, 404, 409, 422), (action, text, status)
                assert b"<script>syntax" not in page and b">49<" not in page, (action, text)
                leaked = INSIDE.search(page)
                assert not leaked, (action, text, leaked)
                assert where == "" or re.match(r"/[!-~]*$", where), where
                assert text[:9] not in urllib.parse.unquote(server.log.read_text()[begun:])
                if status == 303 and "/sign-in" in where:
                    pytest.fail(f"{action} ended the session")
    assert asked > 500, asked
    assert server.ask("/readyz")[0] == 200


def test_a_form_that_is_forged_or_anothers_is_refused(server, orderer):
    _, draft, _ = orderer.send("POST", "/routines/alarm-order/drafts", {})
    own, stranger = orderer.token, orders.Browser(server.port, 10)
    stranger.send("GET", "/sign-in")
    for token in ["", "0" * 64, own[:-1], own.upper() + "0", stranger.token, "' OR 1=1"]:
        orderer.token = token
        status, _, page = orderer.send("POST", draft, {"act": "check", "recipientName": "Falsk"})
        assert status == 403 and "Gå tillbaka" in page.decode()
    orderer.token = own
    stranger.close()
    assert b"Falsk" not in orderer.send("GET", draft)[2]


def test_an_order_that_is_sent_again_is_the_same_one(server, orderer):
    order = orders.Order(8001)
    number = order.place(orderer)
    assert order.send(orderer) == number


def test_nothing_of_anybody_is_in_the_log_or_the_headers_of_a_whole_order(server, orderer):
    """The name, the number, the telephone, the home and the code: see PrivacyTests for every page."""
    heard = []
    send = orderer.connection.request

    def listening(method, path, body=None, headers={}):
        heard.append(path)
        send(method, path, body, headers)

    orderer.connection.request = listening
    begun = server.log.stat().st_size
    order = orders.Order(8002)
    heard.append(order.place(orderer))
    heard += [order.answer[1]]
    orderer.connection.request = send
    told = server.log.read_text()[begun:] + "\n".join(heard)
    assert told.count('"route"') == 5
    for trace in [order.person, order.person[2:], "Påhittad", "013-000", "M\\u00e4tgatan", "Mätgatan", "1212", "anna.ek"]:
        assert trace not in told, trace

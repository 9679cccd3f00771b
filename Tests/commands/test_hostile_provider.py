"""Signing in by a provider that means ill, or through somebody who does: everything is refused, told in the log by its kind
alone, and the server goes on."""

import http.client
import json
import time
import urllib.parse

import pytest

import hostile_provider
import program
from hostile_provider import bytes_of
from judging import succeeded, run
from joserfc.jwk import ECKey, RSAKey
from test_sign_in_by_provider import SECRET, log_of, reasons
from visiting import Visitor

NOW = int(time.time())
# What must stand in no line of the log: who it is, what the provider gave, what the browser brought, what we prove ourselves by.
TRACES = ["sub-1", "hilda", "Hilda", "access-secret", "code-1", "eyJ", SECRET, "nonce=", "state="]


@pytest.fixture(scope="module")
def shared_provider():
    provider = hostile_provider.Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(shared_provider):
    shared_provider.well()
    return shared_provider


@pytest.fixture
def server(serve, new_database, demo_of, tmp_path, provider):
    """On SQLite alone: the database has no part in what is refused here."""
    database = new_database("sqlite", demo_of("sqlite"))
    team = database.rows("SELECT name FROM teams ORDER BY id")[0][0]
    roles, secret = tmp_path / "roles.yaml", tmp_path / "secret"
    roles.write_text(f"roles:\n  - {{claim: groups, value: vt, role: technician, team: {team}}}\n", encoding="utf-8")
    secret.write_text(SECRET)
    secret.chmod(0o600)
    port = program.free_port()
    server = serve(
        database, "--oidc-issuer", provider.issuer, "--oidc-client", "hemtrygg", "--oidc-client-secret-file", secret,
        "--oidc-roles", roles, "--public-url", f"http://127.0.0.1:{port}", port=port)
    server.rows = database.rows
    server.run = lambda command, *arguments: run(command, database, *arguments)
    yield server
    assert server.ask("/readyz")[0] == 200, "the server has gone under"
    log = server.log.read_text(encoding="utf-8")
    assert [trace for trace in TRACES if trace in log] == []
    assert "unforeseen" not in log, log


def attempt(server, provider, visitor=None, **more):
    """From the button to what the way back answers."""
    visitor = visitor or Visitor(server)
    return visitor, visitor.ask(provider.address_back(visitor.begin().onward, **more))


def assert_refused(server, visitor, answer, reason):
    assert answer.status == 303 and urllib.parse.urlsplit(answer.onward).path == "/sign-in", answer.status
    assert "session" not in visitor.own and not visitor.is_signed_in
    assert "code-1" not in answer.onward and server.rows("SELECT COUNT(*) FROM external_sessions") == [["0"]]
    assert reasons(server)[-1] == reason
    assert visitor.go(answer).status == 200


def test_a_sound_answer_is_let_in_and_the_provider_was_shown_the_secret_and_the_proof(server, provider):
    visitor, answer = attempt(server, provider)
    assert answer.onward == f"{server.address}/" and visitor.is_signed_in
    assert set(provider.forms[0]) == {"grant_type", "code", "redirect_uri", "code_verifier"}
    assert len(provider.forms[0]["code_verifier"]) == 64


@pytest.mark.parametrize("claims, reason", [
    ({"aud": "another"}, "audience"), ({"aud": ["hemtrygg", "another"]}, "audience"), ({"azp": "another"}, "audience"),
    ({"iss": "https://evil.example"}, "issuer"), ({"nonce": "another"}, "nonce"), ({"nonce": None}, "nonce"),
    ({"exp": NOW - 90}, "expired"), ({"exp": 1e300, "iat": NOW + 500}, "notYetValid"), ({"nbf": NOW + 500}, "notYetValid"),
    ({"exp": None}, "missingClaim"), ({"iat": None}, "missingClaim"), ({"exp": "later"}, "missingClaim"),
    ({"sub": None}, "missingClaim"), ({"sub": ["sub-1"]}, "missingClaim"), ({"sub": "x" * 256}, "missingClaim"),
    ({"at_hash": "AAAA"}, "accessTokenHash"), ({"groups": ["another"]}, "noRole"), ({"groups": {"vt": 1}}, "noRole"),
    ({"preferred_username": "anna.ek"}, "loginTaken")], ids=str)
def test_a_token_that_is_not_for_this_sign_in_is_refused(server, provider, claims, reason):
    provider.claims = claims
    assert_refused(server, *attempt(server, provider), reason)


@pytest.mark.parametrize("sign, header, reason", [
    ("sign_nothing", {}, "algorithm"), ("sign_with_public_key", {}, "algorithm"),
    ("sign_with_another_key", {}, "signature"), ("sign_with_another_key", {"kid": None}, "signature"),
    ("sign_well", {"kid": "../../etc/passwd"}, "unknownKey"), ("sign_well", {"alg": "RS256", "crit": ["x"], "x": 1}, None)],
    ids=str)
def test_a_token_that_the_provider_did_not_sign_is_refused(server, provider, sign, header, reason):
    provider.sign, provider.header = getattr(provider, sign), header
    if reason is None:
        provider.sign = lambda head, claims: ".".join([hostile_provider.plain(head), hostile_provider.plain(claims), "AAAA"])
        reason = "malformedToken"
    assert_refused(server, *attempt(server, provider), reason)


@pytest.mark.parametrize("seconds, taken", [(-55, True), (-65, False)])
def test_a_clock_may_be_a_minute_wrong(server, provider, seconds, taken):
    provider.claims = {"exp": int(time.time()) + seconds, "iat": int(time.time()) - 300}
    visitor, answer = attempt(server, provider)
    assert visitor.is_signed_in == taken
    if not taken:
        assert_refused(server, visitor, answer, "expired")


def test_a_key_that_was_changed_is_followed_and_an_old_token_brought_again_is_not_taken(server, provider):
    visitor, _ = attempt(server, provider)
    assert visitor.is_signed_in
    old = provider.token()
    provider.key = ECKey.generate_key("P-256", {"kid": "second", "use": "sig", "alg": "ES256"})
    provider.published = [RSAKey.generate_key(2048, {"kid": "enc", "use": "enc"}), provider.key]
    provider.header = {"alg": "ES256"}
    visitor, _ = attempt(server, provider)
    assert visitor.is_signed_in and provider.asked.count("/keys") == 2
    provider.sign = lambda *_: old
    visitor, answer = attempt(server, provider)
    assert not visitor.is_signed_in and reasons(server)[-1] == "unknownKey"


def test_a_way_back_that_was_used_or_is_anothers_is_refused(server, provider):
    visitor = Visitor(server)
    leading = visitor.begin()
    back = provider.address_back(leading.onward)
    stranger = Visitor(server)
    stranger.begin()
    for thief in [stranger, Visitor(server)]:
        answer = thief.ask(back)
        assert answer.query == {} or "session" not in thief.own
        assert not thief.is_signed_in
    kept = dict(visitor.own)
    assert visitor.ask(back).status == 303 and visitor.is_signed_in
    replayed = Visitor(server)
    replayed.own.update({name: value for name, value in kept.items() if name != "session"})
    answer = replayed.ask(back)
    assert not replayed.is_signed_in and reasons(server) == ["unknownState"] * 3
    assert provider.asked.count("/token") == 1, "nobody's code was shown to the provider for them"
    assert replayed.go(answer).says("för gammal")


@pytest.mark.parametrize("query", [
    "", "code=code-1", "state=", "state=x&code=code-1", "code=code-1&state=" + "0" * 64, "error=access_denied&state=x",
    "error=%0d%0aSet-Cookie:%20evil=1&state=%0d%0a", "code=a%00b&state=a%00b", "iss=https://evil.example&state=%ff&code=%ff",
    "state=" + "a" * 6000, "&".join(["state=" + "0" * 64] * 200)])
def test_a_way_back_that_nobody_began_is_refused(server, provider, query):
    visitor = Visitor(server)
    visitor.begin()
    answer = visitor.ask("/sign-in/provider/callback?" + query)
    assert answer.status == 303 and answer.onward == f"{server.address}/sign-in?said=providerLate"
    assert "evil" not in str(answer.headers) and not visitor.is_signed_in and "/token" not in provider.asked


@pytest.mark.parametrize("more, reason", [
    ({"error": "access_denied"}, "denied"), ({"error": "server_error\r\nX: y"}, "providerError"),
    ({"iss": "https://evil.example"}, "otherIssuer"), ({"code": ""}, "badCode"), ({"code": "a\r\nb"}, "badCode")], ids=str)
def test_what_the_browser_brings_back_is_held_to_what_it_may_be(server, provider, more, reason):
    assert_refused(server, *attempt(server, provider, **more), reason)
    assert "/token" not in provider.asked


@pytest.mark.parametrize("answer, reason", [
    (bytes_of({"error": "invalid_grant"}, 400), "codeRefused"), (bytes_of({}, 500), "unreachable"),
    (bytes_of(b"<html>"), "unusableAnswer"), (bytes_of({"id_token": 1}), "unusableAnswer"),
    (bytes_of({"id_token": "a.b.c"}), "malformedToken"), (bytes_of(b"[" * 200_000), "unusableAnswer"),
    (hostile_provider.redirect_to("http://127.0.0.1:9/"), "unusableAnswer"), (hostile_provider.hang_up, "unreachable"),
    (hostile_provider.without_end, "tooLarge"), (hostile_provider.a_byte_at_a_time, "tooSlow"),
    (hostile_provider.silent, "tooSlow")],
    ids=["400", "500", "HTML", "no text", "no token", "deep", "redirect", "hang up", "endless", "slow", "silent"])
def test_whatever_the_provider_answers_there_is_an_end_to_it(server, provider, answer, reason):
    provider.answers["/token"] = answer
    begun = time.monotonic()
    visitor, page = attempt(server, provider)
    assert time.monotonic() - begun < 12
    assert_refused(server, visitor, page, reason)
    # Whoever has an account of our own comes in meanwhile and afterwards.
    assert Visitor(server).ask("/sign-in").status == 200


def test_while_the_provider_is_silent_others_are_served(server, provider):
    provider.answers["/token"] = hostile_provider.silent
    visitor = Visitor(server)
    back = provider.address_back(visitor.begin().onward)
    waiting = []
    for _ in range(1):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.own.items())
        connection.request("GET", back.removeprefix(server.address), headers={"Cookie": cookies})
        waiting.append(connection)
    begun = time.monotonic()
    for _ in range(20):
        assert server.ask("/sign-in")[0] == 200
    assert time.monotonic() - begun < 3
    for connection in waiting:
        assert connection.getresponse().status == 303
        connection.close()
    assert reasons(server) == ["tooSlow"]


@pytest.mark.parametrize("change", [
    {"issuer": "https://evil.example"}, {"authorization_endpoint": "http://evil.example/"}, {"jwks_uri": "file:///etc/passwd"},
    {"token_endpoint": "http://169.254.169.254/"}, {"token_endpoint": None},
    {"authorization_endpoint": "http://127.0.0.1/\r\nSet-Cookie: evil=1"}], ids=str)
def test_a_provider_that_is_not_who_it_should_be_is_not_gone_to(server, provider, change):
    provider.answers["/.well-known/openid-configuration"] = bytes_of({**provider.document(), **change})
    visitor = Visitor(server)
    page = visitor.begin()
    assert page.onward == f"{server.address}/sign-in?said=providerAway" and "evil" not in str(page.headers)
    assert reasons(server) == ["unusableDiscovery"]


def test_a_notice_of_signing_out_ends_the_sessions_and_a_forged_one_none(server, provider):
    event = {"http://schemas.openid.net/event/backchannel-logout": {}}
    provider.claims = {"sid": "s-1"}
    visitor, _ = attempt(server, provider)
    program_of_theirs = Visitor(server)

    def tell(token):
        return program_of_theirs.ask("/sign-in/provider/logout", {"logout_token": token}).status

    sound = provider.token(events=event, nonce=None)
    forged = [provider.token(), provider.token(events=event, nonce=None, aud="another"), sound[:-8] + "AAAAAAAA", "", "a.b.c",
              provider.sign_nothing({"alg": "none"}, {"iss": provider.issuer, "events": event, "sub": "sub-1"})]
    assert [tell(token) for token in forged] == [400] * len(forged)
    assert visitor.is_signed_in
    assert tell(sound) == 200 and not visitor.is_signed_in
    told = [line["reason"] for line in log_of(server) if line["message"] == "sign-out by the provider refused"]
    assert told == ["notALogout", "audience", "signature", "malformedToken", "malformedToken", "algorithm"]


def test_notices_with_unknown_keys_do_not_make_us_ask_for_keys_without_end(server, provider):
    provider.header = {"kid": "unknown"}
    stranger = Visitor(server)
    for _ in range(30):
        assert stranger.ask("/sign-in/provider/logout", {"logout_token": provider.token(events={})}).status == 400
    assert provider.asked.count("/keys") <= 4


def test_a_locked_account_stays_locked_and_its_session_is_over(server, provider):
    visitor, _ = attempt(server, provider)
    assert visitor.is_signed_in
    succeeded(server.run("user lock", "hilda"))
    assert not visitor.is_signed_in
    visitor, answer = attempt(server, provider)
    assert not visitor.is_signed_in and reasons(server) == ["locked"]
    assert visitor.go(answer).says("låst")


def test_an_account_that_there_is_already_is_used_once_it_is_linked(server, provider):
    provider.claims = {"preferred_username": "anna.ek", "sub": "sub-anna"}
    visitor, _ = attempt(server, provider)
    assert not visitor.is_signed_in and reasons(server) == ["loginTaken"]
    succeeded(server.run("user link", "anna.ek", "--issuer", provider.issuer, "--subject", "sub-anna"))
    visitor, _ = attempt(server, provider)
    assert visitor.is_signed_in and visitor.ask("/").says("Anna Ek")
    succeeded(server.run("user unlink", "anna.ek"))
    assert not visitor.is_signed_in
    visitor, _ = attempt(server, provider)
    assert not visitor.is_signed_in and reasons(server) == ["loginTaken"] * 2

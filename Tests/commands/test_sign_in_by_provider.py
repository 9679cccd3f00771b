"""Signing in by OpenID Connect, against a provider that knows nothing of us: oidc-provider-mock."""

import contextlib
import json
import os
import ssl
import threading
import urllib.request
import warnings

import pytest
import werkzeug.serving

import certificates
import program
from judging import refused, run, succeeded
from visiting import Visitor

# The provider speaks in clear on loopback, and its library would not.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
with warnings.catch_warnings():
    # It sets its own warnings to be shown always, of what is to become of its libraries.
    import authlib.deprecate  # noqa: F401
    warnings.simplefilter("ignore")
    import oidc_provider_mock

TEAM = "Välfärdsteknikteamet"
ROLES = """
roles:
  - {claim: groups, value: vt-samordnare, role: coordinator, team: %(team)s}
  - {claim: groups, value: vt-tekniker, role: technician, team: %(team)s}
  - {claim: realm_access.roles, value: bestallare, role: orderer, unit: %(unit)s}
  - {claim: groups, value: granskare, role: auditor}
  - {claim: groups, value: konton, role: administrator}
"""
SECRET = "hemlis-som-ingen-loggar"


@pytest.fixture(scope="module")
def provider():
    with oidc_provider_mock.run_server_in_thread() as server:
        yield Provider(f"http://localhost:{server.server_port}")


class Provider:
    def __init__(self, issuer, trusting=None):
        self.issuer = issuer
        self.trusting = trusting

    def has(self, subject, **claims):
        asked = urllib.request.Request(
            f"{self.issuer}/users/{subject}", json.dumps(claims).encode(), {"Content-Type": "application/json"},
            method="PUT")
        with urllib.request.urlopen(asked, context=self.trusting) as answer:
            assert answer.status == 204

    def says_yes(self, visitor, leading, subject):
        """On the provider's own page. Gives where it sends the browser back to."""
        assert leading.onward.startswith(self.issuer + "/")
        door = visitor.ask(leading.onward)
        assert door.status == 200, door.text
        return visitor.ask(door.address, {"sub": subject})

    def signs_in(self, visitor, subject, back=""):
        return visitor.go(self.says_yes(visitor, visitor.begin(back), subject))


@pytest.fixture
def names(demo):
    """A unit and the team of the demo."""
    return {"unit": demo.rows("SELECT name FROM provider_units ORDER BY id")[0][0],
            "team": demo.rows("SELECT name FROM teams ORDER BY id")[0][0]}


@pytest.fixture
def options(tmp_path, provider, names):
    roles, secret = tmp_path / "roles.yaml", tmp_path / "client-secret"
    roles.write_text(ROLES % names, encoding="utf-8")
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    return ["--oidc-issuer", provider.issuer, "--oidc-client", "hemtrygg", "--oidc-client-secret-file", secret,
            "--oidc-roles", roles]


@pytest.fixture
def server(serve_by_provider, demo, options):
    return serve_by_provider(demo, options)


@pytest.fixture
def serve_by_provider(serve):
    """The address that browsers write has the port in it, so that is drawn first."""
    def start(database, options, *more):
        port = program.free_port()
        return serve(database, *options, "--public-url", f"http://127.0.0.1:{port}", *more, port=port)

    return start


def in_force(demo, login):
    return sorted(tuple(row) for row in demo.rows(f"""
        SELECT a.role, COALESCE(p.name, t.name, '') FROM users u JOIN assignments a ON a.user_id = u.id
        LEFT JOIN provider_units p ON p.id = a.unit_id LEFT JOIN teams t ON t.id = a.team_id
        WHERE u.login = '{login}' AND a.ended_at IS NULL"""))


def log_of(server):
    return [json.loads(line) for line in server.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]


def reasons(server):
    return [line["reason"] for line in log_of(server) if line["message"] == "sign-in by the provider refused"]


def test_who_has_a_role_at_the_provider_signs_in_with_it_and_comes_where_they_were(server, demo, provider, names):
    provider.has("sub-kim", preferred_username="Kim.Prov", name="Kim Prov", groups=["annat", "vt-samordnare"])
    visitor = Visitor(server)
    page = provider.signs_in(visitor, "sub-kim", back="/cases?view=all")
    assert (page.status, page.path, page.query) == (200, "/cases", {"view": "all"})
    assert page.says("Kim Prov", names["team"])
    assert in_force(demo, "kim.prov") == [("coordinator", names["team"])]
    # A second time it is the same person, with the same assignment.
    assert provider.signs_in(Visitor(server), "sub-kim").status == 200
    assert demo.rows("SELECT COUNT(*) FROM users WHERE login = 'kim.prov'") == [["1"]]
    assert demo.rows("SELECT COUNT(*) FROM external_assignments") == [["1"]]
    assert reasons(server) == []


def test_a_role_that_is_given_and_taken_at_the_provider_is_so_here_at_the_next_sign_in(server, demo, provider, names):
    provider.has("sub-mo", preferred_username="mo", name="Mo", groups="vt-tekniker")
    first = Visitor(server)
    provider.signs_in(first, "sub-mo")
    assert in_force(demo, "mo") == [("technician", names["team"])]
    provider.has("sub-mo", preferred_username="mo", name="Mo", realm_access={"roles": ["bestallare"]})
    second = Visitor(server)
    page = provider.signs_in(second, "sub-mo")
    assert in_force(demo, "mo") == [("orderer", names["unit"])]
    assert page.status == 200 and page.says(names["unit"])
    assert not first.is_signed_in, "the session was under an assignment that has ended"
    provider.has("sub-mo", preferred_username="mo", name="Mo", groups=["annat"])
    page = provider.signs_in(Visitor(server), "sub-mo")
    assert page.path == "/sign-in" and page.says("ingen behörighet", "Be din chef")
    assert in_force(demo, "mo") == [] and not second.is_signed_in
    assert reasons(server) == ["noRole"]


def test_the_last_who_looks_after_accounts_still_does_and_the_log_tells_of_it(server, demo, provider):
    def comes(*groups):
        provider.has("sub-ada", preferred_username="ada.konton", name="Ada", groups=list(groups))
        return provider.signs_in(Visitor(server), "sub-ada")

    def told():
        return [(line["level"], line["message"]) for line in log_of(server) if line["message"].startswith("last")]

    assert comes("konton").status == 200
    succeeded(run("user lock", demo, "admin"))
    assert comes("annat").says("Konton") and in_force(demo, "ada.konton") == [("administrator", "")]
    assert told() == [("warning", "last administrator kept")] and reasons(server) == []
    succeeded(run("user unlock", demo, "admin"))
    assert comes("annat").path == "/sign-in" and in_force(demo, "ada.konton") == []
    assert len(told()) == 1 and reasons(server) == ["noRole"]
    assert "Ada" not in server.log.read_text(encoding="utf-8")


def test_signing_out_ends_the_session_here_and_leads_to_the_provider_and_back(server, provider):
    provider.has("sub-ulla", preferred_username="ulla", name="Ulla", groups=["granskare"])
    visitor = Visitor(server)
    provider.signs_in(visitor, "sub-ulla")
    session = dict(visitor.own)
    leading = visitor.sign_out()
    assert leading.onward.startswith(f"{provider.issuer}/oauth2/end_session?")
    visitor.own.update(session)
    assert not visitor.is_signed_in
    asked = visitor.ask(leading.onward)
    assert asked.query == {"client_id": "hemtrygg", "post_logout_redirect_uri": f"{server.address}/sign-in"}
    assert Visitor(server).go(f"{server.address}/sign-in").path == "/sign-in"


def test_cancelling_at_the_provider_leads_back_with_words(server, provider):
    """This one leaves the state out, which it should not: so the page that one was on is lost."""
    visitor = Visitor(server)
    door = visitor.ask(visitor.begin("/cases").onward)
    page = visitor.go(visitor.ask(door.address, {"action": "deny"}))
    assert page.path == "/sign-in" and page.says("Inloggningen avbröts")
    assert reasons(server) == ["denied"] and not visitor.is_signed_in


def test_the_server_starts_and_stays_up_without_the_provider(serve_by_provider, demo, options):
    options[1] = f"http://127.0.0.1:{program.free_port()}"
    server = serve_by_provider(demo, options)
    visitor = Visitor(server)
    begun = visitor.begin("/cases")
    assert visitor.go(begun).says("svarar inte just nu")
    door = visitor.ask("/sign-in")
    fields = {**door.fields("/sign-in"), "login": "anna.ek", "password": "fel lösenord 12"}
    assert visitor.ask("/sign-in", fields).status == 422
    assert reasons(server) == ["unreachable"] and server.ask("/readyz")[0] == 200


def test_nothing_of_anybody_is_in_the_log(server, demo, provider):
    provider.has("sub-hemlig", preferred_username="hemlig.person", name="Hemlig Person", groups=["vt-tekniker"])
    visitor = Visitor(server)
    provider.signs_in(visitor, "sub-hemlig")
    visitor.sign_out()
    told = server.log.read_text(encoding="utf-8")
    for trace in ["hemlig", "Hemlig", "eyJ", SECRET, "code=", "state="]:
        assert trace not in told, trace
    assert "/sign-in/provider/callback" in told


@pytest.fixture
def refused_serve(demo, options, names, tmp_path):
    def start(*changed, file=None, roles=None):
        arguments = [*options, "--public-url", "https://hemtrygg.example.se", *changed]
        if roles is not None:
            (tmp_path / "roles.yaml").write_text(roles, encoding="utf-8")
        return run("serve", demo, "--port", program.free_port(), "--routines", program.ROUTINES, *arguments, timeout=30)

    return start


@pytest.mark.parametrize("engine", ["sqlite"])
def test_options_that_cannot_be_meant_are_refused_by_serve(refused_serve, demo, tmp_path, names):
    refused(refused_serve("--oidc-issuer", "http://login.example.se"), "--oidc-issuer", "https", code=64)
    refused(refused_serve("--public-url", "https://hemtrygg.example.se/desk"), "--public-url", code=64)
    refused(refused_serve("--oidc-scope", "profile"), "openid", code=64)
    refused(run("serve", demo, "--oidc-issuer", "https://login.example.se"), "--oidc-roles", code=64)
    refused(refused_serve(roles="roles:\n  - {claim: g, value: v, role: orderer}"), "roles.yaml:2", "unit")
    refused(refused_serve(roles="roles:\n  - {claim: g, value: v, role: orderer, unit: Finns ej}"), "Finns ej")
    refused(refused_serve("--oidc-roles", tmp_path / "missing.yaml"), "missing.yaml")
    (tmp_path / "roles.yaml").write_text(ROLES % names, encoding="utf-8")
    (tmp_path / "client-secret").chmod(0o644)
    answer = refused_serve()
    refused(answer, "client secret", "chmod 600")
    assert SECRET not in answer.stdout + answer.stderr


def test_linking_wants_an_account_and_an_identity_that_is_nobodys(demo, provider):
    who = ["--issuer", provider.issuer, "--subject", "sub-x"]
    refused(run("user link", demo, "finns.ej", *who))
    succeeded(run("user link", demo, "anna.ek", *who))
    refused(run("user link", demo, "karin.lund", *who), "belongs to an account already")
    succeeded(run("user unlink", demo, "anna.ek"))
    refused(run("user unlink", demo, "anna.ek"), "was not linked")
    succeeded(run("user link", demo, "karin.lund", *who))


# By TLS

@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return certificates.authority(tmp_path_factory.mktemp("authority"), "kommunen")


@contextlib.contextmanager
def provider_by_tls(files, authority):
    """The same provider, behind a certificate."""
    key, certificate = files
    server = werkzeug.serving.make_server(
        "localhost", 0, oidc_provider_mock.app(), threaded=True, ssl_context=(str(certificate), str(key)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield Provider(f"https://localhost:{server.server_port}", ssl.create_default_context(cafile=authority[1]))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def by_tls(authority, tmp_path_factory):
    files = certificates.certificate_by(authority, tmp_path_factory.mktemp("by-tls"), "provider", "DNS:localhost")
    with provider_by_tls(files, authority) as provider:
        yield provider


def by(provider, options):
    return ["--oidc-issuer", provider.issuer, *options[2:]]


def test_by_tls_with_an_authority_that_the_operator_names(
        serve_by_provider, demo, options, by_tls, authority, names):
    server = serve_by_provider(demo, by(by_tls, options), "--oidc-authority", authority[1])
    by_tls.has("sub-tua", preferred_username="tua.tls", name="Tua TLS", groups=["vt-samordnare"])
    visitor = Visitor(server, by_tls.trusting)
    page = by_tls.signs_in(visitor, "sub-tua", back="/cases?view=all")
    assert (page.status, page.path) == (200, "/cases") and page.says("Tua TLS", names["team"])
    assert in_force(demo, "tua.tls") == [("coordinator", names["team"])] and reasons(server) == []
    assert visitor.sign_out().onward.startswith(f"{by_tls.issuer}/oauth2/end_session?")


def is_away(server, demo):
    """Nobody is led to the provider, and those with an account of ours are let in."""
    visitor = Visitor(server)
    begun = visitor.begin("/cases")
    assert begun.onward.startswith("/sign-in") or begun.onward.startswith(f"{server.address}/sign-in"), begun.onward
    assert visitor.go(begun).says("svarar inte just nu")
    assert reasons(server) == ["unreachable"]
    assert demo.rows("SELECT COUNT(*) FROM sign_in_attempts") == [["0"]]
    door = visitor.ask("/sign-in")
    typed = {"login": program.DEMO_COORDINATOR, "password": program.DEMO_PASSWORD}
    assert visitor.ask("/sign-in", {**door.fields("/sign-in"), **typed}).status == 303


def test_a_provider_for_whom_nobody_known_vouches_is_not_asked(serve_by_provider, demo, options, by_tls, tmp_path):
    is_away(serve_by_provider(demo, by(by_tls, options)), demo)
    demo.write("DELETE FROM sign_in_attempts")
    _, other = certificates.authority(tmp_path, "annan")
    is_away(serve_by_provider(demo, by(by_tls, options), "--oidc-authority", other), demo)


def test_a_provider_that_bears_anothers_name_is_not_asked(serve_by_provider, demo, options, authority, tmp_path):
    files = certificates.certificate_by(authority, tmp_path, "annan", "DNS:login.example.se")
    with provider_by_tls(files, authority) as provider:
        is_away(serve_by_provider(demo, by(provider, options), "--oidc-authority", authority[1]), demo)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_file_that_is_no_authority_is_refused_by_serve(refused_serve, demo, tmp_path):
    refused(refused_serve("--oidc-authority", tmp_path / "missing.pem"), "missing.pem", "cannot be read")
    (tmp_path / "empty.pem").write_text("inget intyg\n")
    refused(refused_serve("--oidc-authority", tmp_path / "empty.pem"), "empty.pem", "no certificate")
    refused(run("serve", demo, "--oidc-authority", tmp_path / "empty.pem"), "--oidc-issuer", code=64)

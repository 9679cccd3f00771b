"""The line to PostgreSQL: encrypted, and to the server that it should be to, where the address asks for that."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

import program
from certificates import certificate
from cluster import ACCOUNT, Cluster
from judging import refused, run, succeeded

# Only by TLS, and nobody else than this machine.
RULES = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n"


@pytest.fixture(scope="module")
def folder():
    """Where PostgreSQL's own account may read, which it may not where pytest keeps its files."""
    made = Path(tempfile.mkdtemp(prefix="hemtrygg-tls-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def server(folder, tmp_path_factory):
    """A PostgreSQL that answers by TLS only, and is known as 127.0.0.1."""
    key, made = certificate(folder, "database", "IP:127.0.0.1")
    rules = folder / "hba.conf"
    rules.write_text(RULES)
    if os.geteuid() == 0:
        for file in (key, made, rules):
            shutil.chown(file, ACCOUNT)
    settings = {"ssl": "on", "ssl_cert_file": made, "ssl_key_file": key, "hba_file": rules}
    with Cluster(settings, keep=tmp_path_factory.mktemp("tls")) as cluster:
        yield cluster


@pytest.fixture
def known(server, folder):
    """The certificate by which the server is known."""
    return folder / "database.crt"


@pytest.fixture
def database(server):
    name = f"tls_{os.urandom(4).hex()}"
    server.create(name)
    return server, name


def test_a_server_that_is_known_is_spoken_to_in_secret(database, known, tmp_path):
    cluster, name = database
    address = f"{cluster.address(name)}?sslmode=verify-full&sslrootcert={known}"
    succeeded(run("migrate", address))
    node = program.Server(address, tmp_path)
    node.start()
    lines = cluster.psql(
        "SELECT DISTINCT s.ssl, s.version LIKE 'TLSv1.%' FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) "
        f"WHERE a.datname = '{name}' AND a.usename = 'hemtrygg'", "postgres")
    node.stop()
    assert lines == [["t", "t"]]


def test_another_servers_certificate_is_refused(database, tmp_path):
    cluster, name = database
    _, stranger = certificate(tmp_path, "stranger", "IP:127.0.0.1")
    answer = run("migrate", f"{cluster.address(name)}?sslmode=verify-full&sslrootcert={stranger}")
    refused(answer, "cannot be reached", "certificate", code=69)
    assert cluster.psql("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'", name) == [["0"]]


def test_a_certificate_in_another_name_is_refused_where_the_name_counts(database, known):
    cluster, name = database
    address = cluster.address(name).replace("127.0.0.1", "localhost")
    answer = run("migrate", f"{address}?sslmode=verify-full&sslrootcert={known}&hostaddr=127.0.0.1")
    refused(answer, "cannot be reached", "localhost", code=69)
    succeeded(run("migrate", f"{address}?sslmode=verify-ca&sslrootcert={known}&hostaddr=127.0.0.1"))


def test_in_clear_is_refused_by_such_a_server(database):
    cluster, name = database
    refused(run("migrate", f"{cluster.address(name)}?sslmode=disable"), "cannot be reached", code=69)

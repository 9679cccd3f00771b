# postgres.sh: a throwaway PostgreSQL for tests, sourced after shell.sh.
#
#   start_postgres   starts a cluster of its own on a free loopback port, as an unprivileged user, and exports
#                    HEMTRYGG_TEST_POSTGRES with its address; it is stopped and removed when the script ends
#
# What the tests write is thrown away, so the cluster need not survive a power cut (fsync=off); whether
# acknowledged writes do is tried by bin/soak.

postgres_bin=/usr/lib/postgresql/15/bin
postgres_home=

as_postgres() {
    if ((EUID == 0)); then
        (cd / && runuser -u postgres -- "$@")
    else
        (cd / && "$@")
    fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_postgres() {
    local port options
    [[ -x $postgres_bin/initdb ]] || fail "PostgreSQL 15 is missing: run bin/setup --tests"
    postgres_home=$(mktemp -d "${TMPDIR:-/tmp}/hemtrygg-postgres.XXXXXX")
    ((EUID != 0)) || chown postgres: "$postgres_home"
    # Whoever has more to clear up stops it there.
    [[ -n $(trap -p EXIT) ]] || trap stop_postgres EXIT
    as_postgres "$postgres_bin/initdb" --pgdata "$postgres_home/data" --username hemtrygg --auth trust \
        --encoding UTF8 --locale C.UTF-8 --no-sync >"$postgres_home.log" 2>&1 || postgres_failed
    port=$(free_port)
    options="-p $port -k $postgres_home -c listen_addresses=127.0.0.1 -c max_connections=1000"
    options+=" -c fsync=off -c full_page_writes=off -c shared_buffers=256MB -c max_wal_size=2GB"
    as_postgres "$postgres_bin/pg_ctl" -D "$postgres_home/data" -w -l "$postgres_home/server.log" \
        -o "$options" start >>"$postgres_home.log" 2>&1 || postgres_failed
    export HEMTRYGG_TEST_POSTGRES="postgres://hemtrygg@127.0.0.1:$port"
}

postgres_failed() {
    cat -- "$postgres_home.log" >&2
    [[ ! -r $postgres_home/server.log ]] || tail -n 20 -- "$postgres_home/server.log" >&2
    fail "the throwaway PostgreSQL could not be started; what it said stands above."
}

stop_postgres() {
    as_postgres "$postgres_bin/pg_ctl" -D "$postgres_home/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf -- "$postgres_home" "$postgres_home.log"
}

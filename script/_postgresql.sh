# The private PostgreSQL: a cluster in the cache folder, reached by a socket only.
# Sourced by _common.sh, whose paths and messages it uses.
# shellcheck shell=bash

# The newest server installed, 13 or later (what Odoo 19 asks for).
pg_bindir() {
    local dir
    for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -nr) "$(dirname "$(command -v initdb || echo /none/x)")"; do
        if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
            printf '%s\n' "$dir"
            return
        fi
    done
    return 1
}

# A socket's path is limited to 107 bytes: a deep checkout falls back on a private folder in /tmp.
pg_socket_dir() {
    local dir=$RUN/pg
    if [ ${#dir} -gt 85 ]; then
        dir=/tmp/pilotage-$(id -u)-$(printf %s "$CACHE" | cksum | cut -d' ' -f1)
    fi
    printf '%s\n' "$dir"
}

# PostgreSQL refuses to run as root. Its user may be unable to walk to this checkout
# (a clone under /root): then it gets the one capability that lets it through.
pg_user() { if is_root; then echo postgres; else id -un; fi; }
pg_as_user() {
    if ! is_root; then
        (cd "$CACHE" && "$@")
        return
    fi
    local caps=()
    if ! setpriv --reuid=postgres --regid=postgres --init-groups test -x "$CACHE/." 2>/dev/null; then
        local cap=dac_read_search
        setpriv "--inh-caps=+$cap" "--ambient-caps=+$cap" true 2>/dev/null || cap=dac_override
        caps=("--inh-caps=+$cap" "--ambient-caps=+$cap")
    fi
    (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "${caps[@]}" "$@")
}

pg_ready() { "$(pg_bindir)/pg_isready" -q -h "$(pg_socket_dir)"; }

pg_own_dir() { # makes a folder that only PostgreSQL's user may enter
    [ ! -L "$1" ] || die "$1 is a symbolic link: remove it"
    mkdir -p "$1"
    ! is_root || chown postgres: "$1"
    [ "$(stat -c %U "$1")" = "$(pg_user)" ] || die "$1 belongs to somebody else: remove it"
    chmod 700 "$1"
}

# Created beside its place and moved: an interruption leaves no half of a cluster.
pg_create() {
    [ ! -s "$PGDATA_DIR/PG_VERSION" ] || return 0
    say "Creating the private PostgreSQL cluster"
    rm -rf "$PGDATA_DIR.new"
    pg_own_dir "$PGDATA_DIR.new"
    pg_as_user "$(pg_bindir)/initdb" -D "$PGDATA_DIR.new" -U odoo --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >"$RUN/initdb.log" 2>&1 ||
        die "initdb failed" "$(cat "$RUN/initdb.log")"
    rm -rf "$PGDATA_DIR"
    mv "$PGDATA_DIR.new" "$PGDATA_DIR"
}

# A cluster made by another major version cannot be opened: say what to do, delete nothing.
pg_check_version() {
    local made; made=$(cat "$PGDATA_DIR/PG_VERSION")
    grep -qE " ${made}(\.| |$)" <<<"$("$(pg_bindir)/postgres" --version)" ||
        die "the databases in ${PGDATA_DIR#"$ROOT"/} were made by PostgreSQL $made, which is not installed" \
            "Install postgresql-$made, or delete that folder to start anew."
}

# Every script using the cluster holds a shared lock; the last one to leave stops it.
# Locks vanish with their process, so a killed script never blocks the next one.
pg_start() {
    mkdir -p "$RUN"
    exec 8>"$RUN/postgresql.lock"
    flock -s 8
    exec 7>"$RUN/postgresql.start.lock"
    flock 7
    if ! pg_ready; then
        pg_create
        pg_check_version
        local socket; socket=$(pg_socket_dir)
        pg_own_dir "$socket"
        # A postmaster.pid survives kill -9 of the machine or container: PostgreSQL checks it itself.
        pg_as_user "$(pg_bindir)/pg_ctl" -D "$PGDATA_DIR" -l "$PGDATA_DIR/server.log" -w -t 60 \
            -o "-c listen_addresses='' -c unix_socket_directories='$socket' -c synchronous_commit=off -c shared_buffers=512MB -c max_connections=200 -c max_wal_size=4GB -c work_mem=32MB" \
            start >"$RUN/pg_ctl.log" 2>&1 7>&- 8>&- 9>&- ||
            die "PostgreSQL did not start" "$(tail -n 5 "$PGDATA_DIR/server.log" 2>/dev/null)"
    fi
    exec 7>&-
    on_exit pg_release
    PATH=$(pg_bindir):$PATH
    PGHOST=$(pg_socket_dir)
    export PATH
    export PGHOST PGUSER=odoo PGDATABASE=postgres
}

pg_release() {
    [ -e "$RUN/postgresql.lock" ] || return 0
    exec 7>"$RUN/postgresql.start.lock"
    flock 7
    # Our own shared lock would be in the way of the exclusive one: convert it.
    if flock -n -x 8 2>/dev/null && [ -s "$PGDATA_DIR/postmaster.pid" ]; then
        pg_as_user "$(pg_bindir)/pg_ctl" -D "$PGDATA_DIR" -m fast -w -t 60 stop >>"$RUN/pg_ctl.log" 2>&1 || true
    fi
    exec 7>&- 8>&-
}

# --- a second cluster that follows the first one, for script/server --replica ---

PGREPLICA_DIR=$CACHE/postgresql-replica

pg_stop_replica() {
    [ -s "$PGREPLICA_DIR/postmaster.pid" ] || return 0
    pg_as_user "$(pg_bindir)/pg_ctl" -D "$PGREPLICA_DIR" -m fast -w -t 60 stop >>"$RUN/pg_ctl.log" 2>&1 || true
}

# Created again at each start: the WAL written since is no longer available. So nothing of it needs to
# last, and PostgreSQL need not write all of it to a slow disk before it answers.
pg_start_replica() {
    local socket; socket=$(pg_socket_dir)-replica
    pg_stop_replica
    rm -rf "$PGREPLICA_DIR"
    pg_own_dir "$PGREPLICA_DIR"
    pg_own_dir "$socket"
    run_logged "Copying PostgreSQL for its replica" "$RUN/replica.log" \
        pg_as_user "$(pg_bindir)/pg_basebackup" -h "$(pg_socket_dir)" -U odoo -D "$PGREPLICA_DIR" \
        --write-recovery-conf --wal-method=stream --checkpoint=fast --no-sync
    pg_as_user "$(pg_bindir)/pg_ctl" -D "$PGREPLICA_DIR" -l "$PGREPLICA_DIR/server.log" -w -t 60 \
        -o "-c fsync=off -c listen_addresses='' -c unix_socket_directories='$socket' -c hot_standby_feedback=on -c max_connections=200 -c work_mem=32MB" \
        start >"$RUN/pg_ctl-replica.log" 2>&1 7>&- 8>&- 9>&- ||
        die "the replica of PostgreSQL did not start" "$(tail -n 5 "$PGREPLICA_DIR/server.log" 2>/dev/null)"
}

# Shared by the scripts of this folder: paths, messages, the private PostgreSQL.
# shellcheck shell=bash disable=SC2034  # scripts that source this file use the variables
set -euo pipefail

# Images with Python often ask for no bytecode: each process would compile all of Odoo again, which
# takes as long as the rest of its start.
unset PYTHONDONTWRITEBYTECODE

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
CACHE=$(realpath -m "${PILOTAGE_CACHE:-$ROOT/.cache}")
[ -z "${ODOO_HOME:-}" ] || ODOO_HOME=$(realpath "$ODOO_HOME") || exit
RUN=$CACHE/run
VENV=$CACHE/venv
LINT_VENV=$CACHE/lint
LINT_JS=$CACHE/lint-js
PGDATA_DIR=$CACHE/postgresql
CONF=$CACHE/odoo.conf
ODOO_BIN=$CACHE/odoo
ADDON=pilotage_commercial

say() {
    if [ -t 2 ]; then printf '\033[1m==>\033[0m %s\n' "$*" >&2; else printf '==> %s\n' "$*" >&2; fi
}
die() {
    printf 'error: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 1
}
is_root() { [ "$(id -u)" = 0 ]; }

# Leaving, however it happens (end, error, Ctrl-C, SIGTERM), runs the hooks, last one first.
EXIT_HOOKS=()
RUNNING_GROUP=
on_exit() {
    EXIT_HOOKS+=("$1")
    trap run_exit_hooks EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
}
run_exit_hooks() {
    local i
    trap '' INT TERM HUP
    set +e
    [ -z "$RUNNING_GROUP" ] || stop_group "$RUNNING_GROUP"
    for ((i = ${#EXIT_HOOKS[@]} - 1; i >= 0; i--)); do "${EXIT_HOOKS[i]}"; done
}

# stop_group PID: ends a process group (or a lone process), by force after 20 seconds.
stop_group() {
    local target=$1 i
    ! kill -0 -- "-$target" 2>/dev/null || target=-$target
    kill -TERM -- "$target" 2>/dev/null || return 0
    for ((i = 0; i < 200; i++)); do
        kill -0 -- "$target" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL -- "$target" 2>/dev/null || true
}

# run_logged LABEL LOGFILE COMMAND…: one line of progress, the log's tail when it fails.
# The command has its own process group, so that an interruption ends all of it.
run_logged() {
    local label=$1 log=$2 started=$SECONDS status=0
    shift 2
    [ ${#EXIT_HOOKS[@]} != 0 ] || on_exit :
    say "$label"
    set -m
    "$@" >"$log" 2>&1 </dev/null 7>&- 8>&- 9>&- &
    RUNNING_GROUP=$!
    set +m
    while kill -0 "$RUNNING_GROUP" 2>/dev/null; do
        [ ! -t 2 ] || printf '    %3d s  %.100s\033[K\r' "$((SECONDS - started))" "$(tail -n 1 "$log" | tr -d '\r')" >&2
        sleep 0.3
    done
    [ ! -t 2 ] || printf '\033[K' >&2
    wait "$RUNNING_GROUP" || status=$?
    RUNNING_GROUP=
    if [ "$status" != 0 ]; then
        tail -n 25 "$log" >&2
        die "$label: failed with status $status (whole log: ${log#"$ROOT"/})"
    fi
    say "    done in $((SECONDS - started)) s"
}

# free_port PORT…: the first one that nobody listens on; 0 is any.
free_port() {
    python3 - "${PILOTAGE_INTERFACE:-127.0.0.1}" "$@" <<'PY'
import socket, sys
for port in map(int, sys.argv[2:]):
    with socket.socket() as probe:
        # As servers do: a port that was just released can be used again at once.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((sys.argv[1], port))
        except OSError:
            continue
        print(probe.getsockname()[1])
        break
PY
}

# shellcheck source=script/_postgresql.sh
source "$ROOT/script/_postgresql.sh"

# --- databases -----------------------------------------------------------------------------------

DB_NAME_RULE='^[A-Za-z0-9][A-Za-z0-9_.-]{0,49}$'

db_exists() { [ "$(psql -XtAc "select 1 from pg_database where datname = '$1'")" = 1 ]; }
db_drop() {
    dropdb --if-exists --force "$1" 2>/dev/null || die "cannot drop the database $1"
    rm -rf "$CACHE/data/filestore/${1:?}"
}
# Copies a database, with links to its files, which are never changed in place.
db_clone() {
    db_drop "$2"
    [ ! -d "$CACHE/data/filestore/$1" ] || cp -al "$CACHE/data/filestore/$1" "$CACHE/data/filestore/$2"
    createdb -T "$1" "$2"
}
db_rename() {
    rm -rf "$CACHE/data/filestore/${2:?}"
    [ ! -d "$CACHE/data/filestore/$1" ] || mv "$CACHE/data/filestore/$1" "$CACHE/data/filestore/$2"
    psql -Xqc "alter database \"$1\" rename to \"$2\""
}
# The stamp of a database is written in its comment, and so deleted with it.
db_stamp() { psql -Xqc "comment on database \"$1\" is '$2'"; }
db_read_stamp() {
    psql -XtAc "select shobj_description(oid, 'pg_database') from pg_database where datname = '$1'"
}
db_installed() { psql -XtA -d "$1" -c "select name from ir_module_module where state = 'installed'" 2>/dev/null; }

# A database with the dependencies of our application only, in English only (as Odoo's own tests
# need): built once, copied by the tests.
BASE=pilotage_base
build_base() {
    exec 9>>"$RUN/base.lock"
    flock 9
    if [ "$(db_read_stamp $BASE)" != "$(odoo_hash)" ]; then
        db_drop $BASE
        run_logged "Building a database with CRM and Sales (about a minute, once)" "$RUN/install-$BASE.log" \
            odoo -d $BASE -i "$(depends_of "$ADDON" | join_by_comma)" --log-level=warn --stop-after-init
        db_stamp $BASE "$(odoo_hash)"
    fi
    exec 9>&-
}

# The same with every app that our bridges join, and those that their tests need.
APPS_BASE=pilotage_base_apps
COMPANIONS='account_debit_note stock_dropshipping'
build_apps_base() {
    build_base
    local addons stamp
    # shellcheck disable=SC2046  # one word each
    addons=$({ depends_of $(our_addons); tr ' ' '\n' <<<"$COMPANIONS"; } | sort -u | join_by_comma)
    stamp="$(odoo_hash) $(sha1sum <<<"$addons" | cut -c1-40)"
    exec 9>>"$RUN/base.lock"
    flock 9
    if [ "$(db_read_stamp $APPS_BASE)" != "$stamp" ]; then
        db_clone $BASE $APPS_BASE
        run_logged "Building a database with all the apps (about a minute, once)" "$RUN/install-$APPS_BASE.log" \
            odoo -d $APPS_BASE -i "$addons" --log-level=warn --stop-after-init
        db_stamp $APPS_BASE "$stamp"
    fi
    exec 9>&-
}

# --- Odoo ----------------------------------------------------------------------------------------

# Our addons: the application, then its bridges.
our_addons() {
    local manifest
    for manifest in "$ROOT/$ADDON"/__manifest__.py "$ROOT"/bridges/*/__manifest__.py; do
        [ ! -f "$manifest" ] || basename "$(dirname "$manifest")"
    done
}
# The dependencies of these addons, without our own.
depends_of() {
    python3 -c '
import ast, pathlib, sys
root, addons, depends = pathlib.Path(sys.argv[1]), sys.argv[2:], set()
for folder in (folder / addon for addon in addons for folder in (root, root / "bridges")):
    if (manifest := folder / "__manifest__.py").is_file():
        depends.update(ast.literal_eval(manifest.read_text(encoding="utf-8"))["depends"])
print(*sorted(name for name in depends if not name.startswith("pilotage_commercial")), sep="\n")
' "$ROOT" "$@"
}
# The addons for a database: those it has, and the bridges whose dependencies it all has.
our_addons_for() {
    db_installed "$1" | python3 -c '
import ast, pathlib, sys
installed = set(sys.stdin.read().split())
folders = [pathlib.Path(sys.argv[1], sys.argv[2]), *sorted(pathlib.Path(sys.argv[1], "bridges").glob("*"))]
manifests = filter(pathlib.Path.is_file, (folder / "__manifest__.py" for folder in folders))
waiting = {path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8")) for path in manifests}
# A bridge may need another one that comes later in the list.
while found := [
    name for name, data in waiting.items()
    if name in installed
    or (data.get("auto_install") or name == sys.argv[2]) and installed.issuperset(data["depends"])
]:
    installed.update(found)
    print(*found, sep="\n")
    for name in found:
        del waiting[name]
' "$ROOT" "$ADDON"
}
join_by_comma() { paste -sd, -; }

# locale_part LANGUAGE|COUNTRY: of LC_ALL or LANG, such as fr and FR of fr_FR.UTF-8.
locale_part() {
    [[ ${LC_ALL:-${LANG:-}} =~ ^([a-z]{2,3})_([A-Z]{2}) ]] || return 0
    if [ "$1" = LANGUAGE ]; then echo "${BASH_REMATCH[1]}"; else echo "${BASH_REMATCH[2]}"; fi
}
# languages_for COUNTRY: those of a new database. Odoo makes the first one that of its users: English,
# or French in a country that speaks it; without a country, where the system does, or does not say.
languages_for() {
    local language
    case ${1^^} in
        '') language=$(locale_part LANGUAGE) language=${language:-fr} ;;
        BE | CA | CH | FR | LU | MC) language=fr ;;
        *) language=en ;;
    esac
    if [ "$language" = fr ]; then echo fr_FR,en_US; else echo en_US,fr_FR; fi
}

# Changes with Odoo or its libraries.
odoo_hash() {
    (cd "$ROOT" && sha1sum requirements.txt && stat -c '%n %Y' "$(odoo_script)") | sha1sum | cut -c1-40
}
# Also changes with the code or the data of our addons. Screens' own sources (static/)
# and tests need no update of a database.
addons_hash() {
    (
        cd "$ROOT"
        odoo_hash
        find "$ADDON" bridges -type f ! -name '*.pyc' ! -path '*/tests/*' ! -path '*/static/*' -print0 2>/dev/null |
            LC_ALL=C sort -z | xargs -0r sha1sum
    ) | sha1sum | cut -c1-40
}

# Changes with the demo data: an update does not load them again.
demo_hash() {
    (
        cd "$ROOT"
        find "$ADDON" bridges -type f -path '*/demo/*' -print0 | LC_ALL=C sort -z | xargs -0r sha1sum
        sha1sum script/load_demo.py
    ) | sha1sum | cut -c1-40
}

odoo_script() {
    if [ -n "${ODOO_HOME:-}" ]; then
        echo "$ODOO_HOME/odoo-bin"
    else
        echo "$ODOO_BIN/usr/bin/odoo"
    fi
}

# The configuration goes by the environment, so that it holds for every sub-command. The locks
# of the script are not for Odoo: it may outlive us when we are killed. Over its limits Odoo
# executes itself again as "python", which PATH must lead to the virtual environment.
odoo() {
    PATH=$VENV/bin:$PATH ODOO_RC=$CONF "$VENV/bin/python" "$(odoo_script)" "$@" 7>&- 8>&- 9>&-
}

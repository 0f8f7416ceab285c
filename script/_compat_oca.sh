# The addons of the OCA beside ours: sourced by script/compat.
# shellcheck shell=bash disable=SC2154  # script/compat assigns the other variables

OCA=$CACHE/oca

# Downloads the addons in script/oca.txt and their dependencies, for 19.0, with the pip
# configuration of this machine. Odoo itself, which each of them requires, is on no registry: it is
# left out.
oca_download() {
    local wanted next=() name
    mapfile -t next < <(grep -v '^#' "$ROOT/script/oca.txt")
    rm -rf "$OCA"
    mkdir -p "$OCA"
    while [ ${#next[@]} != 0 ]; do
        for name in "${next[@]}"; do
            wanted=$name
            [[ $name != odoo-addon-* ]] || wanted="$name==19.0.*"
            # One by one: pip would take their parts of one folder for versions of the same package.
            rm -rf "$OCA/one"
            if "$VENV/bin/pip" install --quiet --no-deps --target "$OCA/one" "$wanted"; then
                cp -r "$OCA/one/." "$OCA/"
            else
                say "    $name is not to be had for 19.0: left out"
            fi
        done
        mapfile -t next < <(oca_missing "${next[@]}")
    done
}
# Requirements of the downloaded packages that were not tried yet.
oca_missing() {
    printf '%s\n' "$@" >>"$OCA/tried"
    python3 - "$OCA" <<'PY'
import pathlib, re, sys
folder = pathlib.Path(sys.argv[1])
normal = lambda name: re.sub("[-_.]+", "-", name).lower()
tried = {normal(name) for name in (folder / "tried").read_text().split()}
found = set()
for metadata in folder.glob("*.dist-info/METADATA"):
    for line in metadata.read_text(encoding="utf-8").splitlines():
        match = re.match(r"Requires-Dist: ([\w.-]+)([^;]*)$", line)
        if match and normal(match[1]) != "odoo":
            found.add(normal(match[1]))
print(*sorted(found - tried), sep="\n", end="\n" if found - tried else "")
PY
}

oca_addons() { find "$OCA/odoo/addons" -mindepth 2 -maxdepth 2 -name __manifest__.py -printf '%h\n' | xargs -n 1 basename | sort; }
# odoo with the addons of the OCA on its path.
oca_odoo() {
    PYTHONPATH=$OCA odoo --addons-path "$(oca_addons_path)" "$@"
}
oca_addons_path() {
    printf '%s,%s' "$(sed -n 's/^addons_path *= *//p' "$CONF" | tr -d ' ')" "$OCA/odoo/addons"
}
oca_step() { # oca_step LABEL ARGUMENT…: one line, and what went wrong
    local label=$1 log=$RUN/compat-oca.log
    shift
    run_logged "$label" "$log" oca_odoo -d "$copy" "$@" --log-level=warn --stop-after-init
    ! grep -E ' (ERROR|CRITICAL) ' "$log" || { say "    $label: errors"; status=1; }
}

compat_oca() {
    local status=0 theirs failed tests
    run_logged "Downloading the addons of the OCA" "$RUN/compat-oca-pip.log" oca_download
    theirs=$(oca_addons | join_by_comma)
    say "$(oca_addons | wc -l) addons: $theirs"
    tests=$(oca_addons | sed 's|^|/|' | join_by_comma)

    db_clone $BASE "$copy"
    oca_step "Theirs before ours: theirs" -i "$theirs"
    run_logged "Their tests without ours" "$RUN/compat-oca-without.log" oca_tests "$theirs" "$tests"
    oca_step "Theirs before ours: ours" -i "$ADDON"
    oca_step "Both updated" -u "$ADDON,$theirs"
    run_logged "Their tests with ours" "$RUN/compat-oca-with.log" oca_tests "$theirs" "$tests"
    run_logged "Our tests beside them" "$RUN/compat-oca-ours.log" oca_tests "$ADDON" \
        "${OCA_OUR_TESTS:-/$ADDON:TestLost,/$ADDON:TestAttention,/$ADDON:TestOutcome,/$ADDON:TestFollowup,/$ADDON:TestKpi,/$ADDON:TestRealMargin}"

    db_clone $BASE "$copy"
    oca_step "Ours before theirs: ours" -i "$ADDON"
    oca_step "Ours before theirs: theirs" -i "$theirs"

    printf '%-14s %s\n' "theirs, alone:" "$(result "$RUN/compat-oca-without.log")" \
        "theirs, ours:" "$(result "$RUN/compat-oca-with.log")" "ours:" "$(result "$RUN/compat-oca-ours.log")"
    failed=$(diff <(failures "$RUN/compat-oca-without.log") <(failures "$RUN/compat-oca-with.log") | grep '^>' || true)
    [ -z "$failed" ] || { echo "fail with ours only:"; echo "$failed"; status=1; }
    failures "$RUN/compat-oca-ours.log" | sed 's/^/ours: /'
    [ -z "$(failures "$RUN/compat-oca-ours.log")" ] || status=1
    return "$status"
}
oca_tests() { # oca_tests ADDONS TAGS: failing tests make Odoo leave with a status of its own
    oca_odoo -d "$copy" -u "$1" --test-tags "$2" --http-port "$(free_port 0)" --stop-after-init || true
}

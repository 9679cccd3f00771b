# What the scripts in bin/ share. To be sourced, after which the current folder is the checkout.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd -- "$root" || exit 1

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
    exit 1
}

# The comment at the top of a script is its help text.
usage() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

# An epoch in milliseconds, and how long it is since one: "4 min 7 s", "3.2 s".
now() { printf '%s' "${EPOCHREALTIME/[.,]/}" | cut -c 1-13; }

since() {
    local spent=$(($(now) - $1))
    if ((spent >= 60000)); then
        printf '%d min %d s' $((spent / 60000)) $((spent % 60000 / 1000))
    else
        printf '%d.%d s' $((spent / 1000)) $((spent % 1000 / 100))
    fi
}

# swift_build LABEL OPTION...: a build that shows how far it has come, and of its output only what went wrong.
# BUILD_OPTIONS adds options for every build, such as those that make a build from nothing shorter.
swift_build() {
    local label=$1 began log
    shift
    began=$(now)
    log=$(mktemp)
    # shellcheck disable=SC2086
    if swift build ${BUILD_OPTIONS:-} "$@" 2>&1 | tee -- "$log" | show_progress "$label"; then
        rm -f -- "$log"
        say "$label: $(since "$began")"
    else
        grep -vE '^\[[0-9]+/[0-9]+\]' -- "$log" | tail -n 200 >&2
        rm -f -- "$log"
        say "$label: failed after $(since "$began")" >&2
        return 1
    fi
}

# On a terminal one line that changes; elsewhere a line every half minute.
show_progress() {
    local line shown=$SECONDS
    while IFS= read -r line; do
        [[ $line =~ ^(\[[0-9]+/[0-9]+\]|Fetching|Fetched|Computing|Creating|Building) ]] || continue
        if [[ -t 1 ]]; then
            printf '\r\033[K  %.76s' "$line"
        elif ((SECONDS - shown >= 30)); then
            shown=$SECONDS
            say "  $1: $line"
        fi
    done
    [[ ! -t 1 ]] || printf '\r\033[K'
}

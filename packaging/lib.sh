# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by packaging/run and tests/run: what to install, how to build. Sourced by bash.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
packages_file=$top/packaging/debian-packages.txt

say() { printf '%s\n' "-- $*" >&2; }
die() {
    printf '%s\n' "$@" >&2
    exit 1
}

# missing_packages SECTION...: the packages of these sections that are not installed.
missing_packages() {
    local section='' line package path wanted=()
    while IFS= read -r line; do
        line=${line%%#*}
        line=${line%"${line##*[![:space:]]}"}
        case $line in
            '') continue ;;
            '['*']') section=${line:1:-1}; continue ;;
        esac
        [[ " $* " == *" $section "* ]] || continue
        package=${line%% *}
        if [[ $line == *' | '* ]]; then
            path=${line##* | }
            compgen -G "$path" > /dev/null && continue
        fi
        wanted+=("$package")
    done < "$packages_file"
    local installed
    installed=$(dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' "${wanted[@]}" \
        2> /dev/null | sed -n 's/^installed \([^:]*\).*/\1/p' || true)
    for package in "${wanted[@]}"; do
        grep -qxF -- "$package" <<< "$installed" || printf '%s\n' "$package"
    done
}

# Runs a command as root: directly, or by sudo.
as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

# A server package makes and starts a cluster of its own unless told otherwise before. The file is
# read through the include_dir line of /etc/postgresql-common/createcluster.conf.
cluster_switch=/etc/postgresql-common/createcluster.d/arborist.conf

# ensure_packages SECTION...: installs what is missing. Needs neither root nor network when nothing is.
ensure_packages() {
    if ! command -v dpkg-query > /dev/null; then
        say "This is not Debian: taking it that everything in packaging/debian-packages.txt is there."
        return
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} -gt 0 ]] || return 0
    if [[ $EUID -ne 0 ]] && ! command -v sudo > /dev/null; then
        die "These packages are missing: ${missing[*]}" \
            "Installing them takes root, and sudo is not installed. Run this once as root, or:" \
            "  su -c 'apt-get update && apt-get install --no-install-recommends ${missing[*]}'"
    fi
    say "Installing ${#missing[@]} packages from Debian: ${missing[*]}"
    local switched=
    if [[ " ${missing[*]} " == *' postgresql-'* && ! -e $cluster_switch ]]; then
        switched=1
        as_root mkdir -p "${cluster_switch%/*}"
        printf '%s\n' '# Written while Arborist installs PostgreSQL: no system cluster is wanted.' \
            'create_main_cluster = false' | as_root tee "$cluster_switch" > /dev/null
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update \
        || die "apt-get update failed: is the network up, and does /etc/apt/sources.list name a mirror?"
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y install --no-install-recommends "${missing[@]}" \
        || die "apt-get install failed; its reason stands above."
    if [[ -n $switched ]]; then
        as_root rm -f "$cluster_switch"
    fi
}

# configure PRESET: prepares build/PRESET unless it is ready.
configure() {
    local preset=$1 tree=$top/build/$1 home
    # Objects are shared between clones: paths in the cache are relative to the top.
    export CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1
    if [[ -z ${CCACHE_DIR:-} && ! -w ${HOME:-/nonexistent} ]]; then
        export CCACHE_DIR=$top/build/.ccache
    fi
    if [[ -f $tree/CMakeCache.txt ]]; then
        home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$tree/CMakeCache.txt")
        [[ $home == "$top" ]] || rm -rf "$tree" # the folder has been moved or copied
    fi
    if [[ ! -f $tree/build.ninja || $top/CMakePresets.json -nt $tree/build.ninja ]]; then
        say "Configuring build/$preset"
        mkdir -p "$tree"
        (cd "$top" && cmake --preset "$preset") > "$tree/configure.log" 2>&1 \
            || die "$(cat "$tree/configure.log")" "Configuring failed."
    fi
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    configure "$preset"
    say "Building build/$preset"
    nice ninja -C "$top/build/$preset" -j"$(nproc)" "$@" >&2 || die "The build failed."
}

# program PRESET NAME: the path of a built program.
program() {
    local file
    for file in "$top/build/$1"/app/*/"$2"; do
        if [[ -x $file && -f $file ]]; then
            printf '%s\n' "$file"
            return
        fi
    done
    die "build/$1 has no program $2."
}

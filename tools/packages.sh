# SPDX-License-Identifier: LGPL-2.1-or-later
# Sourced by the tools: installs the Debian packages that they need, from the package sources that the machine has.
# shellcheck shell=sh disable=SC2034

BUILD_PACKAGES="gcc gettext scdoc meson ninja-build pkg-config libc6-dev libsystemd-dev libfdt-dev libjson-c-dev libvirt-dev libxml2-dev systemd-dev|systemd python3-minimal"
RUN_PACKAGES="dbus device-tree-compiler systemd"
TEST_PACKAGES="libcmocka-dev python3-pytest python3-gi gir1.2-glib-2.0 gir1.2-umockdev-1.0 umockdev util-linux man-db mandoc jq shellcheck clang-format dbus-broker qemu-system-ppc libvirt-daemon libvirt-clients virtinst libxml2-utils bash-completion prometheus prometheus-node-exporter ansible-core openssh-server openssh-client python3-yaml python3-jsonschema python3-microversion-parse python3-os-resource-classes python3-os-traits python3-oslo.log python3-oslo.utils python3-webob sosreport cockpit-ws cockpit-bridge cockpit-system chromium nodejs appstream clang-tidy cppcheck gcovr valgrind build-essential debhelper dpkg-dev lintian rpm rpmlint mmdebstrap debian-archive-keyring git apt-utils cpio gnupg kmod strace"

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Prints those of the given packages that are missing; of "a|b" the first that the machine's suite has.
missing_packages() {
    for choice in "$@"; do
        found=
        for name in $(echo "$choice" | tr '|' ' '); do
            if is_installed "$name"; then
                found=yes
            fi
        done
        [ -n "$found" ] || echo "$choice"
    done
}

pick_available() {
    for choice in "$@"; do
        for name in $(echo "$choice" | tr '|' ' '); do
            if apt-cache show "$name" >/dev/null 2>&1; then
                echo "$name"
                break
            fi
        done
    done
}

# A source that cannot be read, or only when it may be out of date, is no matter of the packages of the others.
update_sources() {
    as_root apt-get -qq update && return 0
    echo "Not every package source can be read; once more, with those that have expired." >&2
    as_root apt-get -qq -o Acquire::Check-Valid-Until=false update
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y \
        --no-install-recommends "$@" >/dev/null
}

need_packages() {
    if ! command -v dpkg-query >/dev/null; then
        echo "This is not a Debian system: what is needed are the equivalents of $*." >&2
        return 0
    fi
    # shellcheck disable=SC2046 # a list of names
    set -- $(missing_packages "$@")
    [ $# -gt 0 ] || return 0
    echo "Installing $*"
    update_sources || true
    # shellcheck disable=SC2046 # a list of names
    set -- $(pick_available "$@")
    apt_install "$@" && return 0
    echo "These cannot be installed at once; one by one, so that one which cannot be had is missing alone." >&2
    status=0
    for name in "$@"; do
        apt_install "$name" || { echo "$name cannot be installed." >&2; status=1; }
    done
    return $status
}

#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs in the root to build in, as ppc64le. /mnt/source is the project: its Debian packages are made beside it, and its
# unit tests are built and run apart from that, so that one which fails does not stand in the way of the packages. No
# other test is built: under emulation each file takes a while.
set -eu
umask 022
cd /mnt/source

case $1 in
build)
	cp -R packaging/debian debian
	export DEB_BUILD_PROFILES=nocheck DEB_BUILD_OPTIONS='nocheck noautodbgsym' DEB_CFLAGS_APPEND=-Werror
	dpkg-buildpackage --build=binary --no-sign
	;;
test)
	meson configure obj-powerpc64le-linux-gnu -Dtests=true
	meson test -C obj-powerpc64le-linux-gnu --suite unit
	;;
esac

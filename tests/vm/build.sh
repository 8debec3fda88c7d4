#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs in the root to build in, as ppc64le. /mnt/source is the project: it is built in /mnt/build, its unit tests are
# run, and it is installed and enabled below /mnt/install, as an administrator would do it.
set -eu
umask 022
cd /mnt

case $1 in
build)
	meson setup --prefix=/usr --sysconfdir=/etc --localstatedir=/var -Dwerror=true build source
	ninja -C build
	;;
test)
	meson test -C build --no-rebuild --suite unit
	;;
install)
	# Where the guest has links, a folder of an archive would take their place.
	mkdir -p install/usr/bin install/usr/lib install/usr/sbin
	for name in bin lib sbin; do
		ln -s "usr/$name" "install/$name"
	done
	meson install -C build --no-rebuild --destdir /mnt/install
	systemctl --root=/mnt/install enable ppc-compatd.service
	rm install/bin install/lib install/sbin
	;;
esac

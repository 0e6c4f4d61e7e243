#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what only the tests need: a Prometheus to read from, and curl, which reads it. Nothing is
# said, and no network asked, where both are there. The server is never started here; the tests
# start one of their own on loopback and stop it.
set -euo pipefail

missing=()
command -v prometheus > /dev/null && command -v promtool > /dev/null || missing+=(prometheus)
command -v curl > /dev/null || missing+=(curl)
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
if ! command -v apt-get > /dev/null \
	|| { [ ${#as_root[@]} -gt 0 ] && ! command -v sudo > /dev/null; }; then
	echo "Not installed: ${missing[*]}. Tests of a live Prometheus are left out." >&2
	exit 0
fi

# A package that carries a service asks this file whether to start it; 101 says no (Debian,
# invoke-rc.d). One that is there already is somebody's own decision.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" > /dev/null
	"${as_root[@]}" chmod +x "$policy"
	trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi

echo "==> install ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
	apt-get install -qq -y --no-install-recommends "${missing[@]}" > /dev/null

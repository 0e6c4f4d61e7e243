#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Holds the FOCUS file of a scenario against the public focus-validator, rule by rule. It ends with
# 0 whatever rules fail, so its answer is read here. Two of its rules on InvoiceId contradict each
# other: one wants it empty, the other filled, of every charge.
#
#   scripts/focus.sh PLIMSOLL SCENARIO MONTHS
set -euo pipefail

plimsoll=$1
scenario=$2
months=$3
folder=$PWD/.build/focus
# What is asked of providers that have these. Of commitments it asks a status of every usage, also
# of those without any.
criteria=USAGE_MEASUREMENT_SUPPORTED,TAGGING_SUPPORTED,UNIT_PRICING_SUPPORTED
criteria+=,PUBLIC_PRICE_LIST_SUPPORTED,NEGOTIATED_PRICING_SUPPORTED,REGION_SUPPORTED
criteria+=,BILLING_BASED_ON_PROVISIONED_RESOURCES_SUPPORTED,RESOURCE_TYPE_ASSIGNMENT_SUPPORTED
criteria+=,MULTIPLE_PRICING_CATEGORIES_SUPPORTED,PRICING_BILLING_CURRENCY_DIFFERENCES_SUPPORTED
excused='^InvoiceId-C-00[45]-C$'

skip() {
	echo "focus: not validated: $1" >&2
	exit 0
}

mkdir -p "$folder"
"$plimsoll" cost "$scenario" --months "$months" --format focus --quiet > "$folder/focus.csv" \
	|| [ $? -eq 99 ]
echo "focus: $(($(wc -l < "$folder/focus.csv") - 1)) rows in .build/focus/focus.csv" >&2

if [ ! -x "$folder/venv/bin/focus-validator" ]; then
	python=
	for name in python3.14 python3.13 python3.12 python3; do
		if command -v "$name" > /dev/null \
			&& "$name" -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then
			python=$name
			break
		fi
	done
	[ -n "$python" ] || skip "focus-validator needs Python 3.12 or newer, and there is none"
	rm -rf "$folder/venv"
	"$python" -m venv "$folder/venv" || skip "there is no module venv for $python"
	# Newer releases of pyarrow do not load with the numpy that the validator asks for.
	"$folder/venv/bin/pip" install --quiet 'focus-validator==2.2.1' 'pyarrow<20' \
		|| skip "focus-validator could not be installed"
fi

# It finds its lists by a path relative to where it is installed.
cd "$(dirname "$(echo "$folder"/venv/lib/python3*/site-packages/focus_validator)")"
"$folder/venv/bin/focus-validator" --data-file "$folder/focus.csv" --validate-version 1.2 \
	--block-download --applicability-criteria "$criteria" > "$folder/answer.txt" 2>&1 || {
	tail -n 20 "$folder/answer.txt" >&2
	echo "focus: the validator itself failed" >&2
	exit 1
}
grep -q '^Total: [0-9]* | Pass: [1-9]' "$folder/answer.txt" || {
	tail -n 20 "$folder/answer.txt" >&2
	echo "focus: the validator's answer cannot be read" >&2
	exit 1
}
failed=$(sed -nE 's/^- ([A-Za-z0-9]+-[A-Z]-[0-9]+-[A-Z]): violations=[1-9].*/\1/p' \
	"$folder/answer.txt" | sort -u | grep -vE "$excused" || true)
if [ -n "$failed" ]; then
	echo "focus: rules that fail:" >&2
	echo "$failed" | sed 's/^/  /' >&2
	exit 1
fi
echo "focus: every rule passes, but the two on InvoiceId that contradict each other"

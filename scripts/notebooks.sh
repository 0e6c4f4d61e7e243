#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Holds notebooks against nbformat's schema and executes them, in a virtual environment of its own.
# Where python3 is missing it says so and is done, but not on a build server (CI=true).
#
#   scripts/notebooks.sh NOTEBOOK...
set -euo pipefail

folder=$PWD/.build/notebooks
packages="ipykernel==7.4.0 matplotlib==3.11.2 nbconvert==7.17.2 nbformat==5.11.1 pandas==3.1.1"

if ! command -v python3 > /dev/null || ! python3 -c 'import venv, ensurepip' 2> /dev/null; then
	if [ "${CI:-}" = true ]; then
		echo "notebooks: python3 with venv is missing, and on a build server it may not be" >&2
		exit 1
	fi
	echo "notebooks: not executed, because python3 with venv is missing" >&2
	exit 0
fi

# Anew where other packages are asked for; complete or not there.
mkdir -p "$folder"
if [ "$(cat "$folder/venv/packages" 2> /dev/null)" != "$packages" ]; then
	rm -rf "$folder/venv"
	python3 -m venv "$folder/venv"
	# shellcheck disable=SC2086
	"$folder/venv/bin/pip" install --quiet --disable-pip-version-check $packages >&2
	echo "$packages" > "$folder/venv/packages"
fi

export PATH="$folder/venv/bin:$PATH" JUPYTER_PLATFORM_DIRS=1 MPLCONFIGDIR="$folder/matplotlib"
# Nothing of the user is read or written.
export HOME="$folder/home" IPYTHONDIR="$folder/home/ipython"
mkdir -p "$HOME"
for notebook in "$@"; do
	name=$(basename "$(dirname "$notebook")")
	python - "$notebook" <<- 'VALIDATE'
		import sys, nbformat
		notebook = nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT)
		assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5), "not nbformat 4.5"
		nbformat.validate(notebook)
	VALIDATE
	if ! jupyter nbconvert --to notebook --execute --log-level ERROR --output-dir "$folder" \
		--output "$name" "$notebook" --ExecutePreprocessor.timeout=120 2> "$folder/log"; then
		cat "$folder/log" >&2
		exit 1
	fi
	python - "$folder/$name.ipynb" "$notebook" <<- 'COUNT'
		import sys, nbformat
		cells = nbformat.read(sys.argv[1], as_version=4).cells
		outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
		said = [output for output in outputs if output.output_type in ("stream", "error")]
		assert not said, f"a cell says: {said}"
		drawn = sum("image/png" in output.get("data", {}) for output in outputs)
		asked = sum("plt.show()" in cell.source for cell in cells)
		assert drawn == asked > 0, f"{drawn} charts of {asked}"
		print(f"notebooks: {sys.argv[2]} runs, and draws {drawn} charts")
	COUNT
done

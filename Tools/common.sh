# shellcheck shell=bash
# What the tools share: where the project is, messages, the Python environment of the goldens.
# Sourced, never run.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

die() {
  say "error: $*"
  exit 1
}

# Prints the Python of an environment that holds the packages in Tools/python/requirements.txt;
# makes it on first use. VBG_PYTHON names an interpreter to use as it is instead.
python_with_litert() {
  if [[ -n ${VBG_PYTHON:-} ]]; then
    printf '%s\n' "$VBG_PYTHON"
    return
  fi
  local requirements=$project/Tools/python/requirements.txt
  local folder=${XDG_CACHE_HOME:-$HOME/.cache}/vbg/python
  if ! cmp -s "$requirements" "$folder/requirements.txt"; then
    say "making a Python environment with $(paste -sd ' ' "$requirements") in $folder"
    rm -rf "$folder"
    python3 -m venv "$folder" >&2 || die "python3 -m venv failed: is python3-venv installed?"
    "$folder/bin/pip" install --quiet --requirement "$requirements" >&2 \
      || die "pip could not install $(paste -sd ' ' "$requirements")"
    cp "$requirements" "$folder/requirements.txt"
  fi
  printf '%s\n' "$folder/bin/python"
}

# Prints the folder of what `vbg models fetch` gets.
data_folder() { printf '%s\n' "${XDG_DATA_HOME:-$HOME/.local/share}/vbg"; }

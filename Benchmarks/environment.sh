# shellcheck shell=bash
# What the benchmarks share: their Python and their build. Sourced, never run.

# shellcheck source=../Tools/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../Tools/common.sh"

# Programs as people use them; see common.sh.
scratch=$product_build

# Prints the Python of an environment that holds the packages in python/requirements.txt; makes it on
# first use.
benchmark_python() {
  if [[ -n ${VBG_BENCHMARK_PYTHON:-} ]]; then
    printf '%s\n' "$VBG_BENCHMARK_PYTHON"
    return
  fi
  local requirements=$project/Benchmarks/python/requirements.txt
  local folder=${XDG_CACHE_HOME:-$HOME/.cache}/vbg/benchmark-python
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

# build PRODUCT: a release build with the static standard library.
build() {
  say "building $1 (the first time takes minutes)"
  (cd "$project" \
    && swift build -c release --static-swift-stdlib --scratch-path "$scratch" --product "$1") >&2 \
    || die "the build failed"
}

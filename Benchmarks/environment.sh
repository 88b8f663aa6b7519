# shellcheck shell=bash
# What the benchmarks share: their Python and their build. Sourced, never run.

# shellcheck source=../Tools/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../Tools/common.sh"

# Programs as people use them; see common.sh.
scratch=$product_build

# Prints the Python with the packages in python/requirements.txt.
benchmark_python() {
  if [[ -n ${VBG_BENCHMARK_PYTHON:-} ]]; then
    printf '%s\n' "$VBG_BENCHMARK_PYTHON"
  else
    python_environment "$project/Benchmarks/python/requirements.txt" benchmark-python
  fi
}

# build PRODUCT: a release build with the static standard library.
build() {
  say "building $1 (the first time takes minutes)"
  (cd "$project" \
    && swift build -c release --static-swift-stdlib --disable-local-rpath \
      --scratch-path "$scratch" --product "$1") >&2 \
    || die "the build failed"
}

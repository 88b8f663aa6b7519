# shellcheck shell=bash
# What the tools share: where things are, messages, the toolchain, builds, goldens' Python.
# Sourced, never run.

# Without symbolic links: builds name their files by where these really are.
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# shellcheck disable=SC2034 # the scripts that source this use it
default_model=selfie_segmentation_landscape

say() { printf '%s\n' "$*" >&2; }

die() {
  say "error: $*"
  exit 1
}

# python_environment REQUIREMENTS NAME: prints the Python of an environment in the cache folder that holds
# the packages of a file; makes it on first use.
python_environment() {
  local requirements=$1
  local folder=${XDG_CACHE_HOME:-$HOME/.cache}/vbg/$2
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

# Prints the Python with the packages in Tools/python/requirements.txt. VBG_PYTHON names an interpreter
# to use as it is instead.
python_with_litert() {
  if [[ -n ${VBG_PYTHON:-} ]]; then
    printf '%s\n' "$VBG_PYTHON"
  else
    python_environment "$project/Tools/python/requirements.txt" python
  fi
}

# Prints the folder of what `vbg models fetch` gets.
data_folder() { printf '%s\n' "${XDG_DATA_HOME:-$HOME/.local/share}/vbg"; }

# Prints .../usr/lib/swift of the toolchain in use.
toolchain_resources() {
  swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p'
}

# toolchain_tool NAME: prints the path of a program of the toolchain in use.
toolchain_tool() {
  local path
  path=$(toolchain_resources)/../../bin/$1
  [[ -x $path ]] || path=$(command -v "$1") || die "expected $1 in Swift's toolchain, found none"
  printf '%s\n' "$path"
}

# index_is_reachable: whether pip gets anything from its index, as `vbg models fetch` would. Asked only
# when something could not be fetched: it takes seconds.
index_is_reachable() {
  local folder status=0
  folder=$(mktemp -d)
  (cd "$folder" && python3 -I -m pip download --quiet --no-deps --no-cache-dir --retries 1 --timeout 20 \
    --disable-pip-version-check --dest "$folder" pip) >/dev/null 2>&1 </dev/null || status=1
  rm -rf "$folder"
  return "$status"
}

# forget_builds_of_other_places: a checkout that was moved or copied cannot go on with what it built
# elsewhere, as the compiler's caches hold the old place's name. What was built is removed, and built
# again; packages that were fetched stay.
forget_builds_of_other_places() {
  local scratch manifest place
  for scratch in "$project"/.build "$project"/.build/product "$project"/.build-address \
    "$project"/.build-thread; do
    for manifest in "$scratch"/{release,debug}.yaml; do
      [[ -f $manifest ]] || continue
      place=$(sed -n 's#.*"\(/[^"]*\)/Package\.swift".*#\1#p' "$manifest" | grep -v /checkouts/ | head -1)
      [[ -n $place && $place != "$project" ]] || continue
      say "vbg was built at $place and is now at $project: what was built is removed, and built again"
      rm -rf "$scratch"/{release,debug,release.yaml,debug.yaml,build.db,plugin-tools.yaml} \
        "$scratch"/*-unknown-linux-*
      break
    done
  done
}

# Gets the Swift packages that vbg depends on.
resolve_packages() {
  local log
  forget_builds_of_other_places
  log=$(mktemp)
  swift package --package-path "$project" resolve >"$log" 2>&1 </dev/null \
    || die "swift could not resolve the packages (is there a network?); its log: $log"
  rm -f "$log"
}

# Where the build that people use is, apart from the build of the tests: tests see the inside of
# every module (-enable-testing), which changes what the compiler emits.
product_build=$project/.build/product

# Builds the two programs in release mode with Swift's libraries in them.
build_products() {
  local product
  resolve_packages
  for product in vbg vbg-infer; do
    swift build --package-path "$project" --scratch-path "$product_build" -c release \
      --static-swift-stdlib --disable-local-rpath --product "$product" >&2 \
      || die "the build of $product failed"
  done
}

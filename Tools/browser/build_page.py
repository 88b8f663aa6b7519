"""Gathers the page's static files; Tools/page runs it.

build_page.py PROJECT ENGINE DATA OUT: the checkout, the folder of the engine's modules, the folder of what
`vbg models fetch` gets, and where the page goes.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import sys

# Models above this are fetched when somebody chooses them, and not kept for use without a network.
KEPT_BYTES = 1_000_000


def catalogue(project):
    """The models of the catalogue, from its Swift files: names, file, pin, size, license."""
    entries = []
    folder = os.path.join(project, "Models", "Entries")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name)) as file:
            text = file.read()

        def found(pattern, text=text, name=name):
            match = re.search(pattern, text)
            if not match:
                raise SystemExit(f"error: expected {pattern} in Models/Entries/{name}, found none")
            return match.group(1)

        entries.append({
            "name": found(r'aliases: \["([^"]+)"'), "file": found(r'fileName: "([^"]+)"'),
            "digest": found(r'hexadecimal: "([0-9a-f]{64})"'), "width": int(found(r"inputWidth: (\d+)")),
            "height": int(found(r"inputHeight: (\d+)")), "license": found(r'license: "([^"]+)"'),
            "origin": found(r'origin: "([^"]+)"')})
    order = {"landscape": 0, "selfie": 1}
    return sorted(entries, key=lambda entry: (order.get(entry["name"], 2), entry["name"]))


def sample_photo(project):
    """The pinned photo: file and pin."""
    with open(os.path.join(project, "Models", "SamplePhoto.swift")) as file:
        text = file.read()
    return (re.search(r'fileName: "([^"]+)"', text).group(1),
            re.search(r'hexadecimal: "([0-9a-f]{64})"', text).group(1))


def pinned(path, digest):
    """The bytes of a file that has this SHA-256; None for any other, and where there is none."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def integrity(path):
    """The hash of a file as browsers check it."""
    with open(path, "rb") as file:
        return "sha384-" + base64.b64encode(hashlib.sha384(file.read()).digest()).decode()


def write(path, content):
    """Writes a file, and the folder that it lies in."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb" if isinstance(content, bytes) else "w") as file:
        file.write(content)


def copy_models(project, data, out):
    """Copies the models that are there, and lists them."""
    folders = [*filter(None, os.environ.get("VBG_MODELS", "").split(":")), os.path.join(data, "models")]
    listed = []
    for entry in catalogue(project):
        content = next(filter(None, (
            pinned(os.path.join(folder, entry["file"]), entry["digest"]) for folder in folders)), None)
        if content is None:
            continue
        path = os.path.join(out, "models", entry["file"])
        write(path, content)
        listed.append({**{key: entry[key] for key in ("name", "file", "width", "height", "license", "origin")},
                       "bytes": len(content), "integrity": integrity(path)})
    if not listed:
        raise SystemExit("error: expected a model, found none: run 'vbg models fetch'")
    write(os.path.join(out, "models", "models.json"), json.dumps(listed, indent=1) + "\n")
    return listed


def write_licenses(project, out, models):
    """Says under which terms each part may be used."""
    with open(os.path.join(project, "LICENSE")) as file:
        own = file.read()
    lines = ["Page, library and engine: vbg, Apache-2.0 (below)", ""]
    lines += [f"models/{model['file']}: {model['origin']}, {model['license']}" for model in models]
    lines += ["photos/astronaut.png: NASA's portrait of Eileen Collins, as scikit-image carries it, public domain",
              "Drawn scenes and background pictures: vbg, Apache-2.0", "", "-" * 72, "", own]
    write(os.path.join(out, "LICENSES.txt"), "\n".join(lines))


def all_files(out):
    """Names of all files, with slashes."""
    return sorted(
        os.path.relpath(os.path.join(folder, name), out).replace(os.sep, "/")
        for folder, _, names in os.walk(out) for name in names)


def finish(out):
    """Writes preloads with hashes into the pages, and the list of all hashes into the service worker."""
    def preloads(pattern, wanted):
        path = os.path.join(out, pattern)
        with open(path) as file:
            text = file.read()
        lines = [f'<link rel="modulepreload" href="{name}" integrity="{integrity(os.path.join(out, name))}">'
                 for name in wanted]
        text = text.replace("<!-- preloads -->", "\n".join(lines))
        backends = [name for name in ("plain", "relaxed", "threads")
                    if os.path.exists(os.path.join(out, "vbg", f"vbg-{name}.wasm"))]
        text = text.replace('<html lang="en">', f'<html lang="en" data-backends="{" ".join(backends)}">')

        def hashed(match):
            attribute, name = match.group(2), match.group(3)
            return f'{match.group(1)}{attribute}="{name}" integrity="{integrity(os.path.join(out, name))}"'

        text = re.sub(r'(<(?:script type="module"|link rel="stylesheet") )(src|href)="([^"]+)"', hashed, text)
        write(path, text)

    page_modules = [name for name in all_files(out) if name.endswith(".js")
                    and (name.startswith("scripts/") or name.startswith("vbg/"))
                    and not re.search(r"(^|/)(worker|clock-worker|viewer|call|thread)\.js$", name)]
    preloads("index.html", page_modules)
    preloads("viewer.html", [])
    preloads("call.html", [])
    kept = {name: integrity(os.path.join(out, name)) for name in all_files(out)
            if name != "service-worker.js" and os.path.getsize(os.path.join(out, name)) <= KEPT_BYTES
            or name.endswith(".wasm")}
    version = hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:16]
    path = os.path.join(out, "service-worker.js")
    with open(path) as file:
        text = file.read()
    text = text.replace("{/* files */}", json.dumps(kept, indent=1)).replace("/* version */", version)
    write(path, text)


def main(project, engine, data, out):
    """Builds the page."""
    web = os.path.join(project, "Web")
    for name in ("index.html", "viewer.html", "call.html", "icon.svg", "service-worker.js"):
        os.makedirs(out, exist_ok=True)
        shutil.copy(os.path.join(web, "page", name), out)
    for name in ("scripts", "styles"):
        shutil.copytree(os.path.join(web, "page", name), os.path.join(out, name), dirs_exist_ok=True)
    library = os.path.join(out, "vbg")
    os.makedirs(library, exist_ok=True)
    for name in ("vbg.js", "vbg.d.ts", "engine.js", "package.json", "README.md"):
        shutil.copy(os.path.join(web, name), library)
    for name in ("library", "engine"):
        shutil.copytree(os.path.join(web, name), os.path.join(library, name), dirs_exist_ok=True)
    modules = [name for name in sorted(os.listdir(engine)) if name.endswith(".wasm")]
    if "vbg-plain.wasm" not in modules:
        raise SystemExit(f"error: expected vbg-plain.wasm in {engine}, found {', '.join(modules) or 'no module'}")
    for name in modules:
        shutil.copy(os.path.join(engine, name), library)
    name, digest = sample_photo(project)
    photo = pinned(os.path.join(data, "photos", name), digest)
    if photo is None:
        raise SystemExit(f"error: expected {name}, found none: run 'vbg models fetch --sample-photo'")
    write(os.path.join(out, "photos", name), photo)
    models = copy_models(project, data, out)
    write_licenses(project, out, models)
    finish(out)
    names = all_files(out)
    size = sum(os.path.getsize(os.path.join(out, name)) for name in names)
    print(f"{out}: {len(names)} files, {size / 1e6:.1f} MB, models: {', '.join(model['name'] for model in models)}",
          file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])

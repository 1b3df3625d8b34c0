#!/usr/bin/env python3
"""Builds gospub.html: the program for a browser, its worker and the page, in one file.

    page/build.py [FILE]      the file is page/dist/gospub.html if none is given
    page/build.py --check     only looks whether page/dist/gospub.html was built of the present sources

Needs cargo, the target wasm32-wasip1 (rustup target add wasm32-wasip1), wasm-opt (apt-get install binaryen) and zopfli
(pip install zopfli): the page is mailed around, and they make it an eighth smaller.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = "wasm32-wasip1"


def program() -> bytes:
    """The library with its glue, for WebAssembly."""
    # Paths of this machine would be written into the program's panics. Browsers that can inflate a stream can do arithmetic on vectors, too.
    flags = [f"--remap-path-prefix={HERE.parent}=.", f"--remap-path-prefix={Path.home()}=~", "-Ctarget-feature=+simd128"]
    # The smallest program calls a function for every byte. Small ones put in their place make it a fortieth larger and a seventh faster.
    flags += ["-Cllvm-args=-inline-threshold=30"]
    command = ["cargo", "build", "--release", "--locked", "--target", TARGET, "--config", f"build.rustflags={json.dumps(flags)}"]
    subprocess.run(command, cwd=HERE, check=True)
    # What the compiler's target has by default; older versions of wasm-opt want to be told.
    features = ["bulk-memory", "sign-ext", "mutable-globals", "nontrapping-float-to-int", "reference-types", "multivalue", "simd"]
    with tempfile.NamedTemporaryFile(suffix=".wasm") as small:
        built = HERE / "target" / TARGET / "release" / "gospub_page.wasm"
        subprocess.run(["wasm-opt", "-Oz", *(f"--enable-{name}" for name in features), built, "-o", small.name], check=True)
        return Path(small.name).read_bytes()


def packed(data: bytes) -> bytes:
    import zopfli.zlib  # not needed to check

    return zopfli.zlib.compress(data, numiterations=15)


def written(data: bytes) -> str:
    """In base 85, which takes less room than base 64; `<` could begin a tag."""
    return base64.b85encode(data, pad=True).decode().replace("<", ",")


def source(text: str) -> str:
    """Its hash, as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def sources() -> str:
    """A sum of all that the page is made of; the program on the command line is no part of it."""
    root = HERE.parent
    files = [*root.glob("src/**/*"), *HERE.glob("src/**/*"), *HERE.glob("web/*")]
    files = [path for path in files if path.is_file() and path.suffix != ".snap" and root / "src/bin" not in path.parents]
    files += [HERE / "build.py", HERE / "Cargo.toml", HERE / "Cargo.lock"]
    sums = [f"{path.relative_to(root).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return hashlib.sha256("\n".join(sorted(sums)).encode()).hexdigest()


def check() -> None:
    built = re.search(r'name="sources" content="(\w*)"', (HERE / "dist" / "gospub.html").read_text())
    if not built or built[1] != sources():
        sys.exit("page/dist/gospub.html was built of other sources: run page/build.py")


def main() -> None:
    if sys.argv[1:] == ["--check"]:
        check()
        return
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "dist" / "gospub.html"
    web = {name: (HERE / "web" / name).read_text() for name in ("page.html", "page.css", "page.js", "worker.js")}
    style, script = f"\n{web['page.css']}", f"\n{web['page.js']}"
    version = re.search(r'^version = "(.+)"', (HERE.parent / "Cargo.toml").read_text(), re.M)[1]
    wasm = program()
    program_packed = packed(wasm)
    # No `connect-src`: the page cannot send anything, whatever its script says.
    policy = (
        f"default-src 'none'; script-src {source(script)} 'wasm-unsafe-eval'; worker-src blob:; "
        f"style-src {source(style)}; base-uri 'none'; form-action 'none'"
    )
    parts = {
        "policy": policy,
        "version": version,
        "sources": sources(),
        "style": style,
        "program": written(program_packed),
        "packed": str(len(program_packed)),
        "worker": f"\n{web['worker.js']}",
        "script": script,
    }
    page = re.sub(r"\{\{(\w+)\}\}", lambda part: parts[part[1]], web["page.html"])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page)
    print(f"{out}: {len(page.encode()):,} bytes, of them the program {len(parts['program']):,} ({len(wasm):,} inflated)")


if __name__ == "__main__":
    main()

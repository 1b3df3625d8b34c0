// @ts-check
/* The worker of gospub.html: holds the files and the program, does one request after the other. */

/**
 * @typedef {{instance: WebAssembly.Instance, memory: WebAssembly.Memory}} Program
 * @typedef {{file: string, sheet: string, row: number, cell: string, severity: string, code: string, organisation: string,
 *   municipality: string, message: string, advice: string}} Finding
 */

const decoder = new TextDecoder();
const encoder = new TextEncoder();
/** What the program says where it breaks down. */
let lastWords = "";
/** @type {Program | undefined} */
let program;

/** @param {number} at @param {number} length */
const bytesAt = (at, length) => new Uint8Array(/** @type {Program} */ (program).memory.buffer, at, length);

/** @param {number} at @param {number} length */
const textAt = (at, length) => decoder.decode(bytesAt(at, length));

/**
 * The functions of the system that the program asks for; it has no files, no clock and no arguments.
 * @param {WebAssembly.Module} module
 */
function system(module) {
  const NO_SUCH_FUNCTION = 52;
  /** @type {Record<string, Function>} */
  const functions = {
    fd_write: (_descriptor, pieces, count, written) => {
      const view = new DataView(/** @type {Program} */ (program).memory.buffer);
      let length = 0;
      for (let piece = 0; piece < count; piece++) {
        const at = view.getUint32(pieces + 8 * piece, true);
        const size = view.getUint32(pieces + 8 * piece + 4, true);
        lastWords += textAt(at, size);
        length += size;
      }
      view.setUint32(written, length, true);
      return 0;
    },
    random_get: (at, length) => {
      const most = 65536;
      for (let done = 0; done < length; done += most) {
        crypto.getRandomValues(bytesAt(at + done, Math.min(most, length - done)));
      }
      return 0;
    },
    clock_time_get: (_clock, _precision, at) => {
      // Any day will do: those that results name are handed over.
      new DataView(/** @type {Program} */ (program).memory.buffer).setBigUint64(at, 1767225600000000000n, true);
      return 0;
    },
    environ_sizes_get: (count, size) => {
      const view = new DataView(/** @type {Program} */ (program).memory.buffer);
      view.setUint32(count, 0, true);
      view.setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
    proc_exit: (code) => {
      throw new Error(`конец работы ${code}`);
    },
  };
  const wanted = WebAssembly.Module.imports(module).filter((entry) => entry.module === "wasi_snapshot_preview1");
  return Object.fromEntries(wanted.map(({ name }) => [name, functions[name] ?? (() => NO_SUCH_FUNCTION)]));
}

/** @param {Uint8Array} bytes @returns {[number, number]} */
function handOver(bytes) {
  const { room } = /** @type {any} */ (/** @type {Program} */ (program).instance.exports);
  const at = room(bytes.length);
  bytesAt(at, bytes.length).set(bytes);
  return [at, bytes.length];
}

/** @param {string} text */
function lines(text) {
  const findings = [];
  for (const line of text.split("\n").filter(Boolean)) {
    const said = JSON.parse(line);
    if (said.type) {
      postMessage({ said });
    } else if (said.schema === "gospub.row/1") {
      for (const { code, severity, cell, message, suggestion, advice = suggestion } of said.diagnostics) {
        if (severity !== "info") {
          const { file, sheet, row, organisation, municipality } = said;
          findings.push({ file, sheet, row, cell, severity, code, organisation, municipality, message, advice });
        }
      }
    }
  }
  if (findings.length > 0) postMessage({ findings });
}

/** @param {WebAssembly.Module} module @param {{file: File, name: string}[]} files */
async function begin(module, files) {
  const page = {
    lines: (/** @type {number} */ at, /** @type {number} */ length) => lines(textAt(at, length)),
    made: (/** @type {number} */ name, /** @type {number} */ nameLength, /** @type {number} */ at, /** @type {number} */ length) => {
      postMessage({ made: { name: textAt(name, nameLength), blob: new Blob([bytesAt(at, length).slice()]) } });
    },
  };
  const instance = await WebAssembly.instantiate(module, { page, wasi_snapshot_preview1: system(module) });
  const exports = /** @type {any} */ (instance.exports);
  program = { instance, memory: exports.memory };
  exports._initialize?.();
  for (const { file, name } of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    exports.file(...handOver(encoder.encode(name)), ...handOver(bytes));
  }
}

onmessage = async ({ data }) => {
  try {
    if (data.module) {
      await begin(data.module, data.files);
    } else {
      /** @type {any} */ (program?.instance.exports).run(...handOver(encoder.encode(JSON.stringify(data.request))));
    }
    postMessage({ end: true });
  } catch (error) {
    postMessage({ broken: lastWords.trim() || String(error) });
  }
};

import { VBGError } from './error.js';

/** The file of a backend. */
const fileName = (backend) => `vbg-${backend}.wasm`;

/** The default folder of the modules: that of engine.js. */
const ownFolder = new URL('../', import.meta.url);

/** Compiles a backend's module, of bytes, of a module or of a folder. @throws {VBGError} */
export async function compiledModule(assets, backend) {
  const name = fileName(backend);
  if (typeof assets === 'object' && assets !== null && !(assets instanceof URL)) {
    const file = assets[name];
    if (file instanceof WebAssembly.Module) return file;
    if (!file) throw new VBGError('unsupported', `expected ${name} among the assets, found none`);
    return WebAssembly.compile(file);
  }
  const base = new URL(assets ?? '.', assets === undefined ? ownFolder : globalThis.location?.href ?? ownFolder);
  const url = new URL(name, base.href.endsWith('/') ? base : `${base.href}/`);
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) {
    throw new VBGError('unsupported', `expected ${url.href}, found ${response ? `status ${response.status}` : 'no answer'}`);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

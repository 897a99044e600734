// Compresses files once: the results are kept by content, so that only what changed is compressed again.
import crypto from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { promisify } from "node:util"
import zlib from "node:zlib"

// Quality 11 takes more than twice as long for the last two percent.
const BROTLI_QUALITY = 10
const GZIP_LEVEL = 9
const COMPRESSIBLE = /^text\/|javascript|json|xml|wasm|font\/(ttf|otf)|vnd\.microsoft\.icon/

const gzip = promisify(zlib.gzip)
const brotli = promisify(zlib.brotliCompress)

export const ENCODINGS = [
  {
    name: "br",
    suffix: ".br",
    settings: `br${BROTLI_QUALITY}-${process.versions.brotli}`,
    encode: (bytes) =>
      brotli(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [zlib.constants.BROTLI_PARAM_LGWIN]: 22, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  },
  { name: "gzip", suffix: ".gz", settings: `gz${GZIP_LEVEL}-${process.versions.zlib}`, encode: (bytes) => gzip(bytes, { level: GZIP_LEVEL }) },
]

export function sha256(bytes) {
  return crypto.createHash("sha256").update(bytes).digest("hex")
}

/** The encodings of `bytes` that are smaller than it: name -> bytes. */
export async function compress(bytes, type, cacheFolder) {
  const variants = new Map()
  if (!COMPRESSIBLE.test(type)) return variants
  const hash = sha256(bytes)
  for (const encoding of ENCODINGS) {
    const encoded = await cached(path.join(cacheFolder, encoding.settings, hash), () => encoding.encode(bytes))
    if (encoded.length < bytes.length) variants.set(encoding.name, encoded)
  }
  return variants
}

async function cached(file, make) {
  if (fs.existsSync(file)) return fs.readFileSync(file)
  const bytes = await make()
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const partial = `${file}.${process.pid}`
  fs.writeFileSync(partial, bytes)
  fs.renameSync(partial, file)
  return bytes
}

/** zlib works on threads of its own; as many at once as there are cores keeps them all busy without holding every file in memory. */
export async function inParallel(items, work) {
  const queue = [...items]
  const runners = Array.from({ length: Math.max(2, os.availableParallelism()) }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  })
  await Promise.all(runners)
}

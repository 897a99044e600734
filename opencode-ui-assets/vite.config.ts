import { readdirSync, readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import type { Plugin } from "vite"
import { defineConfig } from "vitest/config"
import solid from "vite-plugin-solid"

const OUT = "target/shell"
const SHELL_LIMIT = 60 * 1024

/** The landing page is a template of its own: the server fills {{up}}, `npm run pack` fills {{build}}. */
function landingPage(): Plugin {
  return {
    name: "landing-page",
    apply: "build",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "landing.html", source: readFileSync("src/boot/landing.html", "utf8") })
    },
  }
}

/** Prints what a browser downloads, of both builds together, and stops the build above the limit. */
function sizeLimit(): Plugin {
  return {
    name: "size-limit",
    apply: "build",
    writeBundle() {
      const sizes = readdirSync(OUT)
        .filter((name) => name.endsWith(".js"))
        .map((name) => ({ name, size: gzipSync(readFileSync(`${OUT}/${name}`), { level: 9 }).length }))
      const total = sizes.reduce((sum, { size }) => sum + size, 0)
      this.info([...sizes.map(({ name, size }) => `${name} ${size}`), `together ${total} of ${SHELL_LIMIT} bytes gzip`].join(", "))
      if (total > SHELL_LIMIT) this.error(`the shell's JavaScript is ${total} bytes gzip, more than ${SHELL_LIMIT}`)
    },
  }
}

// Names are stable: the folder they are served from carries the hash of all contents.
export default defineConfig(({ mode }) => {
  const mount = mode === "mount"
  return {
    base: "./",
    publicDir: false,
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    // The official UI on the same page is built with Solid too: events delegated to the document would be shared with it.
    plugins: [solid({ solid: { delegateEvents: false } }), sizeLimit(), ...(mount ? [] : [landingPage()])],
    build: {
      outDir: OUT,
      emptyOutDir: !mount,
      target: "es2022",
      // The first versions with light-dark(), which must not be lowered: it would lose the mounted page's variables.
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      modulePreload: false,
      reportCompressedSize: false,
      cssCodeSplit: true,
      rolldownOptions: mount
        ? {
            // Runs before the official bundle, in order, so it is a classic script.
            input: { mount: "src/boot/mount.ts" },
            output: { format: "iife", entryFileNames: "[name].js" },
          }
        : {
            input: { landing: "src/boot/landing.tsx", bar: "src/boot/bar.tsx", events: "src/boot/events.ts" },
            output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
          },
    },
    test: {
      environment: "node",
      include: ["src/**/*.test.{ts,tsx}"],
      restoreMocks: true,
      // One copy of Solid, the browser's: resolved by Node itself it would be the one for server rendering.
      server: { deps: { inline: [/solid-js/] } },
    },
  }
})

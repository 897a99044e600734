// What has to change so that a UI written for `/` can live anywhere. Every pattern must match somewhere: one that no longer does
// is the sign that a new OpenCode builds its UI differently, and the build stops and names it (see Tally).

/** Directory-relative way from the file at `path` to the file at `target`, both relative to the UI's root. */
export function relativeUrl(path, target) {
  const depth = path.split("/").length - 1
  return (depth === 0 ? "./" : "../".repeat(depth)) + target
}

// import.meta.url and not a global of the page: module workers run the same files and have no window.
// In brackets because minified code leaves no space before a string: return"/assets/…".
const fromModule = (path, target) => `(new URL("${relativeUrl(path, target)}",import.meta.url).href)`

export const JS_PATTERNS = [
  {
    name: "js-asset-literal",
    // Not inside markup held in a string: there the quotes belong to an attribute.
    find: /(?<!\s(?:src|href|poster)=)(["'`])\/(assets\/[\w.@~%+-]+)\1/g,
    replace: (path, [, , asset]) => fromModule(path, asset),
    reference: ([, , asset]) => asset,
  },
  {
    name: "js-preload-base",
    // Vite's `assetsURL`: turns the name of a lazily loaded chunk into its URL.
    find: /(function\((\w+)\)\{return)"\/"\+\2\}/g,
    replace: (path, [, head, name]) => `${head} new URL("${relativeUrl(path, "")}"+${name},import.meta.url).href}`,
  },
  {
    name: "js-router-pathname",
    find: /\bwindow\.location\.pathname\b/g,
    replace: () => '(window.location.pathname.slice(window.__opencodeProxy.mount.length)||"/")',
  },
  {
    name: "js-public-icon",
    find: /"https:\/\/opencode\.ai\/favicon[\w.-]*"/g,
    replace: (path) => fromModule(path, "favicon-96x96-v3.png"),
    reference: () => "favicon-96x96-v3.png",
  },
]

export const CSS_PATTERNS = [
  {
    name: "css-root-url",
    find: /url\((["']?)\/(?!\/)([^"')]+)\1\)/g,
    replace: (path, [, quote, target]) => `url(${quote}${relativeUrl(path, target)}${quote})`,
    reference: ([, , target]) => target.replace(/[?#].*$/, ""),
  },
]

export const HTML_PATTERNS = [
  {
    // Loaded at once but started by the mount, which first waits for a password where one is needed (see features/mount/start.ts).
    name: "html-entry",
    find: /<script type="module" crossorigin src="([^"]+)"><\/script>/g,
    replace: (_, [, entry]) => `<link id="opencode-entry" rel="modulepreload" crossorigin href="${entry}" />`,
  },
  { name: "html-head", find: /<head>/g, replace: () => "<head>{{shell}}" },
  { name: "html-manifest-link", find: /<link rel="manifest"/g, replace: () => '<link rel="manifest" crossorigin="use-credentials"' },
  {
    name: "html-root-url",
    find: /((?:href|src|content)=")\/(?!\/)([^"]*)/g,
    replace: (_, [, attribute, target]) => `${attribute}{{up}}ui/{{build}}/${target}`,
    reference: ([, , target]) => target,
  },
]

/** Text that must not be left: it would escape the mount, and nothing of ours would catch it. */
export const JS_FORBIDDEN = [
  { name: "js-root-asset-left", find: /["'`(]\/assets\// },
  { name: "js-event-source", find: /\bnew (?:\w+\.)?EventSource\(/ },
  { name: "js-xml-http-request", find: /\bnew (?:\w+\.)?XMLHttpRequest\b/ },
  { name: "js-service-worker", find: /\bserviceWorker\.register\(/ },
]

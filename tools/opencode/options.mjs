// The command line of the sandbox. A number that is none is refused: Number("") would quietly be port 0.
import { parseArgs } from "node:util"

const OPTIONS = {
  port: { type: "string", default: "0" },
  hostname: { type: "string", default: "127.0.0.1" },
  password: { type: "string" },
  "model-delay": { type: "string", default: "25" },
  "my-models": { type: "boolean", default: false },
  "stop-on-stdin-close": { type: "boolean", default: false },
  project: { type: "string" },
  version: { type: "string" },
}

export function readOptions(args, environment) {
  const { values } = parseArgs({ args, options: OPTIONS })
  return {
    stopsOnStdinClose: values["stop-on-stdin-close"],
    sandbox: {
      port: wholeNumber("--port", values.port, 65535),
      hostname: values.hostname,
      password: values.password ?? environment.OPENCODE_SERVER_PASSWORD,
      modelDelayMs: wholeNumber("--model-delay", values["model-delay"], 60_000),
      usesOwnModels: values["my-models"],
      project: values.project,
      version: values.version,
    },
  }
}

function wholeNumber(name, text, most) {
  if (!/^\d{1,5}$/.test(text) || Number(text) > most) throw new Error(`${name} must be a whole number from 0 to ${most}, not "${text}"`)
  return Number(text)
}

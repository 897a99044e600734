import { expect, it } from "vitest"
import type { ServerEntry } from "../../domain/serverEntry"
import { watchedServers } from "./watchedServers"

const entry = (id: string, kind: ServerEntry["kind"] = "own"): ServerEntry => ({ id, name: id, url: `http://${id}:4096`, kind, isDefault: false })

it("wants the events of servers that answer, what was opened last first", () => {
  const entries = [entry("team", "config"), entry("here"), entry("down"), entry("old"), entry("new")]
  expect(
    watchedServers({
      base: "/nb/",
      activeId: "here",
      entries,
      recent: ["new", "down"],
      health: (id) => ({ state: id === "down" ? "unhealthy" : "healthy" }),
      credential: (id) => (id === "old" ? "sealed" : undefined),
    }),
  ).toEqual([
    { id: "new", url: "/nb/api/proxy/global/event", target: "http://new:4096" },
    { id: "team", url: "/nb/api/servers/team/proxy/global/event" },
    { id: "old", url: "/nb/api/proxy/global/event", target: "http://old:4096", credential: "sealed" },
  ])
})

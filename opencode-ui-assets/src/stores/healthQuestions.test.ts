import { describe, expect, it } from "vitest"
import type { ServerEntry } from "../domain/serverEntry"
import { MOST_CREDENTIALS, MOST_TOGETHER, planQuestions } from "./healthQuestions"

const entry = (n: number): ServerEntry => ({ id: `~${String(n)}`, name: "", url: `http://h${String(n)}`, kind: "own", isDefault: false })
const entries = (count: number) => Array.from({ length: count }, (_, n) => entry(n))
const facts = { credential: () => undefined, isFirst: () => false, isSlow: () => false }

describe("the questions of a round", () => {
  it("are none without servers", () => {
    expect(planQuestions([], facts)).toEqual([])
  })

  it("name no more servers at once than the server side takes, and every server once", () => {
    const plan = planQuestions(entries(101), facts)
    expect(plan.map(({ question }) => question.targets.length)).toEqual([MOST_TOGETHER, MOST_TOGETHER, 1])
    expect(plan.flatMap(({ entries: asked }) => asked)).toEqual(entries(101))
  })

  it("ask first, and alone, about what somebody waits for", () => {
    const plan = planQuestions(entries(4), { ...facts, isFirst: ({ id }) => id === "~2" })
    expect(plan.map(({ entries: asked }) => asked.map(({ id }) => id))).toEqual([["~2"], ["~0", "~1", "~3"]])
  })

  it("keep those that did not answer last time from delaying the others", () => {
    const plan = planQuestions(entries(4), { ...facts, isSlow: ({ id }) => id === "~1" })
    expect(plan.map(({ entries: asked }) => asked.map(({ id }) => id))).toEqual([["~0", "~2", "~3"], ["~1"]])
  })

  it("have for each server its own credential, also when that one is asked first", () => {
    const secrets = { ...facts, credential: ({ id }: ServerEntry) => (id === "~0" || id === "~2" ? `sealed ${id}` : undefined) }
    const plan = planQuestions(entries(4), { ...secrets, isFirst: ({ id }) => id === "~0", isSlow: ({ id }) => id === "~2" })
    expect(plan.map(({ question }) => question)).toEqual([
      { targets: [{ url: "http://h0", credential: "sealed ~0" }] },
      { targets: [{ url: "http://h1" }, { url: "http://h3" }] },
      { targets: [{ url: "http://h2", credential: "sealed ~2" }] },
    ])
  })

  it("stay short where they have credentials", () => {
    const plan = planQuestions(entries(21), { ...facts, credential: ({ id }) => `sealed ${id}` })
    expect(plan.map(({ question }) => question.targets.length)).toEqual([MOST_CREDENTIALS, MOST_CREDENTIALS, 1])
  })

  it("never take a credential to a provided server", () => {
    const [plan] = planQuestions([{ ...entry(1), kind: "config", id: "team" }], { ...facts, credential: () => "sealed" })
    expect(plan?.question).toEqual({ targets: [{ key: "team" }] })
  })
})

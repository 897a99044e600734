import { describe, expect, it } from "vitest"
import { attentionElsewhere, attentionText, NO_ATTENTION, type Attention } from "./attention"

const source = (all: Record<string, Attention>) => ({ attentionOf: (id: string) => all[id] })

describe("attention elsewhere", () => {
  it("is of other servers only: the one on the screen shows itself", () => {
    expect(attentionElsewhere(["a", "b"], "a", source({ a: "waiting" }))).toBeUndefined()
    expect(attentionElsewhere(["a", "b"], "a", source({ b: "finished" }))).toEqual({ attention: "finished", ids: ["b"] })
    expect(attentionElsewhere(["a", "b"], "a", NO_ATTENTION)).toBeUndefined()
  })

  it("names who waits before who has finished", () => {
    expect(attentionElsewhere(["a", "b", "c"], "", source({ a: "finished", b: "waiting", c: "waiting" }))).toEqual({ attention: "waiting", ids: ["b", "c"] })
  })

  it("is said in words", () => {
    expect(attentionText("waiting", "Mine").event).toBe("Mine waits for you")
    expect(attentionText("finished", "Mine", "Yours").event).toBe("2 servers have finished")
    expect(attentionText("finished", "Mine")).toMatchObject({ word: "Finished", event: "Mine has finished" })
  })
})

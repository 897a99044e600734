import { expect, it } from "vitest"
import { recentOrder } from "./recentOrder"

const servers = ["a", "b", "c", "d"].map((id) => ({ id }))
const order = (recent: string[], active: string) => recentOrder(servers, recent, active).map(({ id }) => id).join("")

it("has the server before this one first, and this one last", () => {
  expect(order(["c", "b"], "c")).toBe("badc")
})

it("has those never opened after those that were, as added", () => {
  expect(order(["d"], "")).toBe("dabc")
  expect(order([], "")).toBe("abcd")
  expect(order(["gone", "b"], "a")).toBe("bcda")
})

import { expect, it } from "vitest"
import { createBlockReader, dataOf } from "./eventBlocks"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

it.each([
  [["data: a\n\nda", "ta: b\n\n"], ["data: a\n\n", "data: b\n\n"]],
  [["data: a\n", "\n"], ["", "data: a\n\n"]],
  [["data: a\r\n\r", "\ndata: b\r\r"], ["", "data: a\n\n"]],
  [[": heartbeat\n\n"], [": heartbeat\n\n"]],
])("%j comes as whole events %j", (pieces, expected) => {
  const reader = createBlockReader()
  expect(pieces.map((piece) => reader.push(bytes(piece)))).toEqual(expected)
})

it("is not confused by letters that are cut in two", () => {
  const all = bytes("data: ä€😀\n\n")
  const reader = createBlockReader()
  expect([...all].map((byte) => reader.push(new Uint8Array([byte]))).join("")).toBe("data: ä€😀\n\n")
})

it("finds the data of each event", () => {
  expect(dataOf(": x\n\ndata: 1\ndata:2\n\nid: 3\n\nevent: e\ndata: 4\n\n")).toEqual(["1\n2", "4"])
})

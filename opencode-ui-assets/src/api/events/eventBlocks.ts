/**
 * Cuts the bytes of an event stream into whole events, so that somebody who joins later begins at a beginning. Lines end
 * with LF afterwards (WHATWG HTML 9.2.5 allows three ends of line).
 */
export interface BlockReader {
  /** Whole events that are complete with these bytes; "" when none is. */
  push(bytes: Uint8Array): string
}

/** One event of OpenCode can carry a file; what is far beyond is no event stream. */
const MOST_HELD_BACK = 32 * 1024 * 1024

export function createBlockReader(): BlockReader {
  const decoder = new TextDecoder()
  let held = ""
  return {
    push(bytes) {
      held += decoder.decode(bytes, { stream: true })
      // A CR at the end may be the first half of CRLF.
      const tail = held.endsWith("\r") ? "\r" : ""
      const text = held.slice(0, held.length - tail.length).replace(/\r\n?/g, "\n")
      const end = text.lastIndexOf("\n\n") + 2
      held = (end < 2 ? text : text.slice(end)) + tail
      if (held.length > MOST_HELD_BACK) throw new RangeError("An event without end")
      return end < 2 ? "" : text.slice(0, end)
    },
  }
}

/** The data of each event in a text of whole events; comments have none. */
export function dataOf(text: string): string[] {
  return text.split("\n\n").flatMap((block) => {
    const lines = block.split("\n").filter((line) => line.startsWith("data:"))
    return lines.length === 0 ? [] : [lines.map((line) => line.slice(line.startsWith("data: ") ? 6 : 5)).join("\n")]
  })
}

package io.github.opencodeproxy.bench.load;

/**
 * What came of many requests.
 *
 * @param count all answers
 * @param refused those of them that are not the origin's
 */
public record Answers(long count, long refused) {}

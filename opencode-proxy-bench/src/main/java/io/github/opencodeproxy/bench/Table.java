package io.github.opencodeproxy.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Figures, as Markdown writes them.
 *
 * @param head the columns' names
 * @param rows the rows, as many cells in each
 */
record Table(List<String> head, List<List<String>> rows) {

    @Override
    public String toString() {
        return line(head)
                + line(head.stream().map(name -> "---").toList())
                + rows.stream().map(Table::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}

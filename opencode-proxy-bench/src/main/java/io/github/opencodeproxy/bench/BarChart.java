package io.github.opencodeproxy.bench;

import java.util.List;
import java.util.Locale;

/**
 * Bars, one below the other, the shortest first. Ours stands out.
 *
 * @param title what is measured, with its unit
 * @param bars the bars
 */
record BarChart(String title, List<Bar> bars) {

    /** One bar; a value that is no number is not drawn. */
    record Bar(String name, double value) {}

    private static final int WIDTH = 760;
    private static final int LEFT = 200;
    private static final int RIGHT = 80;
    private static final int TOP = 48;
    private static final int ROW = 28;
    private static final int BAR = 18;
    private static final String STYLE = """
              <style>
                text { font: 13px system-ui, sans-serif; fill: #24292f; }
                .title { font-size: 15px; font-weight: 600; }
                .bar { fill: #9aa4b2; }
                .ours { fill: #2f6feb; }
                .strong { font-weight: 600; }
                @media (prefers-color-scheme: dark) {
                  text { fill: #e6edf3; }
                  .bar { fill: #57606a; }
                  .ours { fill: #58a6ff; }
                }
              </style>
            """;

    String svg() {
        List<Bar> drawn = bars.stream()
                .filter(bar -> !Double.isNaN(bar.value))
                .sorted((a, b) -> Double.compare(a.value, b.value))
                .toList();
        double longest = drawn.stream().mapToDouble(Bar::value).max().orElse(1);
        int height = TOP + drawn.size() * ROW + 8;
        StringBuilder svg = new StringBuilder();
        svg.append(text(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, height, escaped(title)));
        svg.append(STYLE).append(text("  <text class=\"title\" x=\"8\" y=\"24\">%s</text>\n", escaped(title)));
        for (int i = 0; i < drawn.size(); i++) {
            row(svg, drawn.get(i), TOP + i * ROW, longest);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void row(StringBuilder svg, Bar bar, int y, double longest) {
        boolean isOurs = bar.name.equals("opencode-proxy");
        double width = Math.max(1, (WIDTH - LEFT - RIGHT) * bar.value / longest);
        int baseline = y + 14;
        String strong = isOurs ? " class=\"strong\"" : "";
        svg.append(text(
                "  <text%s x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
                strong, LEFT - 10, baseline, escaped(bar.name)));
        svg.append(text(
                "  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n",
                isOurs ? "ours" : "bar", LEFT, y, width, BAR));
        svg.append(text("  <text%s x=\"%.1f\" y=\"%d\">%.1f</text>\n", strong, LEFT + width + 8, baseline, bar.value));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}

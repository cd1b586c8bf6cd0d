// One chart as SVG that keeps its text readable at any width: lines and areas lie in an inner drawing
// that is stretched, ticks and titles are placed by per cent and are not. Pure; used by the pages.

/// A chart of lines, bands and stacked areas over two axes.
struct Chart {
    /// One point; nil where there is no value, which breaks the line.
    struct Point {
        var x: Double
        var y: Double?
    }

    /// A stretch between two values at one place.
    struct Range {
        var x: Double
        var low: Double
        var high: Double
    }

    /// How a series is drawn.
    enum Shape {
        case line([Point], dashed: Bool)
        case area([Range])
        case dots([Point])
    }

    /// One thing that is shown, with its name in the legend.
    struct Series {
        var name: String
        /// Class of the style sheet that gives it its colour: `c1` … `c8`, `limit`.
        var style: String
        var shape: Shape
        /// Whether the legend names it.
        var isNamed = true
    }

    /// A stretch of the x axis with a name: the warm-up, the drain.
    struct Span {
        var name: String
        var from: Double
        var to: Double
    }

    /// What a column of the chart says when pointed at.
    struct Column {
        var from: Double
        var to: Double
        var text: String
    }

    var title: String
    /// What the chart shows, in a sentence, for who cannot see it.
    var summary: String
    var x: Axis
    var y: Axis
    var series: [Series]
    var spans: [Span] = []
    /// Vertical lines, each with a name.
    var marks: [Span] = []
    var columns: [Column] = []
    var note: String?

    /// Height of the drawing, in pixels.
    static let height = 210.0
    /// Width of the inner drawing, in its own units.
    private static let width = 1_000.0

    /// The chart as a figure; `id` is unique on its page.
    func figure(id: String) -> String {
        let heading = Markup.text("h3", "", title)
        let caption = note.map { Markup.text("figcaption", "", $0) } ?? ""
        return Markup.element(
            "figure", "",
            heading + legend + Markup.element("div", "class=\"plot\"", svg(id: id))
                + caption) + "\n"
    }

    private var legend: String {
        var seen: Set<String> = []
        let items = series.filter { $0.isNamed && seen.insert($0.name).inserted }.map { series in
            var kind = "line"
            if case .area = series.shape { kind = "area" }
            if case .dots = series.shape { kind = "dot" }
            if case .line(_, let dashed) = series.shape, dashed { kind = "line dashed" }
            return Markup.element(
                "li", "",
                "<i class=\"key \(kind) \(series.style)\"></i>"
                    + Markup.escaped(series.name))
        }
        return items.isEmpty ? "" : Markup.element("ul", "class=\"legend\"", items.joined())
    }

    private func svg(id: String) -> String {
        let head =
            Markup.text("title", "id=\"\(id)-t\"", title)
            + Markup.text("desc", "id=\"\(id)-d\"", summary)
        let inner =
            "<svg width=\"100%\" height=\"\(Markup.number(Self.height))\" viewBox=\"0 0 "
            + "\(Markup.number(Self.width)) \(Markup.number(Self.height))\" "
            + "preserveAspectRatio=\"none\">" + series.map(drawn).joined() + "</svg>"
        return "<svg class=\"chart\" role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\" "
            + "width=\"100%\" height=\"\(Markup.number(Self.height))\">" + head + background
            + inner + foreground + "</svg>"
    }

    private var background: String {
        var text = ""
        for span in spans {
            let from = x.fraction(span.from)
            let width = x.fraction(span.to) - from
            guard width > 0 else { continue }
            text +=
                "<rect class=\"span\" x=\"\(percent(from))\" y=\"0\" "
                + "width=\"\(percent(width))\" height=\"100%\"/>"
        }
        for tick in y.ticks {
            let place = Markup.number(height(y.fraction(tick.value)))
            text += "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(place)\" y2=\"\(place)\"/>"
            text += Markup.text(
                "text", "class=\"tick\" x=\"-8\" y=\"\(place)\" dy=\"0.35em\" text-anchor=\"end\"",
                tick.label)
        }
        for (index, tick) in x.ticks.enumerated() {
            let place = percent(x.fraction(tick.value))
            text +=
                "<line class=\"stub\" x1=\"\(place)\" x2=\"\(place)\" y1=\"100%\" "
                + "y2=\"\(Markup.number(Self.height + 5))\"/>"
            // Every other label gives way where the page is narrow.
            let style = index % 2 == 1 ? "tick odd" : "tick"
            text += Markup.text(
                "text",
                "class=\"\(style)\" x=\"\(place)\" y=\"\(Markup.number(Self.height + 19))\" "
                    + "text-anchor=\"middle\"", tick.label)
        }
        text += Markup.text(
            "text",
            "class=\"axis\" x=\"100%\" y=\"\(Markup.number(Self.height + 36))\" "
                + "text-anchor=\"end\"", x.title)
        text += Markup.text("text", "class=\"axis\" x=\"-60\" y=\"-12\"", y.title)
        return text
    }

    private var foreground: String {
        var text = "<line class=\"base\" x1=\"0\" x2=\"100%\" y1=\"100%\" y2=\"100%\"/>"
        for span in spans {
            let middle = (x.fraction(span.from) + x.fraction(span.to)) / 2
            guard x.fraction(span.to) - x.fraction(span.from) > 0 else { continue }
            // A name wider than its stretch is kept out of the margins.
            let anchor = middle < 0.06 ? "start" : middle > 0.94 ? "end" : "middle"
            let place = anchor == "start" ? 0 : anchor == "end" ? 1 : middle
            text += Markup.text(
                "text",
                "class=\"phase\" x=\"\(percent(place))\" y=\"14\" text-anchor=\"\(anchor)\"",
                span.name)
        }
        for mark in marks {
            let place = x.fraction(mark.from)
            let anchor = place > 0.7 ? "end" : "start"
            text +=
                "<line class=\"mark\" x1=\"\(percent(place))\" x2=\"\(percent(place))\" "
                + "y1=\"0\" y2=\"100%\"/>"
            text += Markup.text(
                "text",
                "class=\"phase\" x=\"\(percent(place))\" dx=\"\(place > 0.7 ? -4 : 4)\" "
                    + "y=\"28\" text-anchor=\"\(anchor)\"", mark.name)
        }
        for column in columns {
            let from = x.fraction(column.from)
            text += Markup.element(
                "rect",
                "class=\"hover\" x=\"\(percent(from))\" y=\"0\" "
                    + "width=\"\(percent(x.fraction(column.to) - from))\" height=\"100%\"",
                Markup.text("title", "", column.text))
        }
        return text
    }

    private func drawn(_ series: Series) -> String {
        switch series.shape {
        case .line(let points, let dashed):
            let path = path(points)
            guard !path.isEmpty else { return "" }
            return "<path class=\"line \(series.style)\(dashed ? " dashed" : "")\" d=\"\(path)\"/>"
        case .dots(let points):
            let dots = points.compactMap { dot in
                dot.y.map { "M" + point(dot.x, $0) + "h0" }
            }
            return "<path class=\"dots \(series.style)\" d=\"\(dots.joined())\"/>"
        case .area(let ranges):
            guard !ranges.isEmpty else { return "" }
            let upper = ranges.map { point($0.x, $0.high) }
            let lower = ranges.reversed().map { point($0.x, $0.low) }
            return "<path class=\"area \(series.style)\" d=\"M"
                + (upper + lower).joined(separator: "L") + "Z\"/>"
        }
    }

    /// A line through the points; one that stands alone is a dot.
    private func path(_ points: [Point]) -> String {
        var text = ""
        var run = 0
        for point in points + [Point(x: 0, y: nil)] {
            guard let value = point.y else {
                if run == 1 { text += "h0" }
                run = 0
                continue
            }
            text += (run == 0 ? "M" : "L") + self.point(point.x, value)
            run += 1
        }
        return text
    }

    private func point(_ x: Double, _ y: Double) -> String {
        Markup.number(self.x.fraction(x) * Self.width) + " "
            + Markup.number(height(self.y.fraction(y)))
    }

    private func height(_ fraction: Double) -> Double {
        (1 - fraction) * Self.height
    }

    private func percent(_ fraction: Double) -> String {
        let hundredths = Int64((fraction * 10_000).rounded())
        return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)%"
    }
}

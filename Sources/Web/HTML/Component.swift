/// A part of a page: values in, markup out. It knows no words of its own and asks nobody for anything.
protocol Component: Sendable {
    var html: HTML { get }
}

extension HTML.StringInterpolation {
    mutating func appendInterpolation(_ component: some Component) { appendInterpolation(component.html) }

    mutating func appendInterpolation(_ component: (some Component)?) {
        if let component { appendInterpolation(component.html) }
    }

    mutating func appendInterpolation(_ components: [some Component]) {
        for component in components { appendInterpolation(component.html) }
    }
}

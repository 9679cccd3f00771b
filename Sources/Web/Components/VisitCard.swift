/// A stop of the technician's day: where to go first, then whom to call and what to bring.
struct VisitCard: Component {
    var time: TimeText
    /// The street, which opens a map.
    var street: String
    var mapHref: String?
    var place: String?
    var name: String
    var phone: Link?
    var status: Badge?
    var bring: [String] = []
    var bringLabel = ""
    var note: HTML?
    var open: Link
    var isNext = false

    var html: HTML {
        """
        <article class="visit\(if: isNext, " next")"><p class="visit-time">\(time) \(status)</p>\
        <h2>\(if: mapHref, { "<a href=\"\($0)\" rel=\"noreferrer\">\(street)</a>" })\
        \(unless: mapHref != nil, .text(street))</h2>\
        \(if: place, { "<p class=\"visit-place\">\($0)</p>" })<p class="visit-who">\(name)\
        \(if: phone, { " <a class=\"call\" href=\"\($0.href)\">\($0.text)</a>" })</p>\
        \(unless: bring.isEmpty, bringList)\(note)<p class="visit-open">\(openLink)</p></article>
        """
    }

    private var bringList: HTML {
        """
        <p class="visit-bring">\(bringLabel)</p><ul class="chips">\
        \(each: bring, { "<li>\($0)</li>" })</ul>
        """
    }

    private var openLink: HTML {
        """
        <a class="button \(isNext ? "primary" : "secondary")" href="\(open.href)">\(open.text)\
        \(if: open.context, { "<span class=\"unseen\"> \($0)</span>" })</a>
        """
    }
}

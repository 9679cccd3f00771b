import Foundation
import FoundationXML

/// Personal files as they are handed over to an archive: XML 1.0 in UTF-8, by the schema `personal-files.xsd`, which goes with
/// the program. A record is named by a word of the register and by a title to read.
public struct TransferDocument: Sendable {
    public static let namespace = "urn:hemtrygg:personal-files:1"

    public struct Routine: Sendable {
        public var slug: String
        public var edition: String
        /// YAML.
        public var source: String

        public init(slug: String, edition: String, source: String) {
            self.slug = slug
            self.edition = edition
            self.source = source
        }
    }

    public struct File: Sendable {
        public var id: String
        public var records: [Record]

        public init(id: String, records: [Record]) {
            self.id = id
            self.records = records
        }
    }

    public struct Record: Sendable {
        public var kind: String
        public var title: String
        /// Found to be wrong since, and kept.
        public var isPast: Bool
        public var values: [(name: String, text: String)]

        public init(kind: String, title: String, isPast: Bool, values: [(name: String, text: String)]) {
            self.kind = kind
            self.title = title
            self.isPast = isPast
            self.values = values
        }
    }

    public var municipality: String
    public var number: Int
    /// ISO 8601, UTC.
    public var madeAt: String
    public var routines: [Routine]
    public var files: [File]

    public init(municipality: String, number: Int, madeAt: String, routines: [Routine], files: [File]) {
        self.municipality = municipality
        self.number = number
        self.madeAt = madeAt
        self.routines = routines
        self.files = files
    }

    public func xml() -> [UInt8] {
        let root = Self.element(
            "personalFiles",
            [
                ("xmlns", Self.namespace), ("municipality", municipality), ("transfer", String(number)),
                ("madeAt", madeAt),
            ])
        for routine in routines {
            root.addChild(
                Self.element(
                    "routine", [("slug", routine.slug), ("edition", routine.edition)], routine.source))
        }
        for file in files {
            let element = Self.element("file", [("id", file.id)])
            for record in file.records { element.addChild(Self.element(record)) }
            root.addChild(element)
        }
        let document = XMLDocument(rootElement: root)
        document.version = "1.0"
        document.characterEncoding = "UTF-8"
        return Array(document.xmlData(options: .nodePrettyPrint))
    }

    private static func element(_ record: Record) -> XMLElement {
        let past = record.isPast ? [("past", "true")] : []
        let element = element("record", [("kind", record.kind), ("title", record.title)] + past)
        for value in record.values {
            element.addChild(Self.element("value", [("name", value.name)], value.text))
        }
        return element
    }

    /// Attributes in the order that is given: a dictionary has none.
    private static func element(
        _ name: String, _ attributes: [(String, String)], _ text: String? = nil
    ) -> XMLElement {
        let element = XMLElement(name: name, stringValue: text.map(writable))
        for (key, value) in attributes {
            guard let attribute = XMLNode.attribute(withName: key, stringValue: writable(value)) as? XMLNode
            else {
                preconditionFailure("An attribute is a node.")
            }
            element.addAttribute(attribute)
        }
        return element
    }

    /// Without the characters that XML 1.0 cannot hold in any form (its § 2.2); the library writes them as they are.
    private static func writable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter(isWritable)))
    }

    private static func isWritable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD: true
        case 0..<0x20, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}

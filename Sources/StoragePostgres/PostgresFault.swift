import CLibPQ
import Domain
import Storage

/// What PostgreSQL refused, by its code (SQLSTATE, PostgreSQL's manual, appendix A). Its own sentences are left
/// out, since they quote what was stored.
public struct PostgresFault: DiscreetError, Hashable {
    /// Five characters; empty where the connection broke before the server said anything.
    public let code: String
    /// The constraint or the table it concerns, where the server names one.
    public let place: String
    /// The connection was lost after the commit was asked for, so that nobody knows whether it was made.
    public var isUncertain = false

    static let broken = PostgresFault(code: "", place: "")
    /// A statement that was passed over because one before it failed.
    static let abandoned = PostgresFault(code: "25P02", place: "")
    /// A text with a NUL, which neither engine can hold.
    static let unusableText = PostgresFault(code: "22021", place: "")

    public var description: String {
        "PostgreSQL: \(code.isEmpty ? "the connection broke" : code)\(place.isEmpty ? "" : " (\(place))")"
    }

    init(code: String, place: String) {
        self.code = code
        self.place = place
    }

    /// Reads the code out of a result that tells of an error.
    init(_ result: OpaquePointer) {
        let field = { (code: Character) in
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) } ?? ""
        }
        let (state, constraint, table) = (field("C"), field("n"), field("t"))
        self.init(code: state, place: constraint.isEmpty ? table : constraint)
    }
}

extension PostgresFault {
    /// Whether the connection is of no more use.
    var endsConnection: Bool {
        code.isEmpty || code.hasPrefix("08") || code.hasPrefix("57P") || code == "25006" || code == "0A000"
    }

    /// Whether the same work, begun anew, may succeed: somebody else was in the way, two did the same thing at once,
    /// or the server went away before anything was asked to be kept.
    var mayPass: Bool {
        if isUncertain { return false }
        return endsConnection || ["40001", "40P01", "23505"].contains(code)
    }

    /// How often the work is tried in all. A duplicate that is still there the second time is no race.
    var attempts: Int { code == "23505" ? 2 : 5 }

    /// What the one who asked is told; the same as the embedded database would have said.
    var answer: any Error {
        if isUncertain { return AppError(.unavailable, "error.storage.uncertain") }
        // A value of the wrong type is to the embedded database, whose tables are strict, a broken rule too.
        if code.hasPrefix("23") || code == "22P02" { return AppError.conflict("error.constraint") }
        if self == .unusableText { return AppError.invalid("error.badRequest") }
        let passing = ["40001", "40P01", "55P03", "57014"].contains(code) || code.hasPrefix("53")
        return endsConnection || passing ? AppError(.unavailable, "error.storage") : self
    }
}

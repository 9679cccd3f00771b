import TestSupport
import Testing

@testable import Domain

/// The shipped routine with each of its lines spoilt in turn: reading never breaks, and what is told stands
/// in the file and in order.
@Suite struct RoutineMutationTests {
    enum Mutation: CaseIterable, Sendable {
        case doubled, indented, cutShort, emptied, garbled

        func apply(to line: String) -> [String] {
            switch self {
            case .doubled: [line, line]
            case .indented: ["  " + line]
            case .cutShort: [String(line.prefix(line.count / 2))]
            case .emptied: [line.split(separator: ":").first.map { $0 + ":" } ?? ""]
            case .garbled: [line.replacing("e", with: "ö") + "}"]
            }
        }
    }

    @Test("each line left out in turn never breaks the reading") func leftOut() throws {
        #expect(try faultyFiles { _, _ in [] } > 200)
    }

    @Test("each line spoilt in one of five ways never breaks the reading") func spoilt() throws {
        let ways = Mutation.allCases
        #expect(try faultyFiles { line, index in ways[index % ways.count].apply(to: line) } > 200)
    }

    /// How many of the files so made have faults.
    private func faultyFiles(_ spoil: (String, Int) -> [String]) throws -> Int {
        let shipped = try ShippedRoutines.file("alarm-order.yaml")
        let lines = shipped.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var count = 0
        for index in lines.indices where !lines[index].isEmpty && !lines[index].hasPrefix("#") {
            var changed = lines
            changed.replaceSubrange(index...index, with: spoil(lines[index], index))
            let text = changed.joined(separator: "\n")
            let told = RoutineFile(name: shipped.name, text: text).problems().map(\.line)
            try #require(told == told.sorted())
            try #require(told.allSatisfy { (1...changed.count + 1).contains($0) })
            if !told.isEmpty { count += 1 }
        }
        return count
    }
}

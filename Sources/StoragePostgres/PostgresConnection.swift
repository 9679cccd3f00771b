import CLibPQ
import Storage

/// A link seen as Hemtrygg's connection.
struct PostgresConnection: Connection {
    let link: Link
    var dialect: SQLDialect { .postgres }

    func query(_ sql: SQL, _ each: (inout Row) throws -> Void) throws {
        try link.ask(sql) { answer in
            let source = PostgresRow(of: answer)
            var row = Row(source)
            for index in 0..<PQntuples(answer) {
                source.row = index
                row.rewind()
                try each(&row)
            }
        }
    }

    func stream(_ sql: SQL, _ each: (inout Row) throws -> Void) throws {
        let source = PostgresRow(of: nil)
        var row = Row(source)
        try link.stream(sql) { answer in
            source.answer = answer
            row.rewind()
            try each(&row)
        }
    }

    func execute(_ sql: SQL) throws -> Int {
        try link.ask(sql) { Int(String(cString: PQcmdTuples($0))) ?? 0 }
    }

    func send(_ sql: SQL) throws { try link.send(sql) }
}

import ArgumentParser

/// The program: `hemtrygg serve | migrate | demo | user | setting | routine | import | reconcile | verify | heads | extract |
/// backup | restore | keys | bench`.
@main
struct Hemtrygg: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hemtrygg",
        abstract: "The working desk of a municipality's welfare technology team.",
        discussion:
            """
            Exit codes: 0 done, 1 refused (the reason is printed), 64 wrong arguments, 69 the database cannot be \
            reached, 70 a fault of the program.
            """,
        subcommands: [
            Serve.self, Migrate.self, Demo.self, UserCommand.self, Setting.self, Routine.self, Import.self,
            Reconcile.self, Verify.self, Heads.self, Extract.self, Backup.self, Restore.self, Keys.self,
            Bench.self,
        ])
}

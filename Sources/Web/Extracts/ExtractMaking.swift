import Domain
import HTTPBase
import Storage

/// Makes an extract: works it out, writes its files, and seals them with it.
public struct ExtractMaker: Sendable {
    let store: any Store
    let workbench: Workbench

    public init(store: any Store, workbench: Workbench) {
        self.store = store
        self.workbench = workbench
    }

    /// How often it is worked out anew where somebody else made one at the same time.
    private static let attempts = 3

    /// - Parameters:
    ///   - draft: works out what is to be sealed.
    ///   - message: what the unit is told with a new version.
    /// - Throws: as `draft` and `seal` do.
    public func make(
        as actor: Actor, message: String = "",
        _ draft: @escaping @Sendable (Reader) throws -> Personal<ExtractDraft>
    ) async throws -> ID<SealedExtract> {
        for attempt in 1... {
            let worked = try await store.show(as: actor, draft)
            let settings = try await store.read(as: actor) { try $0.settings() }
            let files = try await workbench.run {
                try ExtractFiles(draft: worked, settings: settings).all()
            }
            do {
                return try await store.write(as: actor) {
                    try $0.seal(worked, files: files, message: message)
                }
            } catch let error as AppError where error == Self.overtaken && attempt < Self.attempts {
                continue
            }
        }
        throw Self.overtaken
    }

    private static let overtaken = AppError.conflict("extract.changedMeanwhile")
}

extension Call {
    func makeExtract(
        message: String = "", _ draft: @escaping @Sendable (Reader) throws -> Personal<ExtractDraft>
    ) async throws -> ID<SealedExtract> {
        try await ExtractMaker(store: store, workbench: workbench).make(
            as: actor, message: message, draft)
    }
}

import Domain
import Foundation
import HTTPBase
import Storage

/// Every address of the web, for links and, with `:name` in the place of a value, for the router.
enum Route {
    case start, signIn, signInCode, signInReason, signOut, assignment, language
    case account, accountSessions, accountSession(String), accountPassword
    case accounts, accountSearch, accountPage(String), accountAssignments(String), accountAssignmentEnd(
        String, String)
    case accountLock(String), firstPassword(String), factorRemoval(String), accountSessionsEnd(String)
    case secondFactor, secondFactorKey, secondFactorRemoval, recoveryCodes
    case provider, providerCallback, providerLogout
    case asset(String)
    case routine(String), newDraft(String)
    case edition(String, String), newEdition(String), editionWithdrawal(String)
    case editionUpload, editionDraft(String), editionPreview(String), editionComparison(String)
    case editionPublication(String), editionRemoval(String)
    case draft(String), draftCheck(String), draftSubmission(String), draftRemoval(String)
    case cases(QueueView?), liveCases
    case order(String), receipt(String), messages(String), cancellation(String), resumption(String), secret(
        String)
    case duty(String, String), waiver(String, String)
    case reservations(String), release(String), pairing(String)
    case visit(String), visitFinish(String), rescheduling(String), visitCancellation(String), miss(String),
        restoration(String)
    case today(Day?)
    case devices, device(String), restocking(String), deviceAct(String, String), deviceLabel(String)
    case stock, deviceModels, deviceModel(String), deviceMoves
    case service(String), relative(String)
    case kits, kit(String), kitUnpacking(String), kitLabel(String)
    case storagePlaces, placeClosing(String), placeLabels(String)
    case deliveries, delivery(String), deliveryLabels(String), receiving
    case stocktakes, deviceStocktake(String), stocktakeDifferences(String)
    case person(String), dwelling(String), fact(String, String)
    case lifeEvents(String), lifeEvent(String), lifeEventOver(String), lifeEventUndoing(String)
    case takeovers, takeover(String), takeoverUndoing(String)
    case search, overview, unit(String)
    case extracts, extract(String), extractFile(String, String), extractVersions(String)
    case personDetail(String, String), personNumber(String), registerExtract(String)
    case duplicates, merge(String, String), mergeUndoing(String, String), distinction(String, String)
    case keys(String?), keyHolding(String), keyAct(String, String), stocktake
    case keyReceipt(String), keyReceiptPDF(String), leaflet(String)
    case notices(String, [SignLanguage])
    case reconciliation, listReceiving, waitingGrants
    case listDifferences(String), listDifference(String)
    case protected, protectedSearch, protectedCase(String), protectedPerson(String)
    case brokenGlass(String), shutOut(String)
    case retention, disposals, fileHold(String), fileRelease(String), processing, consentPolicies
    case archiveTransfers, archiveFile(String), archiveReceipt(String), archiveWithdrawal(String)
    case readings, reading(String), unusualReadings, refusedRequests, readingSamples, readingSample(String)
    case personsLogs, personsLog(String)

    var path: String {
        switch self {
        case .start: "/"
        case .signIn: "/sign-in"
        case .signInCode: "/sign-in/code"
        case .signInReason: "/sign-in/reason"
        case .account: Call.ownAccountPath
        case .accountSessions: "/account/sessions"
        case .accountSession(let id): "/account/sessions/\(id)"
        case .accountPassword: "/account/password"
        case .accounts: "/accounts"
        case .accountSearch: "/accounts/search"
        case .accountPage(let id): "/accounts/\(id)"
        case .accountAssignments(let id): "/accounts/\(id)/assignments"
        case .accountAssignmentEnd(let id, let assignment): "/accounts/\(id)/assignments/\(assignment)/end"
        case .accountLock(let id): "/accounts/\(id)/lock"
        case .firstPassword(let id): "/accounts/\(id)/password"
        case .factorRemoval(let id): "/accounts/\(id)/second-factor/removal"
        case .accountSessionsEnd(let id): "/accounts/\(id)/sessions/end"
        case .secondFactor: "/account/second-factor"
        case .secondFactorKey: "/account/second-factor/key"
        case .secondFactorRemoval: "/account/second-factor/removal"
        case .recoveryCodes: "/account/recovery-codes"
        case .signOut: "/sign-out"
        case .provider: "/sign-in/provider"
        case .providerCallback: "/sign-in/provider/callback"
        case .providerLogout: "/sign-in/provider/logout"
        case .assignment: "/assignment"
        case .language: "/language"
        case .asset(let name): "/assets/\(name)"
        case .routine(let slug): "/routines/\(slug)"
        case .newDraft(let slug): "/routines/\(slug)/drafts"
        case .edition(let slug, let edition): "/routines/\(slug)/editions/\(Self.escaped(edition))"
        case .newEdition(let slug): "/routines/\(slug)/editions"
        case .editionWithdrawal(let slug): "/routines/\(slug)/withdrawal"
        case .editionUpload: "/editions"
        case .editionDraft(let id): "/editions/\(id)"
        case .editionPreview(let id): "/editions/\(id)/preview"
        case .editionComparison(let id): "/editions/\(id)/comparison"
        case .editionPublication(let id): "/editions/\(id)/publication"
        case .editionRemoval(let id): "/editions/\(id)/removal"
        case .draft(let id): "/drafts/\(id)"
        case .draftCheck(let id): "/drafts/\(id)/check"
        case .draftSubmission(let id): "/drafts/\(id)/submission"
        case .draftRemoval(let id): "/drafts/\(id)/removal"
        case .cases(let view): view.map { "/cases?view=\($0.rawValue)" } ?? "/cases"
        case .liveCases: "/cases/live"
        case .order(let number): "/cases/\(number)"
        case .receipt(let number): "/cases/\(number)/receipt"
        case .messages(let number): "/cases/\(number)/messages"
        case .cancellation(let number): "/cases/\(number)/cancellation"
        case .resumption(let number): "/cases/\(number)/resumption"
        case .secret(let number): "/cases/\(number)/secret"
        case .duty(let number, let key): "/cases/\(number)/duties/\(key)"
        case .waiver(let number, let key): "/cases/\(number)/duties/\(key)/waiver"
        case .reservations(let number): "/cases/\(number)/reservations"
        case .pairing(let number): "/cases/\(number)/pairing"
        case .release(let number): "/cases/\(number)/reservations/release"
        case .visit(let id): "/visits/\(id)"
        case .visitFinish(let id): "/visits/\(id)/finish"
        case .rescheduling(let id): "/visits/\(id)/rescheduling"
        case .visitCancellation(let id): "/visits/\(id)/cancellation"
        case .restoration(let id): "/visits/\(id)/restoration"
        case .miss(let id): "/visits/\(id)/miss"
        case .today(let day): day.map { "/today?day=\($0)" } ?? "/today"
        case .devices: "/devices"
        case .device(let serial): "/devices/\(Self.escaped(serial))"
        case .restocking(let serial): "/devices/\(Self.escaped(serial))/restocking"
        case .deviceAct(let serial, let act): "/devices/\(Self.escaped(serial))/acts/\(act)"
        case .deviceLabel(let serial): "/devices/\(Self.escaped(serial))/label"
        case .stock: "/stock"
        case .deviceModels: "/device-models"
        case .deviceModel(let id): "/device-models/\(id)"
        case .deviceMoves: "/device-moves"
        case .service(let id): "/services/\(id)"
        case .relative(let id): "/relatives/\(id)"
        case .kits: "/kits"
        case .kit(let id): "/kits/\(id)"
        case .kitUnpacking(let id): "/kits/\(id)/unpacking"
        case .kitLabel(let id): "/kits/\(id)/label"
        case .storagePlaces: "/storage-places"
        case .placeClosing(let id): "/storage-places/\(id)/closing"
        case .placeLabels(let id): "/storage-places/\(id)/labels"
        case .deliveries: "/deliveries"
        case .delivery(let id): "/deliveries/\(id)"
        case .deliveryLabels(let id): "/deliveries/\(id)/labels"
        case .receiving: "/receiving"
        case .stocktakes: "/stocktakes"
        case .deviceStocktake(let id): "/stocktakes/\(id)"
        case .stocktakeDifferences(let id): "/stocktakes/\(id)/differences"
        case .person(let id): "/people/\(id)"
        case .dwelling(let id): "/dwellings/\(id)"
        case .fact(let kind, let id): "/facts/\(kind)/\(id)"
        case .lifeEvents(let person): "/people/\(person)/events"
        case .lifeEvent(let id): "/life-events/\(id)"
        case .lifeEventOver(let id): "/life-events/\(id)/over"
        case .lifeEventUndoing(let id): "/life-events/\(id)/undoing"
        case .takeovers: "/takeovers"
        case .takeover(let unit): "/takeovers/from/\(unit)"
        case .takeoverUndoing(let id): "/takeovers/\(id)/undoing"
        case .search: "/search"
        case .overview: "/overview"
        case .unit(let id): "/units/\(id)"
        case .personDetail(let id, let detail): "/people/\(id)/details/\(detail)"
        case .personNumber(let id): "/people/\(id)/number"
        case .retention: "/retention"
        case .disposals: "/retention/disposals"
        case .archiveTransfers: "/retention/transfers"
        case .archiveFile(let number): "/retention/transfers/\(number)/file"
        case .archiveReceipt(let number): "/retention/transfers/\(number)/receipt"
        case .archiveWithdrawal(let number): "/retention/transfers/\(number)/withdrawal"
        case .fileHold(let id): "/people/\(id)/hold"
        case .fileRelease(let id): "/people/\(id)/hold/release"
        case .processing: "/processing"
        case .consentPolicies: "/consent-policies"
        case .registerExtract(let id): "/people/\(id)/register-extract"
        case .duplicates: "/duplicates"
        case .merge(let id, let other): "/people/\(id)/merge/\(other)"
        case .mergeUndoing(let id, let other): "/people/\(id)/merge/\(other)/undoing"
        case .distinction(let id, let other): "/people/\(id)/merge/\(other)/distinction"
        case .reconciliation: "/reconciliation"
        case .listReceiving: "/reconciliation/lists"
        case .waitingGrants: "/reconciliation/waiting"
        case .listDifferences(let kind): "/reconciliation/kinds/\(kind)"
        case .listDifference(let id): "/reconciliation/differences/\(id)"
        case .protected: "/protected"
        case .protectedSearch: "/protected/search"
        case .protectedCase(let number): "/protected/cases/\(number)"
        case .protectedPerson(let id): "/protected/people/\(id)"
        case .brokenGlass(let id): "/protected/broken/\(id)"
        case .shutOut(let id): "/protected/access/\(id)"
        case .readings: "/readings"
        case .reading(let id): "/readings/rows/\(id)"
        case .unusualReadings: "/readings/unusual"
        case .refusedRequests: "/readings/refused"
        case .readingSamples: "/readings/samples"
        case .readingSample(let id): "/readings/samples/\(id)"
        case .personsLogs: "/readings/people"
        case .personsLog(let id): "/readings/people/\(id)"
        case .keys(let place): place.map { "/keys?place=\(Self.queried($0))" } ?? "/keys"
        case .keyHolding(let id): "/keys/\(id)"
        case .keyAct(let id, let act): "/keys/\(id)/\(act)"
        case .stocktake: "/key-stocktake"
        case .extracts: "/extracts"
        case .extract(let id): "/extracts/\(id)"
        case .extractFile(let id, let format): "/extracts/\(id)/files/\(format)"
        case .extractVersions(let id): "/extracts/\(id)/versions"
        case .keyReceipt(let number): "/key-receipts/\(number)"
        case .keyReceiptPDF(let number): "/key-receipts/\(number)/pdf"
        case .leaflet(let number): "/cases/\(number)/leaflet"
        case .notices(let number, let languages):
            "/cases/\(number)/notices"
                + (languages.isEmpty ? "" : "?languages=" + languages.map(\.rawValue).joined(separator: ","))
        }
    }

    private static func queried(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    /// A serial number may hold a slash, and an edition's name anything; a placeholder keeps its colon.
    private static func escaped(_ name: String) -> String {
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "/;"))
        return name.hasPrefix(":") ? name : name.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}

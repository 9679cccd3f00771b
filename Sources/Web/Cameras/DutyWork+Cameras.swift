import Domain
import HTTPBase
import Storage

/// What the forms of the duties about supervision by camera say.
extension DutyWork {
    func recordConsent(_ giver: ConsentGiver) async throws {
        var typed = ConsentForm(giver: giver, recipientName: "")
        typed.speaker = ConsentForm.Speaker(rawValue: form["speaker"])
        typed.cohabitantName = Text.cleaned(form["cohabitantName"])
        typed.representativeName = Text.cleaned(form["representativeName"])
        typed.representing = Text.cleaned(form["representing"])
        typed.manner = ConsentManner(rawValue: form["manner"])
        typed.day = form["day"]
        typed.until = form["until"]
        let (number, key, consent) = (number, key, typed)
        try await call.store.write(as: call.actor) { try $0.recordConsent(key, in: number, form: consent) }
    }

    func postNotices() async throws {
        let wanted = SignLanguage.optional.filter { form["language.\($0.rawValue)"] == "yes" }
        var holds: [PlacementCheck: Bool] = [:]
        var reasons: [PlacementCheck: String] = [:]
        for check in PlacementCheck.allCases {
            holds[check] = ["yes": true, "no": false][form[check.rawValue]]
            reasons[check] = Text.cleaned(form[check.reasonField])
        }
        let posting = try NoticePosting(
            languages: Set([.swedish] + wanted), holds: holds, reasons: reasons,
            omission: Text.cleaned(form["omission"]))
        let (number, key) = (number, key)
        try await call.store.write(as: call.actor) { try $0.postNotices(key, in: number, posting: posting) }
    }

    func startSupervision() async throws {
        let start = try SupervisionStart(
            day: form["day"], time: form["time"], centre: Text.cleaned(form["centre"]), now: call.now)
        let (number, key) = (number, key)
        try await call.store.write(as: call.actor) { try $0.startSupervision(key, in: number, start: start) }
    }
}

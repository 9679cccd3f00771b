import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Storage
@testable import Web

@Suite("What a consent to supervision by camera must be")
struct ConsentPolicyPageTests {
    private var words: Words { Words.of(.swedish) }

    @Test("is read by everybody, decided by routine owners, and told where consent is taken")
    func decided() async throws {
        try await Site.open { site in
            let here = site.here
            let technician = try await site.browser(.technician)
            let law = try await technician.get("/consent-policies")
            #expect(law.text.contains(words("consentPolicy.current.law")))
            #expect(!law.text.contains(words("consentPolicy.decide")))

            let owner = try await site.browser(.routineOwner)
            let empty = try await owner.post("/consent-policies", ["from": "", "source": "SN 2027-31"])
            #expect(empty.code == 422 && empty.fault(at: "from") == words("form.required"))
            #expect(empty.value(of: "source") == "SN 2027-31", "what was typed is still there")
            let typed = [
                "from": here.time.today.description, "manner": "written", "representative": "no",
                "cohabitant": "yes", "months": "6", "source": "SN 2027-31",
            ]
            #expect(try await owner.post("/consent-policies", typed).code == 303)
            let page = try await technician.get("/consent-policies")
            for part in [
                words("consentPolicy.holds", count: 6), words("consentPolicy.manner.written"), "SN 2027-31",
                words("consentPolicy.past.law"),
            ] { #expect(page.text.contains(part), "\(part)") }
            #expect(try await owner.get("/processing").text.contains(words("consentPolicy.holds", count: 6)))

            let number = try await here.cameraCase()
            let duty = try await technician.get("/cases/\(number)/duties/consent")
            #expect(duty.text.contains(words("consentPolicy.manner.written")))
            let refused = try await technician.post(
                "/cases/\(number)/duties/consent",
                ["speaker": "themselves", "manner": "oral", "day": here.time.today.description])
            #expect(refused.code == 422)
            #expect(refused.fault(at: "manner") == words("consent.manner.mustBeWritten"))
        }
    }
}

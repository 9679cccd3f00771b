import Domain
import TestSupport
import Testing

@testable import Storage

/// R5: a camera's move and change of hands in two halves, through the real verbs by the people who take part.
@Suite struct CameraMoveTests {
    private static let working = UninstallationReport(
        conditions: [.sample(.safetyCamera, 1): .working], partIsBack: nil, remark: "")

    /// Greta is supervised at Ekholmen's, and both units have reported.
    private func reported(
        _ engine: Engine, change: String = "both"
    ) async throws -> (here: Municipality, giver: CaseNumber, receiver: CaseNumber) {
        let here = try await Municipality.open(engine)
        _ = try await here.supervisedCase()
        here.time.set("2026-11-25", "09:00")
        let giver = try await here.cameraHalf(.handingOver, change: change) {
            $0["cameraSerial"] = "kamera-1"
        }
        let receiver = try await here.cameraHalf(.receiving, change: change) { answers in
            guard change == "both" else { return }
            answers["signs.fa"] = "yes"
            answers["signs.so"] = "yes"
        }
        return (here, giver, receiver)
    }

    private func book(_ here: Municipality, _ number: CaseNumber) async throws {
        let pair = try here.pair()
        try await here.store.write(as: here.coordinator) { try $0.book("book", in: number, pair: pair) }
    }

    private func tell(
        _ here: Municipality, _ key: String, in number: CaseNumber, phonedTo: String = ""
    ) async throws {
        try await here.store.write(as: here.coordinator) {
            try $0.giveFeedback(key, in: number, text: "Klart.", phonedTo: phonedTo)
        }
    }

    private func pass(_ here: Municipality, _ number: CaseNumber) async throws {
        let day = here.time.today.description
        try await here.store.write(as: here.technician) {
            try $0.passResponsibility("passResponsibility", in: number, on: day, note: "")
        }
    }

    private func kinds(_ here: Municipality, _ number: CaseNumber) async throws -> Set<String> {
        Set(try await here.page(number).order.duties.map(\.key))
    }

    @Test(
        "R5.4-R5.28 a camera moves and changes hands: taken down, mounted, signs, supervision, and each side's own answer",
        arguments: Engine.allCases)
    func whole(engine: Engine) async throws {
        let (here, giver, receiver) = try await reported(engine)
        #expect(try await here.page(giver).answers["cameraSerial"] == "KAMERA-1")
        for number in [giver, receiver] {
            let facts = try #require(try await here.page(number).camera)
            #expect(facts.orderedLanguages == [.swedish, .persian, .somali], "what either half asks for")
        }
        try await here.consent(giver)
        try await book(here, giver)
        here.time.set("2026-12-01", "09:30")
        try await here.uninstall(giver, Self.working)
        #expect(try await here.store.count("supervisions", where: "valid_to IS NULL") == 0)
        #expect(try await here.store.count("camera_notices", where: "valid_to IS NULL") == 0)
        here.time.set("2026-12-01", "13:10")
        try await here.installCamera(receiver)
        try await here.postNotices(receiver, in: [.swedish, .persian, .somali])
        try await here.startSupervision(giver)
        let homes = try await here.store.rows(
            """
            SELECT w.street FROM camera_notices n JOIN dwellings w ON w.id = n.dwelling_id WHERE n.valid_to IS NULL
            UNION SELECT w.street FROM installations i JOIN dwellings w ON w.id = i.dwelling_id
            WHERE i.valid_to IS NULL
            """)
        #expect(homes == [["Nygatan 5"]])
        try await here.attest("updateSystems", in: giver, by: here.technician)
        try await pass(here, giver)
        try await tell(here, "feedbackGiver", in: giver)
        let silent = await refusal { try await tell(here, "feedbackReceiver", in: receiver) }
        #expect(silent?.told == ["phonedTo: feedback.phone.missing"])
        try await tell(here, "feedbackReceiver", in: receiver, phonedTo: "Anders Annan")
        try await ownEnds(here, giver, receiver)
        #expect(try await here.store.verify { _ in } == [])
    }

    /// The two sides end their own cases, and neither learns the other's.
    private func ownEnds(_ here: Municipality, _ giver: CaseNumber, _ receiver: CaseNumber) async throws {
        let handed = try await here.page(giver, as: here.orderer)
        #expect(handed.messages.flatMap(\.devices).isEmpty)
        #expect(!handed.timeline.contains { $0.details.values.contains { $0.contains("KAMERA-1") } })
        let taken = try await here.page(receiver, as: here.otherOrderer)
        #expect(taken.messages.flatMap(\.devices).map(\.serial.text) == ["KAMERA-1"])
        #expect(taken.timeline.contains { $0.kind == .serialTold })
        try await here.attest("journalGiver", in: giver, by: here.orderer)
        try await here.checkOutKeys(receiver, by: here.otherOrderer)
        for key in ["journalReceiver", "keepSerial"] {
            try await here.attest(key, in: receiver, by: here.otherOrderer)
        }
        for number in [giver, receiver] {
            #expect(try await here.page(number).order.state == .closed, "\(number)")
        }
    }

    @Test(
        "R5.2 R5.20 R5.21 a change of providers alone asks for no visit, and the supervision goes on",
        arguments: Engine.allCases)
    func providerAlone(engine: Engine) async throws {
        let (here, giver, receiver) = try await reported(engine, change: "provider")
        let duties = try await kinds(here, receiver)
        #expect(duties.isDisjoint(with: ["book", "uninstall", "install", "notices", "start", "consent"]))
        try await here.attest("updateSystems", in: receiver, by: here.technician)
        try await pass(here, receiver)
        try await tell(here, "feedbackGiver", in: giver)
        try await tell(here, "feedbackReceiver", in: receiver, phonedTo: "Anders Annan")
        #expect(try await here.store.count("supervisions", where: "valid_to IS NULL") == 1)
        let taken = try await here.page(receiver, as: here.otherOrderer)
        #expect(taken.messages.flatMap(\.devices).map(\.serial.text) == ["KAMERA-1"])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "C7 R5.2 where the unit stays the same one order is enough, and it asks for the signs",
        arguments: Engine.allCases)
    func moveAlone(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.supervisedCase()
        here.time.set("2026-11-25", "09:00")
        let number = try await here.cameraHalf(.handingOver, change: "move") {
            $0["signs.ar"] = "yes"
        }
        let duties = try await kinds(here, number)
        #expect(!duties.contains("orderReceiver") && !duties.contains("passResponsibility"))
        #expect(duties.contains("checkOutKeys"))
        #expect(try await here.page(number).camera?.orderedLanguages == [.swedish, .arabic])
        try await here.consent(number)
        try await book(here, number)
        here.time.set("2026-12-01", "09:30")
        try await here.uninstall(number, Self.working)
        here.time.set("2026-12-01", "13:10")
        try await here.installCamera(number)
        try await here.postNotices(number, in: [.swedish, .arabic])
        try await here.startSupervision(number)
        try await here.attest("updateSystems", in: number, by: here.technician)
        try await tell(here, "feedbackStaying", in: number, phonedTo: "Olga Beställare")
        let told = try await here.page(number, as: here.orderer).messages.flatMap(\.devices)
        #expect(told.map(\.serial.text) == ["KAMERA-1"], "R5.18 who goes on serving them has the number")
        try await here.attest("keepSerialStaying", in: number, by: here.orderer)
        try await here.attest("journalGiver", in: number, by: here.orderer)
        #expect(try await here.page(number).order.openDuties(of: .team).isEmpty)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R5.16 a late half that orders a language more opens the signs again; one that orders no more does not",
        arguments: Engine.allCases, [true, false])
    func lateSigns(engine: Engine, asksForMore: Bool) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.supervisedCase()
        here.time.set("2026-11-25", "09:00")
        let giver = try await here.cameraHalf(.handingOver)
        try await here.store.write(as: here.coordinator) {
            try $0.waive("orderReceiver", in: giver, reason: "Svarar inte, hon får inte bli utan tillsyn.")
        }
        try await here.consent(giver)
        try await book(here, giver)
        here.time.set("2026-12-01", "09:30")
        try await here.uninstall(giver, Self.working)
        here.time.set("2026-12-01", "13:10")
        try await here.installCamera(giver)
        try await here.postNotices(giver)
        let receiver = try await here.cameraHalf(.receiving) { answers in
            if asksForMore { answers["signs.fa"] = "yes" }
        }
        let page = try await here.page(receiver)
        #expect(page.order.duty("notices")?.isOpen == asksForMore)
        #expect(page.camera?.orderedLanguages == (asksForMore ? [.swedish, .persian] : [.swedish]))
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test("bad input: nothing of R5 is done before what it waits for", arguments: Engine.allCases)
    func outOfOrder(engine: Engine) async throws {
        let (here, giver, receiver) = try await reported(engine)
        let attempts: [(String, () async throws -> Void)] = [
            ("uninstall", { try await here.uninstall(giver, Self.working) }),
            ("install", { try await here.installCamera(receiver) }),
            ("notices", { try await here.postNotices(receiver) }),
            ("start", { try await here.startSupervision(receiver) }),
            ("feedbackReceiver", { try await tell(here, "feedbackReceiver", in: receiver, phonedTo: "A") }),
            ("feedbackGiver", { try await tell(here, "feedbackGiver", in: giver) }),
            ("journalGiver", { try await here.attest("journalGiver", in: giver, by: here.orderer) }),
            ("keepSerial", { try await here.attest("keepSerial", in: receiver, by: here.otherOrderer) }),
        ]
        for (name, attempt) in attempts {
            #expect(await refusal(attempt)?.told == ["-: duty.blocked"], "\(name)")
        }
        #expect(try await here.store.count("told_serials") == 0)
    }

    @Test(
        "R5.19 what is missing the team asks of either side in its own case, and the other does not read it",
        arguments: Engine.allCases)
    func asking(engine: Engine) async throws {
        let (here, giver, receiver) = try await reported(engine)
        try await here.store.write(as: here.coordinator) {
            try $0.sendMessage("Vem öppnar i den gamla bostaden?", in: giver)
        }
        try await here.store.write(as: here.orderer) { try $0.sendMessage("Vaktmästaren.", in: giver) }
        #expect(try await here.page(giver, as: here.orderer).messages.count == 2)
        #expect(try await here.page(receiver, as: here.otherOrderer).messages.isEmpty)
        try await here.store.write(as: here.coordinator) {
            try $0.sendMessage("Behövs fler skyltar?", in: receiver)
        }
        #expect(try await here.page(giver, as: here.orderer).messages.count == 2)
    }

    @Test(
        "I16 I3 without the receiver's half nobody knows whether they live with somebody: the question is open, and supervision waits for it",
        arguments: Engine.allCases)
    func oneSided(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let giver = try await here.cameraHalf(.handingOver)
        #expect(try await here.page(giver).order.duty("consentCohabitant") == nil)
        try await here.store.write(as: here.coordinator) {
            try $0.waive("orderReceiver", in: giver, reason: "Svarar inte, natten närmar sig.")
        }
        let order = try await here.page(giver).order
        #expect(order.duty("consentCohabitant")?.isOpen == true)
        let start = try #require(
            order.duties.first {
                if case .startSupervision = $0.definition.kind { true } else { false }
            })
        #expect(order.blockers(of: start).contains { $0.key == "consentCohabitant" })
    }

    @Test(
        "R5.4 the keys that the handing-over unit has signed for are given back, against a receipt",
        arguments: Engine.allCases)
    func keysBack(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        _ = try await here.closedCase(withLock: false)
        here.time.set("2026-11-25", "09:00")
        let giver = try await here.cameraHalf(.handingOver) { $0["keysHeld"] = "yes" }
        #expect(try await here.page(giver).order.duty("giveBackKeys")?.isOpen == true)
        try await here.giveBackAllKeys("giveBackKeys", in: giver)
        #expect(try await here.page(giver).order.duty("giveBackKeys")?.state == .done)
        #expect(try await here.holdings().isEmpty, "the unit holds nothing any more")
        #expect(try await here.store.count("key_receipts", where: "movement = 'giveBack'") == 1)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I3 a half that is missing in a camera's move is reminded of and escalated, whatever the team could do meanwhile",
        arguments: Engine.allCases)
    func reminded(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        here.time.set("2026-11-24", "09:00")
        let giver = try await here.cameraHalf(.handingOver)
        #expect(try await here.page(giver).order.waiting(on: .team) != nil, "consent can be asked for now")
        #expect(try await here.store.write(as: .system) { try $0.remindOfHalves() } == 1)
        here.time.set("2026-11-27", "09:00")
        #expect(try await here.store.write(as: .system) { try $0.remindOfHalves() } == 1)
        let told = try await here.page(giver).timeline.map(\.kind)
        #expect(told.contains(.halfReminded) && told.contains(.halfEscalated))
    }

    @Test(
        "R5.2 R5.21 one half says a move, the other only a change of provider: where nobody moves, the work of the move falls away",
        arguments: Engine.allCases)
    func staying(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let giver = try await here.cameraHalf(.handingOver)
        let receiver = try await here.cameraHalf(.receiving, change: "provider")
        let move = try #require(try await here.page(giver).move)
        let stays = try #require(move.half(.receiving)?.terms)
        #expect(stays.oldHome == stays.newHome)
        try await here.store.write(as: here.coordinator) {
            try $0.settleDifferences(
                "agree", in: giver,
                Settlement(
                    movesOn: move.movesOn, oldHome: stays.oldHome.id, newHome: stays.newHome.id,
                    note: "Hon bor kvar."))
        }
        let order = try await here.page(receiver).order
        let left = order.duties.filter { $0.isOpen && order.isShared($0) }
        #expect(left.allSatisfy { !$0.definition.kind.changesHome && !$0.definition.kind.isBooking })
        #expect(
            left.contains { if case .passResponsibility = $0.definition.kind { true } else { false } })
        #expect(order.duty("book")?.state == .waived)
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "R5.21 C4 a camera's move to the home where it is already is refused at the new address",
        arguments: Engine.allCases)
    func sameAddress(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let refused = await refusal {
            _ = try await here.cameraHalf(.receiving) { answers in
                for (part, value) in [
                    ("street", SamplePerson.greta.street), ("apartment", "1102"), ("postalCode", "58925"),
                ] { answers["newHome.\(part)"] = value }
            }
        }
        #expect(refused?.told == ["newHome.street: move.sameAddress"])
        #expect(try await here.store.count("cases") == 0)
    }

    @Test(
        "R5.6 C6 the reporting unit is known by who is signed in", arguments: Engine.allCases)
    func unit(engine: Engine) async throws {
        let (here, giver, receiver) = try await reported(engine)
        #expect(try await here.page(giver).unit == "Hemtjänst Ekholmen")
        #expect(try await here.page(receiver).unit == "Hemtjänst Lambohov")
        for number in [giver, receiver] {
            let answers = try await here.page(number).answers
            #expect(answers["senderMail"] == "avsandare@example.org")
        }
    }

    @Test(
        "I16 the cohabitant in the new home is asked, and supervision waits for the answer",
        arguments: Engine.allCases)
    func cohabitant(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.cameraHalf(.handingOver, change: "move") { $0["cohabitant"] = "yes" }
        try await book(here, number)
        here.time.set("2026-12-01", "09:30")
        try await here.uninstall(
            number, UninstallationReport(conditions: [:], partIsBack: nil, remark: ""))
        try await here.installCamera(number)
        try await here.postNotices(number)
        try await here.consent(number)
        #expect(await refusal { try await here.startSupervision(number) }?.told == ["-: duty.blocked"])
        try await here.consent(number, "consentCohabitant", from: .cohabitant)
        try await here.startSupervision(number)
        #expect(
            try await here.store.rows("SELECT CAST(needs_cohabitant AS TEXT) FROM supervisions") == [["1"]])
        #expect(try await here.store.verify { _ in } == [])
    }

    @Test(
        "I18 a consent that is taken back while the camera moves: both halves are told once, and the visits are called off",
        arguments: Engine.allCases)
    func withdrawnWhileMoving(engine: Engine) async throws {
        let (here, giver, receiver) = try await reported(engine)
        try await book(here, giver)
        try await here.record(.consentWithdrawn, by: here.coordinator)
        for number in [giver, receiver] {
            let page = try await here.page(number)
            #expect(page.timeline.filter { $0.kind == .consentWithdrawn }.count == 1, "\(number)")
            #expect(page.visits.map(\.status) == [.cancelled, .cancelled], "\(number)")
            #expect(page.order.duty("book")?.isOpen == true, "\(number)")
        }
        #expect(try await here.store.count("supervisions", where: "valid_to IS NULL") == 0)
        #expect(try await here.store.verify { _ in } == [])
    }
}

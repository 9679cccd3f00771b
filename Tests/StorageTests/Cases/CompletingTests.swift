import Domain
import TestSupport
import Testing

@testable import Storage

@Suite struct CompletingTests {
    @Test(
        "of two who complete the same duty at once one wins and the other is told", arguments: Engine.allCases
    )
    func atOnce(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase(withLock: false)
        let people = [here.technician, here.secondTechnician, here.coordinator]
        let answers = await withTaskGroup(of: AppError?.self) { group in
            for person in people {
                group.addTask {
                    await refusal { try await here.attest("registerAlarm", in: number, by: person) }
                }
            }
            var answers: [AppError?] = []
            for await answer in group { answers.append(answer) }
            return answers
        }
        #expect(answers.filter { $0 == nil }.count == 1)
        #expect(
            answers.compactMap { $0 } == Array(repeating: AppError.conflict("duty.alreadyEnded"), count: 2))
        #expect(try await here.store.count("events", where: "kind = 'attested'") == 1)
    }

    @Test(
        "who comes second with a key receipt uses up no number and leaves nothing", arguments: Engine.allCases
    )
    func secondReceipt(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        try await here.checkOutKeys(number)
        #expect(
            await refusal { try await here.checkOutKeys(number, by: here[.unitManager]) }
                == .conflict("duty.alreadyEnded"))
        #expect(try await here.store.count("key_receipts") == 1)
        let next = try await here.orderedCase(for: .osten)
        #expect(try await here.checkOutKeys(next) == "N-2026-0002")
    }

    @Test("a case changed in between is not overwritten", arguments: Engine.allCases)
    func revision(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        let refused = await refusal {
            try await here.store.write(as: here.coordinator) { tx in
                let order = try tx.visibleCase(number)
                try tx.save(order, expecting: order.revision - 1)
            }
        }
        #expect(refused == .conflict("case.changedMeanwhile"))
    }

    @Test("a duty waits until what it follows is done", arguments: Engine.allCases)
    func blocked(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        for key in ["registerAlarm", "registerTes"] {
            #expect(
                await refusal { try await here.attest(key, in: number, by: here.technician) }
                    == .invalid("duty.blocked"), "\(key)")
        }
        #expect(await refusal { try await here.installAlarm(number) } == .invalid("duty.blocked"))
        #expect(
            await refusal { try await here.attest("journal", in: number, by: here.orderer) }
                == .invalid("duty.blocked"))
        #expect(try await here.store.count("function_tests") == 0)
    }

    @Test("each party does its own duties", arguments: Engine.allCases)
    func otherParty(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase(withLock: false)
        #expect(
            await refusal { try await here.attest("registerAlarm", in: number, by: here.orderer) }
                == .forbidden("error.forbidden"))
        #expect(
            await refusal { try await here.checkOutKeys(number, by: here.technician) }
                == .forbidden("error.forbidden"))
    }

    @Test("a duty answers only to its own kind of evidence", arguments: Engine.allCases)
    func kinds(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        for key in ["book", "leaflet", "nonsense"] {
            #expect(
                await refusal { try await here.attest(key, in: number, by: here.technician) } == .notFound)
        }
        let refused = await refusal {
            try await here.store.write(as: here.coordinator) {
                try $0.book("leaflet", in: number, visit: here.visit())
            }
        }
        #expect(refused == .notFound)
    }

    @Test("a day to come, or no day at all, cannot be attested", arguments: Engine.allCases)
    func days(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase(withLock: false)
        for (day, key) in [
            ("", "form.required"), ("2026-02-30", "form.day.wrong"), ("24/11", "form.day.wrong"),
            ("2026-11-25", "form.day.future"),
        ] {
            let attested = await refusal {
                try await here.store.write(as: here.technician) {
                    try $0.attest("registerAlarm", in: number, on: day, note: "")
                }
            }
            #expect(attested == .invalid(key, field: "day"), "\(day)")
            let handed = await refusal {
                try await here.store.write(as: here.technician) {
                    try $0.handOverLeaflet("leaflet", in: number, on: day, language: .english)
                }
            }
            #expect(handed == .invalid(key, field: "day"), "\(day)")
        }
    }

    @Test("R2.13 a leaflet has a language", arguments: Engine.allCases)
    func language(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase(withLock: false)
        let refused = await refusal {
            try await here.store.write(as: here.technician) {
                try $0.handOverLeaflet("leaflet", in: number, on: "2026-11-24", language: nil)
            }
        }
        #expect(refused == .invalid("form.choose", field: "language"))
    }

    @Test("texts have an end", arguments: Engine.allCases)
    func lengths(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase(withLock: false)
        let long = String(repeating: "å", count: 100_000)
        let marks = "å" + String(repeating: "\u{301}", count: 100_000)
        for text in [long, marks] {
            let attempts: [@Sendable (Tx) throws -> Void] = [
                { try $0.attest("registerAlarm", in: number, on: "2026-11-24", note: text) },
                { try $0.sendMessage(text, in: number) },
                { try $0.waive("registerAlarm", in: number, reason: text) },
                { try $0.noteCall(in: number, contacted: text, outcome: .agreed, note: "") },
                { try $0.noteCall(in: number, contacted: "Karin", outcome: .agreed, note: text) },
            ]
            for (index, attempt) in attempts.enumerated() {
                let refused = await refusal { try await here.store.write(as: here.coordinator, attempt) }
                #expect(refused?.faults.map(\.key) == ["form.tooLong"], "\(index)")
            }
        }
    }

    @Test(
        "R2.14 the feedback waits for every register and the leaflet, and says something",
        arguments: Engine.allCases)
    func feedback(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase(withLock: false)
        let give = { (text: String) in
            await refusal {
                try await here.store.write(as: here.coordinator) {
                    try $0.giveFeedback("feedback", in: number, text: text, phonedTo: "")
                }
            }
        }
        #expect(await give("Klart") == .invalid("duty.blocked"))
        #expect(await give(" \n ") == .invalid("form.required", field: "text"))
        #expect(try await here.store.count("messages") == 0)
    }

    @Test("a message goes both ways and changes no duty", arguments: Engine.allCases)
    func messages(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.orderedCase()
        try await here.store.write(as: here.orderer) { try $0.sendMessage("Hon är döv.", in: number) }
        try await here.store.write(as: here.technician) { try $0.sendMessage("Tack.", in: number) }
        let page = try await here.page(number)
        #expect(page.messages.map(\.sender) == [.orderer, .team])
        #expect(page.messages.map(\.text) == ["Hon är döv.", "Tack."])
        #expect(page.messages.allSatisfy { !$0.isFeedback })
        #expect(page.order.waiting?.duty == "book")
    }

    @Test("a waived duty names who and why, and blocks nothing", arguments: Engine.allCases)
    func waived(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let number = try await here.installedCase()
        try await here.attest("registerAlarm", in: number, by: here.technician)
        let waive = { (key: String, reason: String, actor: Actor) in
            await refusal {
                try await here.store.write(as: actor) { try $0.waive(key, in: number, reason: reason) }
            }
        }
        #expect(
            await waive("registerTes", "kort", here.coordinator)
                == .invalid("duty.waive.reason", field: "reason"))
        #expect(
            await waive("registerTes", "TES tas ur bruk.", here.technician) == .forbidden("error.forbidden"))
        #expect(await waive("registerTes", "TES tas ur bruk.", here.coordinator) == nil)
        #expect(
            await waive("registerTes", "TES tas ur bruk.", here.coordinator) == .conflict("duty.alreadyEnded")
        )
        let page = try await here.page(number)
        #expect(page.order.duty("registerTes")?.state == .waived)
        #expect(page.ended["registerTes"]?.who == "Cecilia Samordnare")
        #expect(page.ended["registerTes"]?.evidence == ["reason": "TES tas ur bruk."])
        #expect(page.order.waiting?.duty == "leaflet")
    }

    @Test("the feedback is due two working days after the alarm was mounted", arguments: Engine.allCases)
    func deadline(engine: Engine) async throws {
        let here = try await Municipality.open(engine)
        let page = try await here.page(try await here.installedCase())
        #expect(page.order.duty("feedback")?.dueOn == Day("2026-11-26"))
    }
}

import Documents
import Domain
import Testing

@Suite("Key receipts on paper")
struct KeyReceiptDocumentTests {
    private func read(_ receipt: KeyReceiptDocument) throws -> Poppler {
        Poppler(try receipt.pdf(createdAt: KeyReceiptDocument.createdAt))
    }

    @Test("R2.4 the receipt has one copy for the person and one for the unit")
    func twoCopies() throws {
        let pages = try read(.sample()).pages()
        #expect(pages.count == 2)
        #expect(pages.first?.contains("Exemplar till brukaren") == true)
        #expect(pages.first?.contains("Exemplar till verksamheten") == false)
        #expect(pages.last?.contains("Exemplar till verksamheten") == true)
        #expect(pages.allSatisfy { $0.contains("Sida 1 av 1") })
    }

    @Test("I12 both copies say what, how many, whose, from whom, to whom and where")
    func everyFact() throws {
        let facts = [
            "Vallbyköpings kommun", "Nyckelkvittens", "N-0412", "2026-11-18", "Åke Söderström",
            "19890101-9802",
            "Östra Långgatan 14 B", "582 24", "Gun-Britt Söderström", "Ängla Ek", "Hemtjänst Ekholmen natt",
            "Omsorgsbolaget Vallby AB", "Skåp 2, krok 17", "VT-2026-000123", "ASSA 2271-08", "7F3-22",
            "Verksamheten har tagit emot nycklarna.", "Låset går trögt.",
        ]
        for page in try read(.sample()).pages() {
            for fact in facts { #expect(page.contains(fact), "\(fact) is missing") }
            #expect(page.contains(/Nyckel till bostaden +ASSA 2271-08 +2\n/))
        }
    }

    @Test("R2.4 both parties sign, and sign again when the keys go back")
    func signatureLines() throws {
        for page in try read(.sample()).pages() {
            #expect(page.ranges(of: "Namnteckning").count == 4)
            #expect(page.contains("När nycklarna lämnas tillbaka"))
        }
        for page in try read(.sample { $0.hasRoomForReturn = false }).pages() {
            #expect(page.ranges(of: "Namnteckning").count == 2)
            #expect(!page.contains("När nycklarna lämnas tillbaka"))
        }
    }

    @Test("R1.6 I12 a receipt between two units names both on both copies, which they sign once")
    func transfer() throws {
        let receipt = KeyReceiptDocument.sample {
            ($0.receivingUnit, $0.cabinet, $0.caseNumber) = ("Hemtjänst Lambohov", "", "")
            $0.hasRoomForReturn = false
        }
        let pages = try read(receipt).pages()
        #expect(pages.count == 2)
        for page in pages {
            #expect(page.contains("Hemtjänst Ekholmen natt") && page.contains("Hemtjänst Lambohov"))
            #expect(page.ranges(of: "Namnteckning").count == 2)
            #expect(!page.contains("receipt.caseNumber"))
        }
    }

    @Test("two hundred keys go on over several pages, none lost, the column headings on each")
    func manyItems() throws {
        let items = (1...200).map {
            KeyReceiptDocument.Item(kind: "Nyckel", label: "M-\($0)-Ö", count: 1000 + $0)
        }
        let pages = try read(.sample { $0.items = items }).pages()
        #expect(pages.count > 4)
        #expect(pages.count.isMultiple(of: 2))
        let perCopy = pages.count / 2
        for copy in [pages.prefix(perCopy), pages.suffix(perCopy)] {
            let text = copy.joined()
            for item in items {
                #expect(text.ranges(of: " \(item.label) ").count == 1)
                #expect(text.ranges(of: " \(item.count)\n").count == 1)
            }
            for (index, page) in copy.enumerated() {
                #expect(page.contains("Sida \(index + 1) av \(perCopy)"))
                #expect(page.contains("Nyckelkvittens N-0412"))
                #expect(!page.contains("M-") || page.contains("Vad  "))
            }
        }
    }

    @Test("what is not known leaves no empty heading")
    func unknownFacts() throws {
        let text = try read(.sample { ($0.cabinet, $0.note) = ("", " ") }).text()
        #expect(!text.contains("receipt.cabinet"))
        #expect(text.contains("receipt.unit"))
    }

    @Test("the receipt is tagged, has a language and a title, and its fonts inside")
    func accessible() throws {
        let poppler = try read(.sample())
        let info = try poppler.info()
        #expect(info["Title"] == "Nyckelkvittens N-0412")
        #expect(info["Author"] == "Vallbyköpings kommun")
        #expect(info["Tagged"] == "yes")
        #expect(info["Page size"]?.contains("A4") == true)
        #expect(info["CreationDate"]?.contains("2026") == true)
        #expect(poppler.source.contains("/Lang (sv)"))
        #expect(poppler.source.contains("/DisplayDocTitle true"))
        #expect(try read(.sample { $0.language = .english }).source.contains("/Lang (en)"))

        let fonts = try poppler.fonts()
        #expect(fonts.count == 2)
        #expect(fonts.allSatisfy { $0.contains("NotoSans") && $0.contains(/yes yes yes/) })
    }

    @Test("readers follow headings, terms with values, and a table with its column headings")
    func structure() throws {
        let structure = try read(.sample()).structure()
        #expect(structure.contains(/H1 \(block\)\n *"Nyckelkvittens"/))
        #expect(structure.contains(/LBody \(block\)\n *"Åke Söderström"/))
        #expect(structure.contains(/TH.*\n *\/Scope \/Column\n *"Vad"/))
        #expect(structure.contains(/TR\n *TD\n *"Nyckel till bostaden"\n *TD\n *"ASSA 2271-08"\n *TD\n *"2"/))
        #expect(structure.contains("Östra Långgatan 14 B, lgh 1203, 582 24 Vallbyköping"))
    }

    @Test("the same receipt at the same moment gives the same bytes, from many threads at once")
    func sameBytes() async throws {
        let first = try KeyReceiptDocument.sample().pdf(createdAt: KeyReceiptDocument.createdAt)
        let others = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<32 {
                group.addTask { try KeyReceiptDocument.sample().pdf(createdAt: KeyReceiptDocument.createdAt) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(others.count == 32)
        #expect(others.allSatisfy { $0 == first })
        let later = KeyReceiptDocument.createdAt.adding(minutes: 1)
        #expect(try KeyReceiptDocument.sample().pdf(createdAt: later) != first)
    }
}

import Domain
import TestSupport
import Testing

@testable import HTTPBase
@testable import Web

@Suite("A routine drawn, and in words")
struct RoutineDrawingTests {
    @Test(
        "the drawing has a title, a description, every duty, and the same in words",
        arguments: Language.allCases)
    func whole(language: Language) throws {
        for file in try ShippedRoutines.all() {
            let routine = try file.edition()
            let drawing = RoutineDrawing(routine: routine, words: .of(language)).html.description.readBack
            #expect(drawing.contains("role=\"img\"") && drawing.contains("<desc id=\"drawing-text\">"))
            for duty in routine.duties {
                #expect(drawing.contains("<title>\(duty.title(language))</title>"))
                #expect(drawing.contains("<strong>\(duty.title(language))</strong>"))
            }
            #expect(drawing.matches("\\[[a-z]+\\.[a-zA-Z.]+\\]").isEmpty)
            #expect(!drawing.contains(" style="), "the content security policy forbids it")
        }
    }

    @Test("a routine that two units order has a lane for each of them and one for the team, in their order")
    func lanes() throws {
        let routine = try ShippedRoutines.file("alarm-move.yaml").edition()
        let drawing = RoutineDrawing(routine: routine, words: .of(.swedish)).html.description.readBack
        let lanes = drawing.matches("<text class=\"lane-name\"[^>]*>([^<]*)</text>")
        #expect(
            lanes == ["Överlämnande verksamhet", "Mottagande verksamhet", "Välfärdsteknikteamet"])
        #expect(
            drawing.contains("Skriv i brukarens journal</strong> (mottagande verksamhet)"),
            "the same title on both sides is told apart in words")
    }

    @Test("in words: who, after what, on what condition, and when")
    func words() throws {
        let routine = try ShippedRoutines.file("alarm-order.yaml").edition()
        let drawing = RoutineDrawing(routine: routine, words: .of(.swedish)).html.description.readBack
        #expect(drawing.contains("Montera och prova låsenheten</strong> (Välfärdsteknikteamet)"))
        #expect(drawing.contains("Bara om svaret på ”Behövs en digital låsenhet?” är Ja."))
        #expect(drawing.contains("Inom 5 arbetsdagar från det att beställningen kom."))
        #expect(drawing.contains("Inom 2 arbetsdagar efter ”Installera och prova larmet”."))
    }

    @Test("a title is broken at words, and cut where it is too long for its box")
    func lines() {
        #expect(RoutineDrawing.lines(of: "Boka tid") == ["Boka tid"])
        #expect(
            RoutineDrawing.lines(of: "Informera och lämna informationsbladet")
                == ["Informera och lämna", "informationsbladet"])
        let long = RoutineDrawing.lines(of: String(repeating: "välfärdsteknik ", count: 12))
        #expect(long.count == 3 && long.allSatisfy { $0.count <= 23 } && long[2].hasSuffix("…"))
        #expect(
            RoutineDrawing.lines(of: String(repeating: "x", count: 60)) == [
                String(repeating: "x", count: 22) + "…"
            ])
        #expect(RoutineDrawing.lines(of: "") == [])
    }
}

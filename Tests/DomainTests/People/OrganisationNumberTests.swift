import Domain
import Testing

@Suite struct OrganisationNumberTests {
    @Test(
        "ten digits, with hyphen or the prefix 16, mean the same number",
        arguments: ["212000-0449", "2120000449", "162120000449", "16212000-0449", " 212000–0449 "])
    func spellings(text: String) throws {
        let number = try OrganisationNumber.parse(text)
        #expect(number.value == "2120000449")
        #expect(number.display == "212000-0449")
    }

    @Test(
        "a wrong check digit, a person's number and other texts are refused",
        arguments: [
            "212000-0448", "811228-9874", "19811228-9874", "168112289874", "192120000449", "212000+0449",
            "212000",
            "", "SE2120000449", "2120A0-0449", "212000 0449",
        ])
    func refused(text: String) {
        #expect(throws: AppError.invalid("identity.organisationNumber")) {
            try OrganisationNumber.parse(text)
        }
    }
}

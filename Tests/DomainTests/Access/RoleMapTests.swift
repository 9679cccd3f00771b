import Foundation
import Testing

@testable import Domain

@Suite("The file of roles")
struct RoleMapTests {
    private static let file = """
        login: upn
        roles:
          - {claim: groups, value: vt, role: technician, team: Teamet}
          - {claim: realm_access.roles, value: chef, role: unitManager, unit: Ekholmen}
          - {claim: "https://example.se/roller", value: granskare, role: auditor}
          - {claim: department, value: vt, role: technician, team: Teamet}
        """

    private func claims(_ json: String) throws -> Claims {
        try JSONDecoder().decode(Claims.self, from: Data(json.utf8))
    }

    @Test(
        "gives roles for texts, lists and what lies within, each once",
        arguments: [
            (#"{"groups": "vt"}"#, [RoleGrant(.technician, in: "Teamet")]),
            (
                #"{"groups": ["x", "vt", 1, null, ["vt"]], "department": "vt"}"#,
                [RoleGrant(.technician, in: "Teamet")]
            ),
            (#"{"realm_access": {"roles": ["chef"]}}"#, [RoleGrant(.unitManager, in: "Ekholmen")]),
            (#"{"https://example.se/roller": ["granskare"]}"#, [RoleGrant(.auditor)]),
            (#"{"groups": "VT"}"#, []), (#"{"groups": {"vt": true}}"#, []), (#"{"groups": "a vt b"}"#, []),
            (#"{"realm_access": "chef"}"#, []), ("{}", []),
        ])
    func grants(json: String, expected: [RoleGrant]) throws {
        let map = try RoleMap(text: Self.file, file: "roles.yaml")
        #expect(map.grants(try claims(json)) == expected)
    }

    @Test("says which claims an account is called by")
    func names() throws {
        let map = try RoleMap(text: Self.file, file: "roles.yaml")
        let somebody = try claims(#"{"upn": "kim", "name": "Kim", "preferred_username": "other"}"#)
        #expect(map.login(somebody) == "kim" && map.name(somebody) == "Kim")
        #expect(map.login(try claims("{}")) == "")
    }

    @Test("tells every fault with its line")
    func faults() throws {
        let faulty = """
            rolls: []
            roles:
              - {claim: groups, value: vt, role: technican, team: T}
              - {claim: groups, value: vt, role: technician, unit: U}
              - {claim: groups, role: auditor, team: T}
            """
        let faults = try #require(throws: RoutineFaults.self) { try RoleMap(text: faulty, file: "r.yaml") }
        let told = faults.problems.map { "\($0.line) \($0.key)" }
        #expect(told.filter { $0.hasPrefix("1 ") }.count == 1)
        #expect(told.filter { $0.hasPrefix("3 ") }.count == 1)
        #expect(told.filter { $0.hasPrefix("4 ") }.count == 2)
        #expect(told.filter { $0.hasPrefix("5 ") }.count == 2)
        #expect(throws: RoutineFaults.self) { try RoleMap(text: "roles: []", file: "r.yaml") }
        #expect(throws: RoutineFaults.self) { try RoleMap(text: "", file: "r.yaml") }
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
import Quantities
import Testing

@testable import Evidence

@Suite struct FoundryTests {
    private static let snapshot = """
        Vault:test_Deposit() (gas: 123456)
        Vault:testFuzz_Deposit(uint256,address) (runs: 256, μ: 31000, ~: 31250)
        Vault:testFuzz_Pair((uint256,uint256)) (runs: 256, μ: 7, ~: 8)
        Vault:invariant_Solvent() (runs: 256, calls: 3840, reverts: 12)

        """

    @Test func gasSnapshot() throws {
        let record = try GasRecord.read(Array(Self.snapshot.utf8))
        #expect(
            record.measurements == [
                GasMeasurement(name: "Vault:test_Deposit()", gas: Gas(123_456), basis: .single),
                GasMeasurement(
                    name: "Vault:testFuzz_Deposit(uint256,address)", gas: Gas(31_250),
                    basis: .median),
                GasMeasurement(
                    name: "Vault:testFuzz_Pair((uint256,uint256))", gas: Gas(8), basis: .median),
            ])
        #expect(record.withoutGas == 1)
        #expect(record.measurements[1].function == "testFuzz_Deposit")
    }

    /// Shape: foundry-rs/foundry, tests of the command line, gas report as JSON.
    @Test func gasReport() throws {
        let text = """
            [{"contract": "src/A.sol:Bond", "deployment": {"gas": 133015, "size": 394},
              "functions": {"pay(uint256)": {"calls": 3, "min": 1, "mean": 45656, "median": 2,
              "max": 4}, "at()": {"calls": 1, "min": 9, "mean": 9, "median": 9, "max": 9}}},
             {"contract": "src/B.sol:Vault", "deployment": {"gas": 0, "size": 0},
              "functions": {}},
             {"contract": "src/C.sol:Vault", "deployment": {"gas": 5, "size": 1}, "functions": {}}]
            """
        let record = try GasRecord.read(Array(text.utf8))
        #expect(
            record.measurements.map { "\($0.name) \($0.gas.units) \($0.basis.rawValue)" } == [
                "Bond:deployment 133015 one call", "Bond:at() 9 mean of the calls",
                "Bond:pay(uint256) 45656 mean of the calls",
                "src/C.sol:Vault:deployment 5 one call",
            ])
    }

    @Test(
        "What is no gas report is an error that says where and why",
        arguments: [
            ("Vault:test() (gas: 12.5)", "1:15: ", "'12.5' is no whole number"),
            ("Vault:a() (gas: 1)\nVault:b() (gas: -1)", "2:12: ", "'-1' is no whole number"),
            ("Vault:a() (gas: 18446744073709551616)", "1:12: ", "up to 18446744073709551615"),
            ("Vault:a()", "1:1: ", "expected 'Contract:test() (gas: 12345)'"),
            ("No files changed (x)", "1:1: ", "expected a contract"),
            ("Vault:a() (gas 5)", "1:12: ", "expected a name, ':' and a number"),
            ("Vault:a() (runs: 5)", "1:12: ", "expected 'gas: N'"),
            ("Vault:a() (gas: 1)\nVault:a() (gas: 2)", "'Vault:a()' stands twice", "keep one"),
            ("", "it holds no measurement", ".gas-snapshot"),
            ("Vault:i() (runs: 1, calls: 2, reverts: 0)", "it holds no measurement", "forge"),
            ("[]", "it holds no measurement", "--gas-report --json"),
            ("[{\"contract\": 5}]", "[0].contract: ", "forge test --gas-report --json"),
            ("[{\"contract\": \"A\"}]", "[0]: there is no 'functions'", "forge test"),
            ("[{", "1:3: ", "a key in quotes must be here"),
            ("{\"a\": 1}", "an object", "forge test"),
            (
                "[{\"contract\": \"A\", \"functions\": {\"f()\": {\"mean\": 1.5}}}]",
                "[0].functions.f().mean: a number", "a whole number of gas"
            ),
            (
                "[{\"contract\": \"A\", \"functions\": {\"f()\": {\"mean\": -1}}}]",
                "[0].functions.f().mean: ", "up to 2^53"
            ),
        ])
    func refused(text: String, begins: String, says: String) {
        do throws(EvidenceError) {
            _ = try GasRecord.read(Array(text.utf8))
            Issue.record("\(text) was read")
        } catch {
            #expect("\(error)".hasPrefix(begins), "\(error)")
            #expect("\(error)".contains(says), "\(error)")
        }
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// A protocol fee rule under the name that files of known answers have for it.
struct FeeMechanism: Sendable {
    /// The rule with its inputs in it.
    typealias Rule = @Sendable () throws(FeeError) -> FeeAnswer
    typealias Reading = @Sendable (inout FeeInputs) throws(VerificationError) -> Rule

    let name: String
    /// Takes exactly the inputs of the rule.
    let read: Reading

    init(_ name: String, _ read: @escaping Reading) {
        self.name = name
        self.read = read
    }

    static let all = ethereum + opStack + arbitrum

    static func mechanism(named name: String) -> FeeMechanism? { all.first { $0.name == name } }
}

/// What a rule gives: one number, or several by their names.
enum FeeAnswer: Sendable {
    case one(Natural)
    case several([(name: String, value: Natural)])

    static func gas(_ gas: Gas) -> FeeAnswer { .one(Natural(gas.units)) }
    static func wei(_ wei: Wei) -> FeeAnswer { .one(Natural(wei.wei)) }
    static func price(_ price: WeiPerGas) -> FeeAnswer { .one(Natural(price.wei)) }
    static func flag(_ flag: Bool) -> FeeAnswer { .one(flag ? 1 : 0) }
}

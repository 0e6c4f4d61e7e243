// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// Ethereum's rules.
extension FeeMechanism {
    static let ethereum = [
        FeeMechanism("eip1559_base_fee", baseFee),
        FeeMechanism("gas_limit_valid", gasLimitValid),
        FeeMechanism("gas_limit_step", gasLimitStep),
        FeeMechanism("fake_exponential", fakeExponential),
        FeeMechanism("blob_base_fee", blobBaseFee),
        FeeMechanism("blob_excess", blobExcess),
        FeeMechanism("calldata_floor_gas", calldataFloor),
        FeeMechanism("intrinsic_gas", intrinsicGas),
        FeeMechanism("tx_gas_7623", transactionGas),
    ]

    @Sendable private static func baseFee(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let parent = BaseFeeRule.Parent(
            baseFee: try inputs.price("base_fee"), gasUsed: try inputs.gas("gas_used"),
            gasLimit: try inputs.gas("gas_limit"),
            dataFootprint: try inputs.gas("da_footprint", default: .zero))
        let elasticity = try inputs.count("elasticity", default: 2)
        let denominator = try inputs.count("denominator", default: 8)
        let minimum = try inputs.price("min_base_fee", default: .zero)
        return { () throws(FeeError) in
            let rule = try BaseFeeRule(
                elasticity: elasticity, denominator: denominator, minimum: minimum)
            return .price(try rule.next(after: parent))
        }
    }

    @Sendable private static func gasLimitValid(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let parent = try inputs.gas("parent_limit")
        let limit = try inputs.gas("limit")
        return { () throws(FeeError) in .flag(GasLimit.isValid(limit, after: parent)) }
    }

    @Sendable private static func gasLimitStep(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let parent = try inputs.gas("parent_limit")
        let desired = try inputs.gas("desired")
        return { () throws(FeeError) in .gas(GasLimit.step(from: parent, towards: desired)) }
    }

    @Sendable private static func fakeExponential(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let factor = try inputs.natural("factor")
        let numerator = try inputs.natural("numerator")
        let denominator = try inputs.natural("denominator")
        return { () throws(FeeError) in
            .one(
                try FakeExponential.value(
                    factor: factor, numerator: numerator, denominator: denominator))
        }
    }

    /// The price at this excess, without a schedule's narrower type: files may go past 128 bits.
    @Sendable private static func blobBaseFee(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let excess = try inputs.natural("excess")
        let fraction = try inputs.natural("fraction")
        return { () throws(FeeError) in
            .one(
                try FakeExponential.value(factor: 1, numerator: excess, denominator: fraction))
        }
    }

    @Sendable private static func blobExcess(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let excess = try inputs.gas("excess")
        let used = try inputs.gas("used")
        let target = try inputs.count("target")
        let maximum = try inputs.count("max")
        let fraction = try inputs.count("fraction")
        let baseFee = try inputs.price("base_fee", default: .zero)
        let hasReservePrice = try inputs.flag("eip7918", default: false)
        return { () throws(FeeError) in
            let schedule = try BlobSchedule(
                targetBlobs: target, maximumBlobs: maximum, updateFraction: fraction,
                hasReservePrice: hasReservePrice)
            return .gas(try schedule.nextExcess(after: excess, used: used, baseFee: baseFee))
        }
    }

    @Sendable private static func calldataFloor(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let fork = try inputs.fork("fork")
        let content = TransactionContent(
            zeroBytes: try inputs.count("zero"), nonzeroBytes: try inputs.count("nonzero"),
            accessListAddresses: try inputs.count("al_addr", default: 0),
            accessListKeys: try inputs.count("al_keys", default: 0))
        return { () throws(FeeError) in .gas(try CalldataFloor.gas(of: content, at: fork)) }
    }

    @Sendable private static func intrinsicGas(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let fork = try inputs.fork("fork")
        let content = TransactionContent(
            zeroBytes: try inputs.count("zero"), nonzeroBytes: try inputs.count("nonzero"),
            createsContract: try inputs.flag("creation", default: false),
            accessListAddresses: try inputs.count("al_addr", default: 0),
            accessListKeys: try inputs.count("al_keys", default: 0),
            authorizations: try inputs.count("auths", default: 0),
            carriesEther: try inputs.flag("value", default: false))
        return { () throws(FeeError) in .gas(try IntrinsicGas.gas(of: content, at: fork)) }
    }

    @Sendable private static func transactionGas(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let content = TransactionContent(
            zeroBytes: try inputs.count("zero"), nonzeroBytes: try inputs.count("nonzero"))
        let execution = try inputs.signed("execution")
        return { () throws(FeeError) in
            .gas(try TransactionGas.used(by: content, execution: execution, at: .prague))
        }
    }
}

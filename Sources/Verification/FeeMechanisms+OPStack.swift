// SPDX-License-Identifier: GPL-3.0-or-later
import Chains
import Quantities

/// The OP stack's rules.
extension FeeMechanism {
    static let opStack = [
        FeeMechanism("op_bedrock_fee", bedrockFee),
        FeeMechanism("op_ecotone_fee", ecotoneFee),
        FeeMechanism("op_fjord_fee", fjordFee),
        FeeMechanism("op_fjord_l1_gas", fjordGas),
        FeeMechanism("op_da_size", dataSize),
        FeeMechanism("op_da_footprint", dataFootprint),
        FeeMechanism("op_operator_fee", operatorFee),
        FeeMechanism("fastlz_len", fastLZLength),
    ]

    @Sendable private static func bedrockFee(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let rule = OPBedrockFee(
            l1BaseFee: try inputs.price("l1_base_fee"), overhead: try inputs.gas("overhead"),
            scalar: try inputs.count("scalar"), isRegolith: try inputs.flag("regolith"))
        let zero = try inputs.count("zero")
        let nonzero = try inputs.count("nonzero")
        return { () throws(FeeError) in
            .wei(try rule.fee(zeroBytes: zero, nonzeroBytes: nonzero))
        }
    }

    private static func dataPrice(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> OPDataPrice {
        OPDataPrice(
            l1BaseFee: try inputs.price("l1_base_fee"),
            blobBaseFee: try inputs.price("blob_base_fee"),
            baseFeeScalar: try inputs.count("base_scalar"),
            blobBaseFeeScalar: try inputs.count("blob_scalar"))
    }

    @Sendable private static func ecotoneFee(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let price = try dataPrice(&inputs)
        let zero = try inputs.count("zero")
        let nonzero = try inputs.count("nonzero")
        return { () throws(FeeError) in
            .wei(try OPEcotoneFee.fee(zeroBytes: zero, nonzeroBytes: nonzero, at: price))
        }
    }

    @Sendable private static func fjordFee(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let price = try dataPrice(&inputs)
        let length = try inputs.count("fastlz")
        return { () throws(FeeError) in
            .wei(try OPFjordFee.fee(fastLZLength: length, at: price))
        }
    }

    @Sendable private static func fjordGas(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let length = try inputs.count("fastlz")
        return { () throws(FeeError) in .gas(try OPFjordFee.l1Gas(fastLZLength: length)) }
    }

    @Sendable private static func dataSize(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let length = try inputs.count("fastlz")
        return { () throws(FeeError) in
            .one(Natural(try OPDataFootprint.estimatedBytes(fastLZLength: length)))
        }
    }

    @Sendable private static func dataFootprint(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let lengths = try inputs.counts("fastlz")
        let scalar = try inputs.count("scalar")
        return { () throws(FeeError) in
            .gas(try OPDataFootprint.gas(fastLZLengths: lengths, gasPerByte: scalar))
        }
    }

    @Sendable private static func operatorFee(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let gas = try inputs.gas("gas")
        let scalar = try inputs.count("scalar")
        let constant = try inputs.wei("constant")
        let rule: OPOperatorFee =
            try inputs.flag("jovian")
            ? .jovian(scalar: scalar, constant: constant)
            : .isthmus(scalar: scalar, constant: constant)
        return { () throws(FeeError) in .wei(try rule.fee(for: gas)) }
    }

    @Sendable private static func fastLZLength(
        _ inputs: inout FeeInputs
    ) throws(VerificationError) -> Rule {
        let bytes = try inputs.bytes()
        return { () throws(FeeError) in .one(Natural(FastLZ.compressedLength(of: bytes))) }
    }
}

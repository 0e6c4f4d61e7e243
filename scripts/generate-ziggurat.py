#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes Sources/Statistics/ZigguratTables+Literals.swift (standard output): 256 layers of equal
area under exp(-x), in 50-digit decimals, so that the literals do not depend on any libm.

Usage: python3 scripts/generate-ziggurat.py > Sources/Statistics/ZigguratTables+Literals.swift
Method: Marsaglia and Tsang, The Ziggurat Method, J. Stat. Soft. 5(8), 2000, with 64-bit words.
"""
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 50
LAYERS = 256


def edges(right):
    """x[1] = right > x[2] > ... > x[255], each layer as large as the base strip with its tail."""
    area = (right + 1) * (-right).exp()
    x = [area / (-right).exp(), right]
    for _ in range(LAYERS - 2):
        height = area / x[-1] + (-x[-1]).exp()
        if height >= 1:
            return None, area
        x.append(-height.ln())
    return x, area


def solve():
    """The right edge at which the topmost layer closes: area = x[255] (1 - exp(-x[255]))."""
    low, high = Decimal(7), Decimal(8)
    for _ in range(150):
        middle = (low + high) / 2
        x, area = edges(middle)
        if x is None or x[-1] * (1 - (-x[-1]).exp()) < area:
            low = middle
        else:
            high = middle
    x, _ = edges(high)
    return x + [Decimal(0)]


def nearest(value):
    """The binary64 nearest to an exact decimal, as a hexadecimal literal."""
    return float(Fraction(value)).hex()


def table(name, kind, values, a_line):
    print(f"    static let {name}: [{kind}] = [")
    for start in range(0, len(values), a_line):
        print("        " + ", ".join(values[start:start + a_line]) + ",")
    print("    ]")


def main():
    x = solve()
    scale = Decimal(2) ** 53
    print("// SPDX-License-Identifier: GPL-3.0-or-later")
    print("// Written by scripts/generate-ziggurat.py; do not edit.")
    print()
    print("/// Layer edges x[0] > x[1] = right > ... > x[256] = 0 of equal areas under exp(-x).")
    print("enum ZigguratLiterals {")
    print("    /// x[1], where the tail begins.")
    print(f"    static let right = {nearest(x[1])}")
    print()
    print("    /// floor(2^53 x[i+1] / x[i]): a 53-bit word below it lies wholly under the curve.")
    table("thresholds", "Int64",
          [format(int(scale * x[i + 1] / x[i]), "_") for i in range(LAYERS)], 4)
    print()
    print("    /// x[i] / 2^53: what a step of the 53-bit word is worth in layer i.")
    table("widths", "Double", [nearest(x[i] / scale) for i in range(LAYERS)], 3)
    print()
    print("    /// exp(-x[i]); the height at which layer i begins. 257 entries, the last is 1.")
    table("heights", "Double", [nearest((-v).exp()) for v in x], 3)
    print("}")


main()

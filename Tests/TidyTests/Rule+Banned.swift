// SPDX-License-Identifier: GPL-3.0-or-later

/// What the sources may not say: traps on outside data, hidden clocks and dice, money from floating
/// point, and functions of the C library whose last bit depends on the processor.
extension Rule {
    static let banned = traps + effects + exactness

    static let traps = [
        ban(
            "no fatalError", #"(?<![\w.])fatalError\("#,
            planted: [#"default: fatalError("no")"#],
            innocent: [#"let fatalErrors = "fatalError(""#]),
        ban(
            "no try!", #"\btry!"#,
            planted: ["let a = try! parse(b)"],
            innocent: ["let a = try parse(b) // never try!"]),
        ban(
            "no as!", #"\bas!"#,
            planted: ["let a = b as! Int"],
            innocent: ["if has != was { }"]),
        ban(
            "no forced unwrap", #"[\w\)\]\}>"]!(?!=)"#,
            planted: [
                "let a = b!", "c[0]!.d()", "return f(x)!", #"print("\(a!)")"#, "var view: View!",
            ],
            innocent: ["if a != b, !c { }", "guard a!=b else", #"let a = "Hello!""#]),
        ban(
            "no unchecked optional", #"\bunsafelyUnwrapped\b"#,
            planted: ["a.unsafelyUnwrapped"], innocent: ["a.unwrapped"]),
        Rule(
            name: "nothing left to do",
            scope: { $0.isSwift && $0.target != "TidyTests" || $0.area == "Benchmarks" },
            find: {
                $0.matches(#"\b(TODO|FIXME|XXX)\b"#, inComments: true, saying: "something left")
            },
            planted: [
                SourceFile(path: "Sources/Cost/A.swift", text: "// TODO: later"),
                SourceFile(path: "Benchmarks/twins/a.c", text: "/* FIXME */"),
            ],
            innocent: [SourceFile(path: "Sources/Cost/A.swift", text: "let mastodon = TODOS")]),
    ]

    static let effects = [
        ban(
            "only the program prints", #"(?<![\w.])(Swift\.)?(debugPrint|print|dump)\("#,
            scope: outsideTheProgram,
            planted: ["print(a)", "Swift.print(a)", "dump(a)"],
            innocent: ["page.print(a)", "blueprint(a)"]),
        ban(
            "only the program exits", #"(?<!func )(?<![\w.])(Glibc\.|Foundation\.)?_?exit\("#,
            scope: outsideTheProgram,
            planted: ["exit(1)", "Glibc.exit(2)"],
            innocent: ["queue.exit(1)", "func exit(_ code: Int) {"]),
        ban(
            "no hidden clock",
            #"\bDate\(\)|\bDate\.now\b|\b(gettimeofday|clock_gettime|time)\((nil|&)"#,
            planted: ["let a = Date()", "let a = Date.now", "time(nil)"],
            innocent: ["let a = Date(timeIntervalSince1970: 0)", "update()"]),
        ban(
            "no hidden dice",
            #"\.random\(|\.randomElement\(|\.shuffled?\(|\bSystemRandomNumberGenerator\b"#
                + #"|\b(drand48|arc4random)"#,
            planted: [
                "Int.random(in: 0..<5)", "a.shuffled()", "a.shuffle()",
                "var g = SystemRandomNumberGenerator()",
            ],
            innocent: ["streams.randomStream(1)"]),
        ban(
            "no hash that changes from run to run", #"\bHasher\(\)|\.hashValue\b"#,
            planted: ["var h = Hasher()", "let a = b.hashValue"],
            innocent: ["func hash(into hasher: inout Hasher) {"]),
    ]

    static let exactness = [
        Rule(
            name: "sampled paths call no function of the C library",
            scope: { file in
                inSources(file) && ["Quantities", "Engine", "Statistics"].contains(file.target)
                    && !analysis.contains(file.name)
            },
            find: foreignArithmetic,
            planted: [
                SourceFile(path: "Sources/Engine/A.swift", text: "let a = -log(u)"),
                SourceFile(path: "Sources/Statistics/A.swift", text: "Glibc.pow(2, x)"),
                SourceFile(path: "Sources/Statistics/A.swift", text: "gsl_pow_int(x, 2)"),
                SourceFile(path: "Sources/Statistics/Elementary.swift", text: "import CGSL"),
            ],
            innocent: [
                SourceFile(path: "Sources/Engine/A.swift", text: "let a = Elementary.log(u)"),
                SourceFile(path: "Sources/Statistics/A.swift", text: "static func log(_ x: A)"),
                SourceFile(path: "Sources/Statistics/Elementary.swift", text: "log(x)"),
                SourceFile(path: "Sources/Statistics/RootFinding.swift", text: "gsl_root()"),
                SourceFile(path: "Sources/Cost/A.swift", text: "exp(1)"),
            ]),
        ban(
            "no fused multiply-add", #"\.addingProduct\(|\.addProduct\(|(?<![\w.])fma\("#,
            planted: ["a.addingProduct(b, c)", "fma(a, b, c)"], innocent: ["a.adding(b)"]),
        Rule(
            name: "money comes from a Double only by a named rounding",
            scope: inSources, find: unroundedMoney,
            planted: [
                money("extension Money {\n    init(_ dollars: Double) { }\n}"),
                money("extension Wei {\n    init(ether value: Float) { }\n}"),
            ],
            innocent: [
                money("extension Money {\n    init(rounding dollars: Double, rule: Rule) { }\n}"),
                money("extension Ratio {\n    init(_ fraction: Double) { }\n}"),
            ]),
    ]

    /// Functions whose last bit differs with the processor's fused multiply-add, and GSL's.
    private static let libm =
        "log|log2|log10|log1p|exp|exp2|exp10|expm1|pow|cbrt|hypot|sin|cos|tan|asin|acos|atan|atan2"
        + "|sinh|cosh|tanh|erf|erfc|tgamma|lgamma|gsl_\\w+"

    /// Files that serve analysis, not sampling: what GSL computes there feeds no simulated path.
    static let analysis: Set<String> = ["Quantiles.swift", "RootFinding.swift"]

    /// GSL at all, or a bare call by one of its or libm's names; inside `Elementary` such a bare
    /// name is our own function.
    private static func foreignArithmetic(_ file: SourceFile) -> [Violation] {
        let library = file.matches(#"\bimport CGSL\b"#, saying: "GSL beside sampled paths")
        guard !file.name.hasPrefix("Elementary") else { return library }
        let pattern = #"(?<![\w.]|func )(Foundation\.|Glibc\.|CGSL\.)?("# + libm + #")\("#
        return library + file.matches(pattern, saying: "a function of the C library")
    }

    private static func money(_ text: String) -> SourceFile {
        SourceFile(path: "Sources/Cost/Planted.swift", text: text)
    }

    /// Initializers that take a floating-point number not labelled `rounding`, in a file that
    /// declares or extends an exact type.
    private static func unroundedMoney(_ file: SourceFile) -> [Violation] {
        let exact = #"\b(struct|extension)\s+(Money|Wei|Gas|WeiPerGas|UnitPrice)\b"#
        guard !file.matches(exact, saying: "").isEmpty else { return [] }
        return file.matches(
            #"\binit\((?!rounding\b)[^)]*:\s*(Double|Float)\b"#, saying: "money from a Double")
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later

/// A function, initializer or subscript with a body, and the lines from its keyword to its brace.
struct FunctionSpan: Equatable {
    let name: String
    let firstLine: Int
    let lastLine: Int

    var length: Int { lastLine - firstLine + 1 }

    /// All of them in a text whose comments and strings are blanked, nested ones too.
    static func all(inCode code: String) -> [FunctionSpan] {
        let tokens = Token.all(in: code)
        return tokens.indices.compactMap { index in
            guard isDeclaration(tokens, index) else { return nil }
            guard let body = openingBrace(tokens, after: index) else { return nil }
            guard let end = closingBrace(tokens, from: body) else { return nil }
            return FunctionSpan(
                name: name(tokens, index), firstLine: tokens[index].line,
                lastLine: tokens[end].line)
        }
    }

    private static func isDeclaration(_ tokens: [Token], _ index: Int) -> Bool {
        let word = tokens[index].text
        let before = index > 0 ? tokens[index - 1].text : ""
        let after = index + 1 < tokens.count ? tokens[index + 1].text : ""
        if word == "func" { return before != "." }
        guard word == "init" || word == "subscript" else { return false }
        return before != "." && ["(", "<", "?", "!"].contains(after)
    }

    private static func name(_ tokens: [Token], _ index: Int) -> String {
        guard tokens[index].text == "func", index + 1 < tokens.count else {
            return tokens[index].text
        }
        return tokens[index + 1].text
    }

    /// The brace that opens the body; nil for a requirement of a protocol, which has none.
    private static func openingBrace(_ tokens: [Token], after index: Int) -> Int? {
        var depth = 0
        for place in tokens.indices where place > index {
            let text = tokens[place].text
            if text == "(" || text == "[" { depth += 1 }
            if text == ")" || text == "]" { depth -= 1 }
            guard depth == 0 else { continue }
            if text == "{" { return place }
            // Escaped or operator names aside, these begin the next declaration or end the type.
            if text == "}" || nextDeclaration.contains(text) { return nil }
        }
        return nil
    }

    private static let nextDeclaration: Set<String> = [
        "func", "init", "var", "let", "static", "mutating", "associatedtype", "subscript",
    ]

    private static func closingBrace(_ tokens: [Token], from opening: Int) -> Int? {
        var depth = 0
        for place in tokens.indices where place >= opening {
            if tokens[place].text == "{" { depth += 1 }
            if tokens[place].text == "}" { depth -= 1 }
            if depth == 0 { return place }
        }
        return nil
    }
}

/// A word, or one character of punctuation.
private struct Token {
    let text: String
    let line: Int

    static func all(in code: String) -> [Token] {
        var tokens: [Token] = []
        var word = ""
        var line = 1
        for character in code + "\n" {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
                continue
            }
            if !word.isEmpty { tokens.append(Token(text: word, line: line)) }
            word = ""
            if character.isNewline {
                line += 1
            } else if !character.isWhitespace {
                tokens.append(Token(text: String(character), line: line))
            }
        }
        return tokens
    }
}

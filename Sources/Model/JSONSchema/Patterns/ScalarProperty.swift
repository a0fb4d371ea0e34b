/// A property that `\p{…}` asks for.
enum ScalarProperty: Sendable {
    case category([Unicode.GeneralCategory])
    case alphabetic, lowercase, uppercase, whitespace, ascii, any

    /// The property of a name, `Category`, `General_Category=Category` or `gc=Category`; scripts are not supported.
    init?(_ name: String) {
        switch name {
        case "Alphabetic", "Alpha": self = .alphabetic
        case "Lowercase", "Lower": self = .lowercase
        case "Uppercase", "Upper": self = .uppercase
        case "White_Space", "space": self = .whitespace
        case "ASCII": self = .ascii
        case "Any": self = .any
        default:
            let prefix = ["General_Category=", "gc="].first { name.hasPrefix($0) } ?? ""
            guard let found = Self.categories[String(name.dropFirst(prefix.count))] else { return nil }
            self = .category(found)
        }
    }

    func holds(for value: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(value) else { return false }
        switch self {
        case .category(let categories): return categories.contains(scalar.properties.generalCategory)
        case .alphabetic: return scalar.properties.isAlphabetic
        case .lowercase: return scalar.properties.isLowercase
        case .uppercase: return scalar.properties.isUppercase
        case .whitespace: return scalar.properties.isWhitespace
        case .ascii: return scalar.isASCII
        case .any: return true
        }
    }

    private static let categories: [String: [Unicode.GeneralCategory]] = {
        let single: [(names: [String], category: Unicode.GeneralCategory)] = [
            (["Lu", "Uppercase_Letter"], .uppercaseLetter), (["Ll", "Lowercase_Letter"], .lowercaseLetter),
            (["Lt", "Titlecase_Letter"], .titlecaseLetter), (["Lm", "Modifier_Letter"], .modifierLetter),
            (["Lo", "Other_Letter"], .otherLetter), (["Mn", "Nonspacing_Mark"], .nonspacingMark),
            (["Mc", "Spacing_Mark"], .spacingMark), (["Me", "Enclosing_Mark"], .enclosingMark),
            (["Nd", "Decimal_Number", "digit"], .decimalNumber), (["Nl", "Letter_Number"], .letterNumber),
            (["No", "Other_Number"], .otherNumber), (["Pc", "Connector_Punctuation"], .connectorPunctuation),
            (["Pd", "Dash_Punctuation"], .dashPunctuation), (["Ps", "Open_Punctuation"], .openPunctuation),
            (["Pe", "Close_Punctuation"], .closePunctuation),
            (["Pi", "Initial_Punctuation"], .initialPunctuation),
            (["Pf", "Final_Punctuation"], .finalPunctuation),
            (["Po", "Other_Punctuation"], .otherPunctuation), (["Sm", "Math_Symbol"], .mathSymbol),
            (["Sc", "Currency_Symbol"], .currencySymbol), (["Sk", "Modifier_Symbol"], .modifierSymbol),
            (["So", "Other_Symbol"], .otherSymbol), (["Zs", "Space_Separator"], .spaceSeparator),
            (["Zl", "Line_Separator"], .lineSeparator), (["Zp", "Paragraph_Separator"], .paragraphSeparator),
            (["Cc", "Control", "cntrl"], .control), (["Cf", "Format"], .format),
            (["Cs", "Surrogate"], .surrogate), (["Co", "Private_Use"], .privateUse),
            (["Cn", "Unassigned"], .unassigned),
        ]
        let groups: [(names: [String], first: String)] = [
            (["L", "Letter"], "L"), (["M", "Mark", "Combining_Mark"], "M"), (["N", "Number"], "N"),
            (["P", "Punctuation", "punct"], "P"), (["S", "Symbol"], "S"), (["Z", "Separator"], "Z"),
            (["C", "Other"], "C"),
        ]
        var found: [String: [Unicode.GeneralCategory]] = [:]
        for (names, category) in single { for name in names { found[name] = [category] } }
        for (names, first) in groups {
            let members = single.filter { $0.names[0].hasPrefix(first) }.map(\.category)
            for name in names { found[name] = members }
        }
        found["LC"] = [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]
        found["Cased_Letter"] = found["LC"]
        return found
    }()
}

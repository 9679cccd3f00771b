extension Language {
    /// The language of a BCP 47 tag or an Accept-Language header's first choice; Swedish where unsure.
    public init(preferred tag: String) {
        self = tag.lowercased().hasPrefix("en") ? .english : .swedish
    }
}

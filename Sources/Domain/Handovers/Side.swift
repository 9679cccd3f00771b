/// The two sides of a move or a change of provider.
public enum Side: String, Sendable, Codable, CaseIterable {
    case handingOver, receiving

    public var other: Side { self == .handingOver ? .receiving : .handingOver }
}

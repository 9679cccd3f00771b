/// Between birth and death, as far as they are known: nothing begins for somebody who is not yet born or is dead.
public struct Lifetime: Hashable, Sendable {
    public let born: Day?
    public let died: Day?

    public init(born: Day? = nil, died: Day? = nil) {
        self.born = born
        self.died = died
    }

    /// What is wrong with something that is said to begin for the person on `day`. Birth is known to its month only: an
    /// identity number may carry "en närliggande dag i månaden" (folkbokföringslagen 18 §).
    public func fault(on day: Day, field: String) -> Fault? {
        if let born, (day.year, day.month) < (born.year, born.month) {
            return Fault("lifetime.beforeBirth", field: field)
        }
        if let died, day > died { return Fault("lifetime.afterDeath", field: field) }
        return nil
    }
}

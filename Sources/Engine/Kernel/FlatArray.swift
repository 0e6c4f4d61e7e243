// SPDX-License-Identifier: GPL-3.0-or-later

/// A growable array for the inner loop.
///
/// An `Array` checks bounds, uniqueness and exclusivity at each access, which together cost more
/// than the event itself. This one checks bounds in debug builds only; every index in the kernel
/// comes from the kernel's own tables, never from outside data. It owns its memory and cannot be
/// copied.
struct FlatArray<Element>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count: Int

    init(repeating value: Element, count: Int) {
        base = .allocate(capacity: max(count, 1))
        base.initialize(repeating: value, count: count)
        self.count = count
    }

    init(_ values: [Element]) {
        base = .allocate(capacity: max(values.count, 1))
        count = values.count
        for (index, value) in values.enumerated() { (base + index).initialize(to: value) }
    }

    deinit {
        base.deinitialize(count: count)
        base.deallocate()
    }

    @inline(__always)
    subscript(index: Int) -> Element {
        get {
            assert(index >= 0 && index < count)
            return base[index]
        }
        nonmutating _modify {
            assert(index >= 0 && index < count)
            yield &base[index]
        }
    }

    /// Lengthens the array; the new elements have that value.
    mutating func grow(to newCount: Int, filledWith value: Element) {
        precondition(newCount >= count)
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: newCount)
        larger.moveInitialize(from: base, count: count)
        (larger + count).initialize(repeating: value, count: newCount - count)
        base.deallocate()
        base = larger
        count = newCount
    }

    /// Sets every element.
    func fill(_ value: Element) {
        base.update(repeating: value, count: count)
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

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
        base = Self.allocate(count)
        base.initialize(repeating: value, count: count)
        self.count = count
    }

    init(_ values: [Element]) {
        base = Self.allocate(values.count)
        count = values.count
        for (index, value) in values.enumerated() { (base + index).initialize(to: value) }
    }

    deinit {
        base.deinitialize(count: count)
        free(base)
    }

    /// From malloc, so that `grow` may call realloc; aligned for any element of 16 bytes or less.
    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
        precondition(MemoryLayout<Element>.alignment <= 16)
        guard let memory = malloc(max(count, 1) * MemoryLayout<Element>.stride) else {
            preconditionFailure("no memory for \(count) elements")
        }
        return memory.assumingMemoryBound(to: Element.self)
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

    /// Sets every element.
    func fill(_ value: Element) {
        base.update(repeating: value, count: count)
    }
}

extension FlatArray where Element: BitwiseCopyable {
    /// Lengthens the array; a new element must be written before it is read.
    ///
    /// A large array is moved by the memory map and not by copying, and what was never written
    /// takes no memory: so millions of requests in flight take what they hold, also as they grow.
    mutating func grow(to newCount: Int) {
        precondition(newCount >= count)
        guard let larger = realloc(base, max(newCount, 1) * MemoryLayout<Element>.stride) else {
            preconditionFailure("no memory for \(newCount) elements")
        }
        base = larger.assumingMemoryBound(to: Element.self)
        count = newCount
    }
}

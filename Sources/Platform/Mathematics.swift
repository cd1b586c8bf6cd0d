// The one function of libm that a schedule needs; Platform is the only importer of Glibc.

import Glibc

/// The natural logarithm.
@inline(__always)
public func logarithm(_ value: Double) -> Double {
    log(value)
}

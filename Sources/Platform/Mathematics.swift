// The functions of libm that schedules, delays and axes need; Platform is the only importer of Glibc.

import Glibc

/// The natural logarithm.
@inline(__always)
public func logarithm(_ value: Double) -> Double {
    log(value)
}

/// The inverse of the natural logarithm.
@inline(__always)
public func antilogarithm(_ value: Double) -> Double {
    exp(value)
}

// The table of settings: every profile key and flag there is. Flag parsing, profile reading,
// validation, help and the resolved profile all come from these rows and from nowhere else.

extension Setting {
    /// Every setting, in the order of the help and of the resolved profile.
    static let all: [Setting] =
        target + session + loadShape + ceilings + message + receipt + result + smscRows
        + smscRuleRows + smscTimingRows + commandRows + faultRows + outbindRows
        + tapRows + mobileRows
}

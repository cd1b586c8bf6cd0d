// How long a session waits, for both sides. The session machines hold one; nothing here ticks.

/// The timers of a session (SMPP 3.4 § 7.2), in nanoseconds; 0 turns one off.
public struct SessionTimers: Sendable, Equatable, BitwiseCopyable {
    /// `session_init_timer`: how long a connection may go without being bound.
    ///
    /// The SMSC waits this long for the bind, the ESME for the outbind and for the bind_resp.
    public var sessionInit: Int64

    /// `enquire_link_timer`: how long the peer may be silent before it is asked with enquire_link.
    public var enquireLink: Int64

    /// `inactivity_timer`: how long a bound session may go without a transaction before it is closed.
    ///
    /// An enquire_link and its response are no transaction: two sides that ask each other keep the
    /// link alive, not the session.
    public var inactivity: Int64

    /// `response_timer`: how long a request may go without its response.
    ///
    /// The ESME's machine times bind, enquire_link and unbind; the messages are timed by who sends
    /// them, for what to do differs. The SMSC's machine times its messages too, all together: see
    /// ``SMSCSession/oldestUnanswered``.
    public var response: Int64

    /// Timers as given; by default 10 s to bind, enquire_link after 30 s, no inactivity timer and
    /// 60 s for a response.
    public init(
        sessionInit: Int64 = 10_000_000_000, enquireLink: Int64 = 30_000_000_000,
        inactivity: Int64 = 0, response: Int64 = 60_000_000_000
    ) {
        self.sessionInit = sessionInit
        self.enquireLink = enquireLink
        self.inactivity = inactivity
        self.response = response
    }
}

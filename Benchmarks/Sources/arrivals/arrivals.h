// What the parts of the arrivals server share: what arrived when, and what it is judged by.
// The times are the kernel's, nanoseconds since 1970.

#ifndef ARRIVALS_H
#define ARRIVALS_H

#include <stddef.h>
#include <stdint.h>

enum { most_accounts = 64, most_sessions = 2048, most_limits = 8 };

/// One submit_sm: it arrived after `earliest` and not after `latest`.
struct arrival {
    int64_t earliest, latest;
    uint16_t account, session;
    uint16_t segments;
};

enum scope { scope_run, scope_account, scope_session };

/// What one scope may receive in any second, 100 ms and 10 ms.
struct limit {
    enum scope scope;
    int in_segments;
    int64_t most[3];
};

/// Prints as JSON what `count` arrivals, in order of `latest`, come to.
void judge(const struct arrival *arrivals, size_t count, const struct limit *limits, int limit_count);

#endif

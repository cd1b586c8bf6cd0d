// Judges arrivals by limits: the most that any window held, by the kernel's times, and how often a
// limit was exceeded for certain, whatever the time within its bounds at which each arrived.

#include "arrivals.h"

#include <stdio.h>
#include <stdlib.h>

static const int64_t windows[3] = {1000000000, 100000000, 10000000};
static const char *const names[3] = {"run", "account", "session"};

/// What one window of one scope's group of arrivals held.
struct finding {
    int64_t worst, exceeded, certain;
};

/// Follows one window over the arrivals that `belongs` picks.
static void follow(
    const struct arrival *arrivals, const size_t *picked, size_t count, int in_segments,
    int64_t window, int64_t most, struct finding *finding
) {
    // By the kernel's times, and by the bounds: what surely shares a window with the newest.
    size_t tail = 0, sure = 0;
    int64_t held = 0, held_surely = 0;
    for (size_t i = 0; i < count; i++) {
        const struct arrival *newest = &arrivals[picked[i]];
        int64_t weight = in_segments ? newest->segments : 1;
        held += weight;
        held_surely += weight;
        while (newest->latest - arrivals[picked[tail]].latest >= window) {
            held -= in_segments ? arrivals[picked[tail]].segments : 1;
            tail++;
        }
        // Once one may have come too early to share the window, none before it is counted either.
        for (size_t j = sure > tail ? sure : tail; j <= i; j++) {
            if (newest->latest - arrivals[picked[j]].earliest < window) break;
            sure = j + 1;
        }
        held_surely = 0;
        if (held > most) {
            for (size_t j = sure > tail ? sure : tail; j <= i; j++)
                held_surely += in_segments ? arrivals[picked[j]].segments : 1;
        }
        if (held > finding->worst) finding->worst = held;
        if (held > most) finding->exceeded++;
        if (held_surely > most) finding->certain++;
    }
}

static int key(const struct arrival *arrival, enum scope scope) {
    switch (scope) {
    case scope_account: return arrival->account;
    case scope_session: return arrival->session;
    default: return 0;
    }
}

void judge(
    const struct arrival *arrivals, size_t count, const struct limit *limits, int limit_count
) {
    size_t *picked = malloc((count + 1) * sizeof *picked);
    int64_t widest = 0;
    for (size_t i = 0; i < count; i++)
        if (arrivals[i].latest - arrivals[i].earliest > widest)
            widest = arrivals[i].latest - arrivals[i].earliest;
    printf("{\"count\":%zu,\"limits\":[", count);
    for (int n = 0; n < limit_count; n++) {
        const struct limit *limit = &limits[n];
        struct finding findings[3] = {{0}};
        int keys = limit->scope == scope_run ? 1 : limit->scope == scope_account ? most_accounts : most_sessions;
        for (int k = 0; k < keys; k++) {
            size_t own = 0;
            for (size_t i = 0; i < count; i++)
                if (key(&arrivals[i], limit->scope) == k) picked[own++] = i;
            if (own == 0) break;
            for (int w = 0; w < 3; w++)
                follow(
                    arrivals, picked, own, limit->in_segments, windows[w], limit->most[w],
                    &findings[w]);
        }
        printf("%s{\"scope\":\"%s\",\"unit\":\"%s\"", n ? "," : "", names[limit->scope],
               limit->in_segments ? "segment" : "message");
        const char *const windowNames[3] = {"second", "tenth", "hundredth"};
        for (int w = 0; w < 3; w++)
            printf(",\"%s\":{\"limit\":%lld,\"worst\":%lld,\"exceeded\":%lld,\"certain\":%lld}",
                   windowNames[w], (long long)limit->most[w], (long long)findings[w].worst,
                   (long long)findings[w].exceeded, (long long)findings[w].certain);
        printf("}");
    }
    printf("]}\n");
    free(picked);
}

// What the bare limit is asked for and what it found. main.c fills the one and prints the other;
// limit.c does the work between.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct limit_plan {
    /// Unanswered submit_sm allowed at once.
    size_t window;
    /// Bytes of one read at most, on both sides; 512 to 262,144.
    size_t read_bytes;
    /// Measured time and the time before it, seconds.
    double seconds, warmup;
    /// Whether the responder sends a delivery receipt per message.
    bool receipts;
    /// Processors to pin to; -1 = not pinned.
    int client_cpu, responder_cpu;
};

struct limit_result {
    /// Responses and receipts counted in `nanoseconds`.
    uint64_t messages, receipts;
    int64_t nanoseconds;
    /// CPU time of the client's thread in the same stretch.
    int64_t client_cpu_nanoseconds;
};

/// Runs the plan on one loopback connection; false (and a line on standard error) if it cannot.
bool measure_limit(const struct limit_plan *plan, struct limit_result *result);

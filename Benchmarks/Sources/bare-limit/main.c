// bare-limit: how many messages a second this machine's kernel and two of its processors carry over
// one loopback connection when nothing is measured. smppbench is judged as a share of it.
// Prints one JSON object; `ratio` in the folder above reads it.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limit.h"

static const char usage[] =
    "usage: bare-limit [--window N] [--seconds S] [--warmup S] [--receipts]\n"
    "                  [--read-bytes N] [--client-cpu N] [--responder-cpu N]    (-1: not pinned)\n";

/// The value of the flag at `*index`, which it moves on; ends the program if there is none.
static double value(int count, char **arguments, int *index, double least, double most) {
    char *end = NULL;
    const char *flag = arguments[*index];
    if (++*index < count) {
        double number = strtod(arguments[*index], &end);
        if (*end == '\0' && end != arguments[*index] && number >= least && number <= most)
            return number;
    }
    fprintf(stderr, "bare-limit: %s needs a number from %g to %g\n", flag, least, most);
    exit(2);
}

int main(int count, char **arguments) {
    // 64 KiB is what a plain program reads at a time. More carries more where a window is larger
    // than that, as nothing is done with the bytes: three times as much at a window of 10,000.
    struct limit_plan plan = {
        .window = 1000, .read_bytes = 65536, .seconds = 5, .warmup = 0.5, .client_cpu = 0, .responder_cpu = 1};
    for (int i = 1; i < count; i++) {
        const char *flag = arguments[i];
        if (strcmp(flag, "--window") == 0) {
            plan.window = (size_t)value(count, arguments, &i, 1, 1e6);
        } else if (strcmp(flag, "--seconds") == 0) {
            plan.seconds = value(count, arguments, &i, 0.01, 86400);
        } else if (strcmp(flag, "--warmup") == 0) {
            plan.warmup = value(count, arguments, &i, 0, 86400);
        } else if (strcmp(flag, "--read-bytes") == 0) {
            plan.read_bytes = (size_t)value(count, arguments, &i, 512, 262144);
        } else if (strcmp(flag, "--client-cpu") == 0) {
            plan.client_cpu = (int)value(count, arguments, &i, -1, 1023);
        } else if (strcmp(flag, "--responder-cpu") == 0) {
            plan.responder_cpu = (int)value(count, arguments, &i, -1, 1023);
        } else if (strcmp(flag, "--receipts") == 0) {
            plan.receipts = true;
        } else {
            fprintf(stderr, "bare-limit: unknown flag %s\n%s", flag, usage);
            return 2;
        }
    }
    struct limit_result result = {0};
    if (!measure_limit(&plan, &result)) return 1;
    double seconds = (double)result.nanoseconds / 1e9;
    double messages = result.messages > 0 ? (double)result.messages : 1;
    printf(
        "{\"mode\": \"%s\", \"window\": %zu, \"messagesPerSecond\": %.0f, "
        "\"receiptsPerSecond\": %.0f, \"clientCPUNanosecondsPerMessage\": %.1f}\n",
        plan.receipts ? "receipts" : "responses", plan.window, (double)result.messages / seconds,
        (double)result.receipts / seconds, (double)result.client_cpu_nanoseconds / messages);
    return 0;
}

// The bare limit: a client thread and a responder thread, one TCP loopback connection, and nothing
// but the system calls, the counting and the answering that any SMPP load generator must do. No
// PDU is encoded and no time is taken per message; an answer is its command's template with the
// sequence_number of the request it answers. The client never blocks in a write: it goes on reading, so two
// full socket buffers cannot stop both sides.

#define _GNU_SOURCE
#include "limit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "traffic.h"

enum { read_bytes_most = 1 << 18 };

static int64_t now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static bool fail(const char *what) {
    fprintf(stderr, "bare-limit: %s: %s\n", what, strerror(errno));
    return false;
}

static void pin(int cpu) {
    if (cpu < 0) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        fprintf(stderr, "bare-limit: not pinned to processor %d: %s\n", cpu, strerror(errno));
}

/// The receiving half of a connection: whole PDUs are counted, a part of one waits for its rest.
struct inbox {
    uint8_t bytes[read_bytes_most];
    size_t count;
    size_t read_bytes;
};

static struct inbox *new_inbox(const struct limit_plan *plan) {
    struct inbox *inbox = calloc(1, sizeof *inbox);
    if (inbox == NULL) abort();
    inbox->read_bytes = plan->read_bytes;
    return inbox;
}

/// Answers back to back: one half is being written while the other is filled.
struct answers {
    uint8_t pdu[64];
    size_t pdu_bytes;
    uint8_t halves[2][read_bytes_most];
    int half;
    size_t count;
};

static struct answers *answers_like(struct ring ring) {
    struct answers *answers = calloc(1, sizeof *answers);
    if (answers == NULL || ring.pdu_bytes > sizeof answers->pdu) abort();
    answers->pdu_bytes = ring.pdu_bytes;
    memcpy(answers->pdu, ring.bytes, ring.pdu_bytes);
    free(ring.bytes);
    return answers;
}

/// Whether the answers to a whole read have room: a request is longer than its answer.
static bool has_room(const struct answers *answers) { return answers->count < read_bytes_most / 2; }

static void answer(struct answers *answers, const uint8_t *request) {
    uint8_t *pdu = answers->halves[answers->half] + answers->count;
    memcpy(pdu, answers->pdu, answers->pdu_bytes);
    memcpy(pdu + 12, request + 12, 4);
    answers->count += answers->pdu_bytes;
}

/// How many whole PDUs stood in the inbox: requests, which were answered, and responses.
struct tally {
    uint64_t requests, responses;
};

/// Walks the whole PDUs and answers each that is a `request`.
static struct tally take(struct inbox *inbox, uint32_t request, struct answers *answers) {
    struct tally tally = {0};
    size_t offset = 0;
    while (inbox->count - offset >= header_bytes) {
        const uint8_t *pdu = inbox->bytes + offset;
        size_t length = integer_at(pdu);
        if (inbox->count - offset < length) break;
        if (integer_at(pdu + 4) == request) {
            answer(answers, pdu);
            tally.requests++;
        } else {
            tally.responses++;
        }
        offset += length;
    }
    inbox->count -= offset;
    if (offset > 0 && inbox->count > 0) memmove(inbox->bytes, inbox->bytes + offset, inbox->count);
    return tally;
}

/// One read; false at the end of the connection. `flags` as for recv.
static bool fill(int socket, struct inbox *inbox, int flags) {
    size_t room = inbox->read_bytes - inbox->count;
    ssize_t count = recv(socket, inbox->bytes + inbox->count, room, flags);
    if (count > 0) inbox->count += (size_t)count;
    return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

/// What remains to be written: the first piece may be partly gone.
struct outbox {
    struct iovec pieces[4];
    int first, count;
};

/// One write of all that remains; false if the connection is gone. `flags` as for sendmsg.
static bool flush(int socket, struct outbox *outbox, int flags) {
    struct msghdr message = {
        .msg_iov = outbox->pieces + outbox->first,
        .msg_iovlen = (size_t)(outbox->count - outbox->first),
    };
    ssize_t written = sendmsg(socket, &message, flags | MSG_NOSIGNAL);
    if (written < 0) return errno == EAGAIN || errno == EINTR;
    size_t rest = (size_t)written;
    while (outbox->first < outbox->count && rest >= outbox->pieces[outbox->first].iov_len)
        rest -= outbox->pieces[outbox->first++].iov_len;
    if (rest > 0) {
        struct iovec *piece = &outbox->pieces[outbox->first];
        piece->iov_base = (uint8_t *)piece->iov_base + rest;
        piece->iov_len -= rest;
    }
    return true;
}

static bool is_empty(const struct outbox *outbox) { return outbox->first == outbox->count; }

static void add(struct outbox *outbox, struct ring *ring, uint64_t count) {
    if (is_empty(outbox)) outbox->first = outbox->count = 0;
    outbox->count += ring_take(ring, count, outbox->pieces + outbox->count);
}

/// To an empty outbox only: what it held before was in the other half.
static void add_answers(struct outbox *outbox, struct answers *answers) {
    if (is_empty(outbox)) outbox->first = outbox->count = 0;
    if (answers->count == 0) return;
    outbox->pieces[outbox->count].iov_base = answers->halves[answers->half];
    outbox->pieces[outbox->count++].iov_len = answers->count;
    answers->half = !answers->half;
    answers->count = 0;
}

struct responder {
    const struct limit_plan *plan;
    int socket;
};

static uint64_t lesser(uint64_t a, uint64_t b) { return a < b ? a : b; }

/// Answers until the connection ends. Blocking in a write is safe here: the client always reads.
static void *respond(void *argument) {
    const struct responder *responder = argument;
    const struct limit_plan *plan = responder->plan;
    pin(plan->responder_cpu);
    struct answers *responses = answers_like(submit_sm_resp_ring(1));
    struct ring receipts = deliver_sm_ring(plan->window);
    struct inbox *inbox = new_inbox(plan);
    struct outbox outbox = {.count = 0};
    bool open = true;
    while (open && fill(responder->socket, inbox, 0)) {
        uint64_t due = take(inbox, submit_sm, responses).requests;
        add_answers(&outbox, responses);
        while (open && !is_empty(&outbox)) open = flush(responder->socket, &outbox, 0);
        while (open && plan->receipts && due > 0) {
            uint64_t count = lesser(due, plan->window);
            add(&outbox, &receipts, count);
            while (open && !is_empty(&outbox)) open = flush(responder->socket, &outbox, 0);
            due -= count;
        }
    }
    free(inbox);
    free(responses);
    free(receipts.bytes);
    return NULL;
}

struct client {
    int socket;
    size_t window;
    struct ring messages;
    struct answers *receipt_responses;
    struct inbox *inbox;
    struct outbox outbox;
    uint64_t submitted, answered, received;
};

/// One turn: refill the window (and answer receipts) in one write, then read once.
static bool turn(struct client *client) {
    if (is_empty(&client->outbox)) {
        uint64_t room = client->window - (client->submitted - client->answered);
        add_answers(&client->outbox, client->receipt_responses);
        add(&client->outbox, &client->messages, room);
        client->submitted += room;
    }
    if (!is_empty(&client->outbox) && !flush(client->socket, &client->outbox, MSG_DONTWAIT))
        return false;
    bool stuck = !is_empty(&client->outbox);
    bool read = has_room(client->receipt_responses);
    if (stuck) {
        short events = read ? POLLIN | POLLOUT : POLLOUT;
        struct pollfd ready = {.fd = client->socket, .events = events};
        poll(&ready, 1, -1);
    }
    if (!read) return true;
    if (!fill(client->socket, client->inbox, stuck ? MSG_DONTWAIT : 0)) return false;
    struct tally tally = take(client->inbox, deliver_sm, client->receipt_responses);
    client->answered += tally.responses;
    client->received += tally.requests;
    return true;
}

static bool drive(struct client *client, const struct limit_plan *plan, struct limit_result *result) {
    int64_t start = now(CLOCK_MONOTONIC) + (int64_t)(plan->warmup * 1e9);
    int64_t end = start + (int64_t)(plan->seconds * 1e9);
    int64_t time, cpu = 0;
    uint64_t answered = 0, received = 0;
    int64_t began = 0;
    while ((time = now(CLOCK_MONOTONIC)) < end) {
        if (began == 0 && time >= start) {
            began = time;
            cpu = now(CLOCK_THREAD_CPUTIME_ID);
            answered = client->answered;
            received = client->received;
        }
        if (!turn(client)) return fail("connection");
    }
    if (began == 0) {
        fprintf(stderr, "bare-limit: stalled past the end of the measurement\n");
        return false;
    }
    result->messages = client->answered - answered;
    result->receipts = client->received - received;
    result->nanoseconds = time - began;
    result->client_cpu_nanoseconds = now(CLOCK_THREAD_CPUTIME_ID) - cpu;
    return true;
}

/// Two connected loopback TCP sockets without Nagle's delay.
static bool connect_pair(int *client, int *responder) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    *client = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 1) != 0)
        return fail("listen");
    if (getsockname(listener, (struct sockaddr *)&address, &length) != 0) return fail("getsockname");
    if (connect(*client, (struct sockaddr *)&address, length) != 0) return fail("connect");
    *responder = accept(listener, NULL, NULL);
    if (*responder < 0) return fail("accept");
    close(listener);
    int on = 1;
    setsockopt(*client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(*responder, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return true;
}

bool measure_limit(const struct limit_plan *plan, struct limit_result *result) {
    struct responder responder = {.plan = plan};
    struct client client = {.window = plan->window};
    if (!connect_pair(&client.socket, &responder.socket)) return false;
    pthread_t thread;
    errno = pthread_create(&thread, NULL, respond, &responder);
    if (errno != 0) return fail("thread");
    pin(plan->client_cpu);
    client.messages = submit_sm_ring(plan->window, plan->receipts);
    client.receipt_responses = answers_like(deliver_sm_resp_ring(1));
    client.inbox = new_inbox(plan);
    bool measured = drive(&client, plan, result);
    shutdown(client.socket, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(client.socket);
    close(responder.socket);
    free(client.messages.bytes);
    free(client.receipt_responses);
    free(client.inbox);
    return measured;
}

// A small SMSC that answers every submit_sm at once and keeps the kernel's time of its arrival: the
// witness of what a ceiling lets through. Prints its port, and what arrived once all peers have gone.
// usage: arrivals [--stall EVERY_MS:MS] --limit SCOPE:UNIT:SECOND:TENTH:HUNDREDTH ...

#define _GNU_SOURCE
#include "arrivals.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/net_tstamp.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most_arrivals = 40 << 20, input_bytes = 4096, output_bytes = 1 << 20 };

/// One connection: the PDU being read, answers not yet written, and when it was last found empty.
struct peer {
    int fd;
    uint8_t input[70000];
    size_t have;
    uint8_t *output;
    size_t pending;
    int64_t empty_at;
    uint16_t account, session;
};

static struct arrival *arrivals;
static size_t arrival_count;
static struct peer *peers[most_sessions];
static char accounts[most_accounts][17];
static int account_count, session_count, open_count;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static uint32_t integer(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

static void put(uint8_t *bytes, uint32_t value) {
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void answer(struct peer *peer, uint32_t id, uint32_t sequence, const char *text) {
    size_t length = 16 + (text ? strlen(text) + 1 : 0);
    if (peer->pending + length > output_bytes) return;
    uint8_t *out = peer->output + peer->pending;
    put(out, (uint32_t)length);
    put(out + 4, id | 0x80000000);
    put(out + 8, 0);
    put(out + 12, sequence);
    if (text) memcpy(out + 16, text, strlen(text) + 1);
    peer->pending += length;
}

static void flush(struct peer *peer) {
    while (peer->pending > 0) {
        ssize_t count = write(peer->fd, peer->output, peer->pending);
        if (count <= 0) return;
        peer->pending -= (size_t)count;
        memmove(peer->output, peer->output + count, peer->pending);
    }
}

static uint16_t account_of(const char *name) {
    for (int i = 0; i < account_count; i++)
        if (strcmp(accounts[i], name) == 0) return (uint16_t)i;
    snprintf(accounts[account_count], sizeof accounts[0], "%s", name);
    return (uint16_t)account_count++;
}

/// The segments of a submit_sm in the GSM alphabet, one septet an octet.
static uint16_t segments(const uint8_t *pdu, size_t length) {
    size_t at = 16;
    at += strlen((const char *)pdu + at) + 1 + 2;
    at += strlen((const char *)pdu + at) + 1 + 2;
    at += strlen((const char *)pdu + at) + 1 + 3;
    at += strlen((const char *)pdu + at) + 1;
    at += strlen((const char *)pdu + at) + 1 + 4;
    int count = at < length ? pdu[at] : 0;
    return (uint16_t)(count <= 160 ? 1 : (count + 152) / 153);
}

static void take(struct peer *peer, size_t length, int64_t stamp) {
    const uint8_t *pdu = peer->input;
    uint32_t id = integer(pdu + 4), sequence = integer(pdu + 12);
    switch (id) {
    case 1: case 2: case 9:
        peer->account = account_of((const char *)pdu + 16);
        answer(peer, id, sequence, "arrivals");
        break;
    case 4:
        if (arrival_count < most_arrivals)
            arrivals[arrival_count++] = (struct arrival){
                .earliest = peer->empty_at, .latest = stamp, .account = peer->account,
                .session = peer->session, .segments = segments(pdu, length)};
        answer(peer, id, sequence, "1");
        break;
    case 6: case 21:
        answer(peer, id, sequence, NULL);
        break;
    }
}

/// Reads one PDU, or what there is of it: a read of more would get the time of its last octet only.
static int read_some(struct peer *peer) {
    size_t wanted = peer->have < 4 ? 4 - peer->have : integer(peer->input) - peer->have;
    if (peer->have >= 4 && integer(peer->input) > sizeof peer->input) return -1;
    struct iovec vector = {peer->input + peer->have, wanted};
    uint8_t control[256];
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    int64_t before = now();
    ssize_t count = recvmsg(peer->fd, &message, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) {
        peer->empty_at = before;
        return 0;
    }
    if (count <= 0) return -1;
    int64_t stamp = now();
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
        struct timespec times[3];
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_TIMESTAMPING) continue;
        memcpy(times, CMSG_DATA(c), sizeof times);
        if (times[0].tv_sec) stamp = (int64_t)times[0].tv_sec * 1000000000 + times[0].tv_nsec;
    }
    peer->have += (size_t)count;
    if (peer->have >= 16 && peer->have == integer(peer->input)) {
        take(peer, peer->have, stamp);
        peer->have = 0;
    }
    return 1;
}

static void admit(int epoll, int listener) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0 || session_count == most_sessions) return;
    int one = 1, flags = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof flags);
    struct peer *peer = calloc(1, sizeof *peer);
    peer->fd = fd;
    peer->output = malloc(output_bytes);
    peer->session = (uint16_t)session_count;
    peer->empty_at = now();
    peers[session_count] = peer;
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)session_count + 1};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    session_count++;
    open_count++;
}

static int by_latest(const void *left, const void *right) {
    int64_t a = ((const struct arrival *)left)->latest, b = ((const struct arrival *)right)->latest;
    return a < b ? -1 : a > b;
}

static void serve(int listener, int64_t stall_every, int64_t stall) {
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    int64_t next_stall = now() + stall_every;
    while (session_count == 0 || open_count > 0) {
        if (stall_every > 0 && now() >= next_stall) {
            usleep((useconds_t)(stall / 1000));
            next_stall = now() + stall_every;
        }
        struct epoll_event events[64];
        int count = epoll_wait(epoll, events, 64, 100);
        for (int i = 0; i < count; i++) {
            if (events[i].data.u32 == 0) {
                admit(epoll, listener);
                continue;
            }
            struct peer *peer = peers[events[i].data.u32 - 1];
            int state = 1;
            for (int n = 0; n < 512 && state > 0; n++) state = read_some(peer);
            flush(peer);
            if (state < 0) {
                close(peer->fd);
                open_count--;
            }
        }
    }
}

static int read_limit(const char *text, struct limit *limit) {
    char scope[16], unit[16];
    long long most[3];
    if (sscanf(text, "%15[a-z]:%15[a-z]:%lld:%lld:%lld", scope, unit, &most[0], &most[1], &most[2]) != 5)
        return 0;
    limit->scope = scope[0] == 'r' ? scope_run : scope[0] == 'a' ? scope_account : scope_session;
    limit->in_segments = unit[0] == 's';
    for (int i = 0; i < 3; i++) limit->most[i] = most[i];
    return 1;
}

int main(int argc, char **argv) {
    struct limit limits[most_limits];
    int limit_count = 0;
    long long stall_every = 0, stall = 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        int fits = strcmp(argv[i], "--stall") == 0
            ? sscanf(argv[i + 1], "%lld:%lld", &stall_every, &stall) == 2
            : limit_count < most_limits && read_limit(argv[i + 1], &limits[limit_count++]);
        if (!fits) {
            fprintf(stderr, "arrivals: %s %s is not understood\n", argv[i], argv[i + 1]);
            return 2;
        }
    }
    arrivals = malloc(sizeof *arrivals * most_arrivals);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 128) != 0
        || getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        perror("arrivals");
        return 1;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    serve(listener, stall_every * 1000000, stall * 1000000);
    qsort(arrivals, arrival_count, sizeof *arrivals, by_latest);
    judge(arrivals, arrival_count, limits, limit_count);
    return 0;
}

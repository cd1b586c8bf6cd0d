/* The Linux calls whose macros, unions or varargs Swift cannot see: their bodies. They stay out of
 * the header because _GNU_SOURCE changes system types that Swift's Glibc module defines without it. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t clinux_clock(int clock) {
    struct timespec t;
    clock_gettime((clockid_t)clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t clinux_monotonic(void) { return clinux_clock(CLOCK_MONOTONIC); }
int64_t clinux_realtime(void) { return clinux_clock(CLOCK_REALTIME); }
int64_t clinux_thread_cpu(void) { return clinux_clock(CLOCK_THREAD_CPUTIME_ID); }

int64_t clinux_read(int fd, void *into, int64_t count) {
    ssize_t n;
    do n = recv(fd, into, (size_t)count, MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -(int64_t)errno : n;
}

int clinux_stamp_receives(int fd) {
    int flags = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
    return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof flags) != 0 ? -errno : 0;
}

int64_t clinux_read_stamped(int fd, void *into, int64_t count, int64_t *stamp) {
    union {
        char bytes[CMSG_SPACE(sizeof(struct scm_timestamping))];
        struct cmsghdr alignment;
    } control;
    struct iovec part = {.iov_base = into, .iov_len = (size_t)count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t n;
    do {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        n = recvmsg(fd, &message, MSG_DONTWAIT);
    } while (n < 0 && errno == EINTR);
    *stamp = 0;
    if (n < 0) return -(int64_t)errno;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c != NULL; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPING) continue;
        struct scm_timestamping times;
        memcpy(&times, CMSG_DATA(c), sizeof times);
        *stamp = (int64_t)times.ts[0].tv_sec * 1000000000 + times.ts[0].tv_nsec;
    }
    return n;
}

int64_t clinux_retransmits(int fd) {
    struct tcp_info info;
    socklen_t size = sizeof info;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return -errno;
    return info.tcpi_total_retrans;
}

int64_t clinux_unsent(int fd) {
    int count = 0;
    return ioctl(fd, SIOCOUTQNSD, &count) != 0 ? -errno : count;
}

int64_t clinux_write(int fd, const void *from, int64_t count) {
    ssize_t n;
    do n = send(fd, from, (size_t)count, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -(int64_t)errno : n;
}

void *clinux_map(int64_t count) {
    void *p = mmap(NULL, (size_t)count, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

int clinux_resolve(const char *host, uint16_t port, void *storage) {
    struct addrinfo hints, *list = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    int code = getaddrinfo(host, NULL, &hints, &list);
    if (code != 0) return code < 0 ? code : -code;
    int length = (int)list->ai_addrlen;
    memcpy(storage, list->ai_addr, (size_t)length);
    freeaddrinfo(list);
    struct sockaddr *address = (struct sockaddr *)storage;
    if (address->sa_family == AF_INET) ((struct sockaddr_in *)storage)->sin_port = htons(port);
    else ((struct sockaddr_in6 *)storage)->sin6_port = htons(port);
    return length;
}

int clinux_is_loopback(const void *storage) {
    const struct sockaddr *address = (const struct sockaddr *)storage;
    if (address->sa_family == AF_INET)
        return (ntohl(((const struct sockaddr_in *)storage)->sin_addr.s_addr) >> 24) == 127;
    const struct in6_addr *six = &((const struct sockaddr_in6 *)storage)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(six)) return six->s6_addr[12] == 127;
    return IN6_IS_ADDR_LOOPBACK(six);
}

int clinux_tune(int fd) {
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

int clinux_connect(const void *storage, int length) {
    int family = ((const struct sockaddr *)storage)->sa_family;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    clinux_tune(fd);
    if (connect(fd, (const struct sockaddr *)storage, (socklen_t)length) != 0 &&
        errno != EINPROGRESS) {
        int code = errno;
        close(fd);
        return -code;
    }
    return fd;
}

int clinux_socket_error(int fd) {
    int code = 0;
    socklen_t size = sizeof code;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size) != 0) return errno;
    return code;
}

int clinux_listen(const void *storage, int length, int backlog) {
    int family = ((const struct sockaddr *)storage)->sa_family;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (const struct sockaddr *)storage, (socklen_t)length) != 0 ||
        listen(fd, backlog) != 0) {
        int code = errno;
        close(fd);
        return -code;
    }
    return fd;
}

int clinux_local_port(int fd) {
    struct sockaddr_storage s;
    socklen_t size = sizeof s;
    if (getsockname(fd, (struct sockaddr *)&s, &size) != 0) return -errno;
    return s.ss_family == AF_INET ? ntohs(((struct sockaddr_in *)&s)->sin_port)
                                  : ntohs(((struct sockaddr_in6 *)&s)->sin6_port);
}

/* The address of `storage` as 16 octets; the port or -errno. */
static int mapped_address(const struct sockaddr_storage *storage, uint8_t address[16]) {
    if (storage->ss_family == AF_INET6) {
        memcpy(address, &((const struct sockaddr_in6 *)storage)->sin6_addr, 16);
        return ntohs(((const struct sockaddr_in6 *)storage)->sin6_port);
    }
    if (storage->ss_family != AF_INET) return -EAFNOSUPPORT;
    memset(address, 0, 10);
    memset(address + 10, 0xFF, 2);
    memcpy(address + 12, &((const struct sockaddr_in *)storage)->sin_addr, 4);
    return ntohs(((const struct sockaddr_in *)storage)->sin_port);
}

int clinux_peer_address(int fd, uint8_t address[16]) {
    struct sockaddr_storage storage;
    socklen_t length = sizeof storage;
    if (getpeername(fd, (struct sockaddr *)&storage, &length) < 0) return -errno;
    int port = mapped_address(&storage, address);
    return port < 0 ? port : 0;
}

int clinux_socket_end(int fd, int peer, uint64_t *high, uint64_t *low) {
    struct sockaddr_storage storage;
    socklen_t length = sizeof storage;
    uint8_t address[16];
    int result = peer ? getpeername(fd, (struct sockaddr *)&storage, &length)
                      : getsockname(fd, (struct sockaddr *)&storage, &length);
    if (result < 0) return -errno;
    int port = mapped_address(&storage, address);
    if (port < 0) return port;
    *high = *low = 0;
    for (int i = 0; i < 8; i++) {
        *high = *high << 8 | address[i];
        *low = *low << 8 | address[8 + i];
    }
    return port;
}

int clinux_accept(int fd) {
    int peer;
    do peer = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    while (peer < 0 && errno == EINTR);
    if (peer < 0) return -errno;
    return clinux_tune(peer);
}

void clinux_abandon_on_close(int fd) {
    struct linger none = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

void clinux_limit_receive_buffer(int fd, int count) {
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &count, sizeof count);
}

int clinux_epoll_create(void) {
    int fd = epoll_create1(EPOLL_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int clinux_epoll_set(int epoll, int operation, int fd, uint32_t events,
                                   uint64_t token) {
    struct epoll_event e = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, fd, &e) != 0 ? -errno : 0;
}

int clinux_epoll_wait(int epoll, void *events, int limit, int64_t timeout) {
    struct timespec t = {.tv_sec = timeout / 1000000000, .tv_nsec = timeout % 1000000000};
    int n = epoll_pwait2(epoll, (struct epoll_event *)events, limit, timeout < 0 ? NULL : &t, NULL);
    if (n < 0) return errno == EINTR ? 0 : -errno;
    return n;
}

uint64_t clinux_event_token(const void *events, int64_t index) {
    return ((const struct epoll_event *)events)[index].data.u64;
}

uint32_t clinux_event_flags(const void *events, int64_t index) {
    return ((const struct epoll_event *)events)[index].events;
}

int clinux_event_size(void) { return (int)sizeof(struct epoll_event); }

int clinux_eventfd(void) {
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

void clinux_eventfd_signal(int fd) {
    uint64_t one = 1;
    ssize_t n = write(fd, &one, sizeof one);
    (void)n;
}

void clinux_eventfd_clear(int fd) {
    uint64_t value;
    ssize_t n = read(fd, &value, sizeof value);
    (void)n;
}

void clinux_name_thread(const char *name) {
    char kept[16];
    strncpy(kept, name, sizeof kept - 1);
    kept[15] = 0;
    pthread_setname_np(pthread_self(), kept);
}

int clinux_pin(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    return -pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

int clinux_allowed_cpu(int index) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return -1;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &set) && index-- == 0) return cpu;
    return -1;
}

int64_t clinux_peak_resident(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (int64_t)usage.ru_maxrss * 1024;
}

int64_t clinux_allow_files(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur > INT32_MAX ? INT32_MAX : (int64_t)limit.rlim_cur;
}

void clinux_block_stop_signals(int reports) {
    sigset_t set;
    sigemptyset(&set);
    if (reports) sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int clinux_wait_stop_signal(int reports) {
    sigset_t set;
    int number = 0;
    sigemptyset(&set);
    if (reports) sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigwait(&set, &number);
    return number;
}

/* Present only where the program links CAllocationCount. */
extern uint64_t smppbench_thread_allocations(void) __attribute__((weak));

int64_t clinux_thread_allocations(void) {
    return smppbench_thread_allocations ? (int64_t)smppbench_thread_allocations() : -1;
}

void clinux_rest(int64_t nanoseconds) {
    struct timespec t = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    nanosleep(&t, NULL);
}

int clinux_terminal_columns(int fd) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) return -errno;
    return size.ws_col > 0 ? size.ws_col : 80;
}

void clinux_precise_timers(void) { prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0); }

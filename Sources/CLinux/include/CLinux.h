/* The Linux calls whose macros, unions or varargs Swift cannot see. Used by Platform alone. Unless
 * it says otherwise a function returns >= 0 on success and -errno on failure. */
#pragma once
#include <stdint.h>

int64_t clinux_clock(int clock);

int64_t clinux_monotonic(void);

int64_t clinux_realtime(void);

int64_t clinux_thread_cpu(void);

int64_t clinux_read(int fd, void *into, int64_t count);

/* Has the kernel note when each segment comes in, for clinux_read_stamped. */
int clinux_stamp_receives(int fd);

/* As clinux_read; `stamp` becomes when the last segment read came in, nanoseconds since 1970, or 0
 * where the kernel did not note it. */
int64_t clinux_read_stamped(int fd, void *into, int64_t count, int64_t *stamp);

/* Segments a TCP connection has sent more than once. */
int64_t clinux_retransmits(int fd);

/* Bytes written to a TCP connection that it has not sent yet, not even once. */
int64_t clinux_unsent(int fd);

int64_t clinux_write(int fd, const void *from, int64_t count);

/* Zeroed pages that cost no memory until touched; NULL when refused. */
void *clinux_map(int64_t count);

/* Asks for the cache line at an address, to be written to soon. */
static inline void clinux_prefetch(const void *address) { __builtin_prefetch(address, 1); }

/* Resolves to one address, numeric or by name. `storage` holds sizeof(struct sockaddr_storage).
 * Returns the address's length, or a negative getaddrinfo code. */
int clinux_resolve(const char *host, uint16_t port, void *storage);

int clinux_is_loopback(const void *storage);

int clinux_tune(int fd);

/* Starts a non-blocking connect; the descriptor becomes writable when it is done. */
int clinux_connect(const void *storage, int length);

/* The pending error of a socket, 0 if none. */
int clinux_socket_error(int fd);

int clinux_listen(const void *storage, int length, int backlog);

/* Port a socket is bound to, or -errno. */
int clinux_local_port(int fd);

int clinux_accept(int fd);

/* The peer's address as 16 octets, IPv4 as ::ffff:a.b.c.d. */
int clinux_peer_address(int fd, uint8_t address[16]);

/* The port of this end of a connection, or the peer's, or -errno; its address as 16 octets in two
   numbers, the first octet the most significant. */
int clinux_socket_end(int fd, int peer, uint64_t *high, uint64_t *low);
/* A close sends a RST (SO_LINGER of no time). */
void clinux_abandon_on_close(int fd);

/* SO_RCVBUF, which the kernel doubles. */
void clinux_limit_receive_buffer(int fd, int count);

int clinux_epoll_create(void);

int clinux_epoll_set(int epoll, int operation, int fd, uint32_t events, uint64_t token);

/* Waits for events; `timeout` in nanoseconds, negative = for ever. EINTR counts as no event. */
int clinux_epoll_wait(int epoll, void *events, int limit, int64_t timeout);

uint64_t clinux_event_token(const void *events, int64_t index);

uint32_t clinux_event_flags(const void *events, int64_t index);

int clinux_event_size(void);

int clinux_eventfd(void);

void clinux_eventfd_signal(int fd);

void clinux_eventfd_clear(int fd);

/* Pins the calling thread to one processor. */
int clinux_pin(int cpu);

/* Names the calling thread; 15 characters are kept. */
void clinux_name_thread(const char *name);

/* The `index`-th processor this process may use, or -1 past the last. */
int clinux_allowed_cpu(int index);

int64_t clinux_peak_resident(void);

/* Allows the process as many open files as it may have; returns how many. */
int64_t clinux_allow_files(void);

/* Blocks the signals in the calling thread and in all it starts afterwards; SIGUSR1 with `reports`. */
void clinux_block_stop_signals(int reports);

/* Waits for SIGINT or SIGTERM, and SIGUSR1 with `reports`; returns its number. */
int clinux_wait_stop_signal(int reports);

/* Heap allocations of the calling thread so far, or -1 where they are not counted. */
int64_t clinux_thread_allocations(void);

/* Sleeps for that many nanoseconds, or until a signal. */
void clinux_rest(int64_t nanoseconds);

/* Columns of the terminal behind a descriptor; -errno if there is none. */
int clinux_terminal_columns(int fd);

/* Lets timed waits of the calling thread end on time, not up to 50 microseconds late. */
void clinux_precise_timers(void);

/* Starts a command with /bin/sh in a process group of its own, its output going to standard error;
   returns its id or -errno. */
int clinux_spawn_shell(const char *command);

/* Waits for the end of a child; returns its exit status, 128 + the signal that ended it, or -errno. */
int clinux_wait_child(int child);

/* Sends SIGTERM to a child and all of its process group. */
void clinux_stop_group(int child);

/* Rows of the terminal behind a descriptor; -errno if there is none. */
int clinux_terminal_rows(int fd);

/* Turns the terminal to its other screen and, where standard input is a terminal of ours, to single
 * keys without echo; 1 if keys can be read. Undone by clinux_terminal_leave, at exit and on a crash. */
int clinux_terminal_enter(int fd);

void clinux_terminal_leave(void);

/* Waits for a key, `timeout` in milliseconds; the byte, -EAGAIN without one, -ECONNRESET for ever. */
int clinux_terminal_key(int timeout);

/* Opens and closes a counter of the instructions of this thread, those of the kernel left out. */
int clinux_try_counter(void);

/* A byte of this program's build ID; -1 past its end, or without one. */
int clinux_build_id(int index);

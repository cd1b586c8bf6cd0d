// The terminal while a live view owns it: single keys without echo, the other screen, and the way
// back, which is also taken at exit and by the signals that kill a process.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "CLinux.h"

static struct termios saved;
static volatile sig_atomic_t has_saved;
static volatile sig_atomic_t screen = -1;

/* Only what a signal handler may call. */
void clinux_terminal_leave(void) {
    static const char back[] = "\033[0m\033[?25h\033[?1049l";
    int fd = screen;
    screen = -1;
    if (fd >= 0 && write(fd, back, sizeof back - 1) < 0) fd = -1;
    if (has_saved) {
        has_saved = 0;
        tcsetattr(STDIN_FILENO, TCSANOW, &saved);
    }
}

static void leave_and_die(int number) {
    clinux_terminal_leave();
    signal(number, SIG_DFL);
    raise(number);
}

int clinux_terminal_enter(int fd) {
    static const char other[] = "\033[?1049h\033[?25l";
    static const int deadly[] = {SIGHUP,  SIGQUIT, SIGILL, SIGTRAP,
                                 SIGABRT, SIGBUS,  SIGFPE, SIGSEGV};
    static int is_prepared;
    if (!is_prepared) {
        is_prepared = 1;
        atexit(clinux_terminal_leave);
        for (unsigned i = 0; i < sizeof deadly / sizeof *deadly; i++) {
            struct sigaction action = {.sa_handler = leave_and_die, .sa_flags = SA_RESETHAND};
            sigaction(deadly[i], &action, NULL);
        }
    }
    int has_keys = 0;
    /* A background process that touched the terminal would be stopped. */
    if (isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp() &&
        tcgetattr(STDIN_FILENO, &saved) == 0) {
        struct termios raw = saved;
        raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        raw.c_cc[VMIN] = 1;
        raw.c_cc[VTIME] = 0;
        /* A stopped generator would send late: Ctrl-Z does nothing while it is measured. */
        raw.c_cc[VSUSP] = _POSIX_VDISABLE;
        has_saved = 1;
        has_keys = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
    }
    screen = fd;
    if (write(fd, other, sizeof other - 1) < 0) return -errno;
    return has_keys;
}

int clinux_terminal_key(int timeout) {
    struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char key = 0;
    if (poll(&wait, 1, timeout) <= 0) return -EAGAIN;
    return read(STDIN_FILENO, &key, 1) == 1 ? key : -ECONNRESET;
}

int clinux_terminal_rows(int fd) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) return -errno;
    return size.ws_row > 0 ? size.ws_row : 24;
}

/* Counts the heap allocations of each thread by standing in front of glibc's allocator. Linked into
 * the executable and into tests only; a program that uses the libraries keeps its own malloc. */
#pragma once
#include <stdint.h>

/* Allocations (malloc, calloc, realloc, aligned forms) the calling thread has made so far. */
uint64_t smppbench_thread_allocations(void);

/* libnuma as Swift sees it: topology and node-local memory. Used by Platform only. */
#pragma once
#include <numa.h>

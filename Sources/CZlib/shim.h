/* zlib as Swift sees it: compress2 for HdrHistogram's V2 encoding. Used by Platform only. */
#pragma once
#include <zlib.h>

#pragma once

/// Marks what libstratum and libstratum-media show to programs that link them as shared libraries.
#define STRATUM_EXPORT __attribute__((visibility("default")))

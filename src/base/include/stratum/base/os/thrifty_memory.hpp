#pragma once

#include "stratum/base/export.hpp"

namespace stratum::os {

/// While one of these lives, large blocks that are freed go back to the system at once, and what lay free at its
/// beginning has gone back: for long work that needs much memory now and then (the networks use 50 MB of it). Costs
/// system calls, so short work is faster without.
///
/// Sets a rule of the whole process (glibc's M_MMAP_THRESHOLD), which can not be asked for: afterwards it is where the
/// allocator's own rule ends, 32 MiB. One at a time. Does nothing where there is no glibc.
class STRATUM_EXPORT ThriftyMemory {
  public:
    ThriftyMemory();
    ~ThriftyMemory();
    ThriftyMemory(const ThriftyMemory&) = delete;
    ThriftyMemory& operator=(const ThriftyMemory&) = delete;
};

}  // namespace stratum::os

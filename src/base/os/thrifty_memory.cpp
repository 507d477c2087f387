#include "stratum/base/os/thrifty_memory.hpp"

#include <cstdlib>  // Says which library this is.

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace stratum::os {

#if defined(__GLIBC__)

ThriftyMemory::ThriftyMemory() {
    ::mallopt(M_MMAP_THRESHOLD, 1 << 20);
    ::malloc_trim(0);
}
ThriftyMemory::~ThriftyMemory() { ::mallopt(M_MMAP_THRESHOLD, 32 << 20); }

#else

ThriftyMemory::ThriftyMemory() = default;
ThriftyMemory::~ThriftyMemory() = default;

#endif

}  // namespace stratum::os

#include "stratum/base/os/thrifty_memory.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>
#include <vector>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define STRATUM_OTHER_ALLOCATOR 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STRATUM_OTHER_ALLOCATOR 1
#endif

namespace stratum::os {
namespace {

#if defined(__GLIBC__) && !defined(STRATUM_OTHER_ALLOCATOR)

constexpr std::size_t kMiB = std::size_t{1} << 20;

/// Bytes of this process that are in memory.
std::size_t resident() {
    std::ifstream file{"/proc/self/statm"};
    std::size_t all = 0;
    std::size_t pages = 0;
    file >> all >> pages;
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// Whether a block of this size is a mapping of its own, which goes back to the system when it is freed.
bool is_mapped(std::size_t size) {
    const auto before = ::mallinfo2().hblkhd;
    const std::vector<char> block(size, 1);
    return ::mallinfo2().hblkhd >= before + block.size();
}

// Each block is larger than the one before: no hole that it left in the heap can hold the next. All are smaller than
// the 32 MiB where the allocator's own rule ends.
TEST(ThriftyMemory, LargeBlocksGoBackAtOnceWhileItLives) {
    {
        const ThriftyMemory before;
    }
    ASSERT_FALSE(is_mapped(4 * kMiB));
    {
        const ThriftyMemory thrift;
        EXPECT_TRUE(is_mapped(10 * kMiB));
        EXPECT_TRUE(is_mapped(10 * kMiB)) << "also the next one";
    }
    EXPECT_FALSE(is_mapped(24 * kMiB));
}

TEST(ThriftyMemory, WhatLayFreeAtItsBeginningHasGoneBack) {
    {
        const ThriftyMemory before;
    }
    // The last block keeps the others from the end of the heap, which is trimmed in any case.
    std::vector<std::vector<char>> blocks(4);
    for (auto& block : blocks) block.assign(8 * kMiB, 1);
    for (std::size_t i = 0; i < 3; ++i) std::vector<char>{}.swap(blocks[i]);
    const std::size_t held = resident();
    const ThriftyMemory thrift;
    EXPECT_LT(resident() + 20 * kMiB, held);  // Three times eight, and some pages that hold other things.
}

#else

TEST(ThriftyMemory, NeedsTheAllocatorOfGlibc) { GTEST_SKIP() << "another allocator is in place"; }

#endif

}  // namespace
}  // namespace stratum::os

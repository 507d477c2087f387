#pragma once

#include <linux/filter.h>
#include <vector>

namespace stratum::media {

/// Sanitizers need a few system calls and much address space that a release build does without.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kRelaxed = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
inline constexpr bool kRelaxed = true;
#else
inline constexpr bool kRelaxed = false;
#endif
#else
inline constexpr bool kRelaxed = false;
#endif

/// Filters for `PR_SET_SECCOMP` [seccomp(2)]. The child's is a list of what decoding and analysis need: anything else
/// fails with EPERM, and what only an intruder would try (sockets, processes, tracing) ends the process. The program's,
/// for ffmpeg with its hundred libraries, forbids sockets, new processes, tracing and administration, and allows the
/// rest. The child's filter holds for the calling process only, since it may signal none but itself.
[[nodiscard]] std::vector<sock_filter> filter_for_child();
[[nodiscard]] std::vector<sock_filter> filter_for_program();

}  // namespace stratum::media

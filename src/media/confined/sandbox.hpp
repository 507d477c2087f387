#pragma once

#include "stratum/base/os/fd.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <linux/filter.h>
#include <string>
#include <vector>

namespace stratum::media {

/// What a process may still do once it is confined.
struct SandboxRules {
    std::uint64_t memory_bytes = 0;
    std::uint64_t cpu_seconds = 0;      ///< 0: watched by the parent instead.
    bool runs_program = false;          ///< The rules outlive an exec of `executables`; otherwise no exec at all.
    std::vector<std::string> readable;  ///< Folders and files; missing ones are passed over.
    std::vector<std::string> executables;
    int readable_file = -1;  ///< One open file that may be opened again.
};

/// Confinement made ready in one process and put on in the same or in a child between fork and exec [Linux: Landlock,
/// seccomp filters, namespaces, resource limits]. What the kernel lacks is left out; `confinement_status` tells.
class Sandbox {
  public:
    [[nodiscard]] static Sandbox prepare(const SandboxRules& rules);
    /// Makes system calls only. Returns 0, or the errno of a step that must not fail. There is no way back.
    [[nodiscard]] int apply() const noexcept;

  private:
    SandboxRules rules_;
    os::Fd landlock_;
    std::vector<sock_filter> filter_;
};

}  // namespace stratum::media

#pragma once

#include "confined/sandbox.hpp"
#include "stratum/base/os/fd.hpp"

namespace stratum::media {

/// The version of Landlock that the running kernel offers, 0 for none.
[[nodiscard]] int landlock_abi();
/// A rule set that forbids all files but those named, all TCP, and signals and abstract sockets to processes outside,
/// as far as the kernel knows these; none where it has no Landlock.
[[nodiscard]] os::Fd make_landlock_rules(const SandboxRules& rules);

}  // namespace stratum::media

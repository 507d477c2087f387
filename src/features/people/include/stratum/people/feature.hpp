#pragma once

#include "stratum/platform/feature.hpp"

namespace stratum::people {

/// Signing in and out, one's own account, the people of a workspace, their roles and keys, the audit log, what may
/// leave the server; `stratum users`.
[[nodiscard]] platform::Feature feature();

}  // namespace stratum::people

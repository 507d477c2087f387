#pragma once

#include "stratum/platform/problem.hpp"

namespace stratum::platform {

/// 403 `confirm`: who asks may do this, and has to show first that it is still them: POST /session/confirm, a passkey,
/// or signing in once more.
[[nodiscard]] Problem confirmation_needed();

}  // namespace stratum::platform

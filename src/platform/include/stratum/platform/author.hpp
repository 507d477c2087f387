#pragma once

#include "stratum/platform/call.hpp"

#include <string>

namespace stratum::platform {

/// Under what name is kept what somebody says: the user's id, so that nobody's name outlives them; "local" before there
/// is any user.
[[nodiscard]] inline std::string author_of(const Call& call) {
    return call.actor.user == Uuid{} ? "local" : to_text(call.actor.user);
}

}  // namespace stratum::platform

#pragma once

#include "stratum/base/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace stratum::people {

/// `oidc.providers`, and that each has what signing in by it needs. Errors: `invalid_argument` with the setting.
[[nodiscard]] Result<void> check_provider_settings(
    const std::function<std::optional<std::string>(std::string_view key)>& setting);

}  // namespace stratum::people

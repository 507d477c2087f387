#pragma once

#include "stratum/platform/route.hpp"

#include <string_view>

namespace stratum::platform {

/// Runs a POST once for its key: the same request again within a day gets the first answer again, the key with another
/// body a 422. All that the handler changes and the answer are one commit, so that no crash comes between. Only answers
/// that will not change are kept: not those of the 500s, nor refusals to be repeated; those leave nothing behind.
[[nodiscard]] Answer once(Call& call, std::string_view key, const Route& route);

}  // namespace stratum::platform

#pragma once

#include "stratum/net/http.hpp"

#include <string_view>

namespace stratum::platform {

/// Has browsers keep the answer as a file of this name rather than show it (RFC 6266): a plain form for those who know
/// no other, and the real one. What no file's name can hold becomes "_".
void save_as(net::Response& response, std::string_view name);

}  // namespace stratum::platform

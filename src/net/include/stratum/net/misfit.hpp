#pragma once

#include "stratum/base/result.hpp"

#include <string>

namespace stratum::net {

/// A value of a body that is not as it should be.
struct Misfit {
    std::string pointer;  ///< JSON pointer (RFC 6901).
    Error error;
};

}  // namespace stratum::net

#pragma once

#include "stratum/platform/route.hpp"

#include <optional>

namespace stratum::platform {

/// The 400 for a query that this route does not take: parameters that it does not know, that come twice, or of a length
/// that they may not have. What the values mean is for the handler.
[[nodiscard]] std::optional<Problem> refused_query(const Route& route, const net::Query& query);

/// An answer that is the error of a body which does not fit, as a problem that tells all that does not.
[[nodiscard]] Answer with_misfits(Answer answer, const Call& call);

}  // namespace stratum::platform

#pragma once

#include "stratum/analysis/key.hpp"

namespace stratum::evaluate {

/// How an answered key stands to the true one.
enum class KeyRelation : unsigned char { same, fifth_above, fifth_below, relative, parallel, other };
[[nodiscard]] KeyRelation key_relation(analysis::Key truth, analysis::Key answer);

/// The score of MIREX as mir_eval computes it: same 1, a fifth above 0.5, relative 0.3, parallel 0.2, else 0.
[[nodiscard]] double key_weighted(analysis::Key truth, analysis::Key answer);
/// The same, with a fifth below counted like one above, as many papers do.
[[nodiscard]] double key_weighted_both_fifths(analysis::Key truth, analysis::Key answer);

}  // namespace stratum::evaluate

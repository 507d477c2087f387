#pragma once

#include "operation.hpp"

#include <optional>
#include <vector>

namespace stratum::correct {

/// What a person asks for in the terminal; several things at once are done in the order of these members.
struct Wish {
    bool revert = false;
    std::optional<library::TempoRatio> ratio;
    std::optional<Bpm> tempo;  ///< Not together with `ratio`.
    std::optional<int> beats_per_bar;
    std::optional<double> shift;
    std::optional<Seconds> nudge;
    std::optional<analysis::Key> key;
    std::optional<Seconds> from;  ///< Count only from here on.
    bool confirm = false;         ///< All is right as it is shown; alone.
};

/// Errors: `invalid_argument` for a wish that says nothing, or two things that exclude each other.
[[nodiscard]] Result<std::vector<Operation>> operations_of(const Wish& wish);

}  // namespace stratum::correct

#pragma once

#include "stratum/base/result.hpp"
#include "stratum/library/beat_edit.hpp"
#include "stratum/library/corrections.hpp"

#include <optional>
#include <string>

namespace stratum::correct {

/// What a person asks for; several things at once are done in the order of these members.
struct Wish {
    std::optional<library::TempoRatio> ratio;
    std::optional<Bpm> tempo;  ///< Not together with `ratio`.
    std::optional<double> shift;
    std::optional<analysis::Key> key;
    std::optional<Seconds> from;  ///< Count only from here on.
    bool confirm = false;         ///< All is right as it is shown; alone.
};

/// The wish as it would be typed: "--double --key Am". What the list of steps calls it.
[[nodiscard]] std::string words_of(const Wish& wish);

/// Errors: `invalid_argument` for a wish that says nothing, or two things that exclude each other.
[[nodiscard]] Result<void> check(const Wish& wish);

/// The resulting values, made against what is shown (rhythm, harmony and silence of the report are looked at).
/// Errors: `invalid_argument` with the reason when this can not be done to the track.
[[nodiscard]] Result<library::Corrections> plan(const analysis::Report& shown, const Wish& wish);

}  // namespace stratum::correct

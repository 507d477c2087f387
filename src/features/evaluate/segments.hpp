#pragma once

#include "truth.hpp"

/// What is true of a part of a recording, where it is judged by itself.
namespace stratum::evaluate {

/// The truth from `start` on for `length` seconds, with times from the part's own beginning. The tempo is that of the
/// beats inside (of the longest run of them, where it changes), and nothing where fewer than eight fall; the key is the
/// one that holds for at least four fifths of it, where `keys_file` tells keys over time. Sections and loudness are
/// matters of the whole and left out.
[[nodiscard]] Truth part_of(const Truth& truth, double start, double length);

}  // namespace stratum::evaluate

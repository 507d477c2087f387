#pragma once

#include "stratum/analysis/notes.hpp"
#include "stratum/analysis/pitch.hpp"

#include <ostream>
#include <span>
#include <string>
#include <string_view>

namespace stratum::pitch {

/// "A4 +12": the nearest key in scientific pitch notation and the cents from it.
[[nodiscard]] std::string name_of_pitch(double midi);

/// One line a note, for people.
void print_notes(std::ostream& out, std::span<const analysis::Note> notes);
/// time,hertz,confidence,voiced: one line a frame.
void print_curve(std::ostream& out, const analysis::PitchCurve& curve);
/// One JSON object on one line: the notes, and the curve with null where there is no pitch.
void print_json(std::ostream& out, std::string_view path, const analysis::PitchCurve& curve,
                std::span<const analysis::Note> notes);

}  // namespace stratum::pitch

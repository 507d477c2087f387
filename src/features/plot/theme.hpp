#pragma once

#include "canvas.hpp"
#include "stratum/analysis/key.hpp"

#include <array>
#include <cstdint>

namespace stratum::plot {

enum class ThemeKind : std::uint8_t { light, dark };

/// The colours of a picture. The three bands are blue, orange and yellow, which stay apart for every common kind of
/// colour blindness and in grey; nothing is told by colour alone.
struct Theme {
    Colour paper;
    Colour panel;   ///< Behind the data.
    Colour ink;     ///< Titles and values.
    Colour quiet;   ///< Captions and axis labels.
    Colour grid;    ///< Lines behind the data.
    Colour accent;  ///< Beats, the main key, the line of the loudness.
    Colour low;     ///< The waveform's bands,
    Colour mid;
    Colour high;
    Colour shade;                ///< Over silence.
    std::array<Colour, 5> heat;  ///< From nothing to the strongest, even in lightness.
};

[[nodiscard]] const Theme& theme_of(ThemeKind kind);

/// The colour of a key: neighbours on the circle of fifths, which mix well, have neighbouring hues of one lightness,
/// and a minor key has the hue of its relative major, darker.
[[nodiscard]] Colour colour_of(analysis::Key key, ThemeKind kind);

/// `heat` between its stops; `level` from 0 to 1.
[[nodiscard]] Colour heat_at(const Theme& theme, double level);

}  // namespace stratum::plot

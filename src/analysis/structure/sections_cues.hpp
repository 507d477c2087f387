#pragma once

#include "structure/sections_bars.hpp"

#include <array>
#include <vector>

namespace stratum::analysis::structure {

/// What speaks for a section beginning with a bar. All grow with the change except where noted.
enum class Cue : std::uint8_t {
    level_1,  ///< How much the levels of the bands change from the 1, 2, 4, 8 bars before to those from here on
    level_2,  ///< (root mean square over the bands): the novelty of a checkerboard [Foote 2000] for vectors.
    level_4,
    level_8,
    broad_1,  ///< The same of the means of four bands each, which chords do not move so easily.
    broad_2,
    broad_4,
    low_1,  ///< Of the bands below 280 Hz,
    low_2,
    high_2,    ///< and of those above 2.2 kHz.
    stroke_1,  ///< The same of rise and fall within the bands: drums come and go.
    stroke_2,
    stroke_4,
    stroke_8,
    chroma_2,  ///< The same of pitch classes.
    chroma_8,
    tonal_2,  ///< The same of the tonal level.
    loud_1,   ///< The same of the level as a whole.
    loud_4,
    drums_2,  ///< stroke_2 over the means of four bands each.
    peak_1,   ///< The change from bar to bar of broad bands, levels and strokes, over the larger of those one bar away.
    peak_2,   ///< level_2 and stroke_2 over those of the neighbours one and two bars away,
    peak_4,   ///< and of 4 bars over those two to four bars away.
    unrest,   ///< Change from bar to bar around here: speaks against.
    against,  ///< Levels' change over 2 bars in units of that.
    loop,     ///< peak_1's change over the usual one four and eight bars away, where a loop would turn as well.
    relative,  ///< The change over 4 bars against the largest of the recording, 0 to 1.
    first_,
};
inline constexpr std::size_t kCues = static_cast<std::size_t>(Cue::first_);
using Cues = std::array<float, kCues>;

/// The cues of all bars; those of the first bar, which begins a section anyway, are 0.
/// Time and memory grow with the number of bars.
[[nodiscard]] std::vector<Cues> cues_of(const Bars& bars);

/// How unlike two sounds are: root mean square over the bands, of levels and of strokes, dB; and one minus the cosine
/// of the pitch classes.
struct Difference {
    float level = 0.0F;
    float broad = 0.0F;
    float low = 0.0F;
    float high = 0.0F;
    float stroke = 0.0F;
    float drums = 0.0F;
    float chroma = 0.0F;
    float tonal = 0.0F;
    float loud = 0.0F;
};

/// Running sums over bars, so that the mean of any stretch costs the same.
class BarSums {
  public:
    explicit BarSums(const Bars& bars);
    /// Of the bars [from, to), which must not be empty.
    [[nodiscard]] Bar mean(std::size_t from, std::size_t to) const;

  private:
    static constexpr std::size_t kValues = 2 * SectionTrack::kBands + 12 + 3;
    std::vector<std::array<double, kValues>> sums_;
};

[[nodiscard]] Difference difference(const Bar& a, const Bar& b);

}  // namespace stratum::analysis::structure

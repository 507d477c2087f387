#pragma once

#include "stratum/base/units.hpp"
#include "stratum/dsp/audio_view.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace stratum::analysis {

/// Where lasting sound begins and ends in a recording, as a stream.
///
/// DJ programs take the first and last sample above a threshold (Mixxx: -60 dBFS), and so trip over single clicks of
/// worn records and of bad edits. Here time is cut into cells of a millisecond; a cell is loud when a sample in it, of
/// any channel, reaches the threshold, and sound lasts where `kLoudCells` cells within `kSpanCells` are loud. Sound
/// begins with the first sample at the threshold within the first such span, and ends with the last one within the
/// last. A recording whose only sound is shorter than that (one click, a very short sample) is not called silent: then
/// its first and last sample at the threshold count.
class SilenceDetector {
  public:
    static constexpr int kLoudCells = 4;   ///< Of 1 ms: a click touches two at most, any tone of 100 Hz soon four.
    static constexpr int kSpanCells = 50;  ///< A tone of 20 Hz reaches its peak twice in it.

    SilenceDetector(SampleRate rate, int channels, Decibels threshold);
    /// Interleaved, whole frames.
    void push(std::span<const float> interleaved);

    /// The frames from the first of the sound to behind the last; empty at 0 when nothing reaches the threshold.
    struct Range {
        std::int64_t begin = 0;
        std::int64_t end = 0;
    };
    [[nodiscard]] Range sound();
    [[nodiscard]] std::int64_t frames() const { return frames_; }

  private:
    struct Cell {
        std::int64_t index;
        std::int64_t first;  ///< Frame of the first sample at the threshold,
        std::int64_t last;   ///< and of the last one.
    };
    void hear(std::int64_t frame);
    void close_cell();

    int channels_;
    std::int64_t cell_frames_;
    float threshold_;
    std::int64_t frames_ = 0;
    Cell open_{-1, 0, 0};
    std::vector<Cell> recent_;  ///< The last kLoudCells loud cells.
    Range any_;                 ///< Of all samples at the threshold,
    Range lasting_;             ///< and of lasting sound.
    bool found_any_ = false;
    bool found_lasting_ = false;
};

}  // namespace stratum::analysis

#pragma once

/// A grid taken apart into stretches that can be edited one by one, and put together again.

#include "stratum/analysis/report.hpp"
#include "stratum/base/result.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace stratum::library {

/// A stretch of the recording that is edited as one: a region of the grid, or all of a flexible one.
struct Stretch {
    double start = 0.0;
    double end = 0.0;
    std::optional<Bpm> tempo;  ///< Of a region; none where the beats are free.
    double first_beat = 0.0;   ///< Of a region: where its pulse begins, perhaps before the first sound.
    std::vector<double> beats;
    std::vector<double> downbeats;  ///< A subset.
};

/// Between the first and the last thing there is to hear.
struct Sound {
    double begin = 0.0;
    double end = 0.0;
};
/// Where beats may fall: the sound, as far as there were beats before (and not quite one beat more).
[[nodiscard]] Sound sound_of(const analysis::Report& report);

/// The regions of a grid with their beats; one stretch where the beats are free. Every beat is in one of them.
[[nodiscard]] std::vector<Stretch> stretches_of(const analysis::BeatGrid& grid, double duration);

/// The numbers of the downbeats among the beats of the stretch.
[[nodiscard]] std::vector<std::int64_t> numbers_of(const Stretch& stretch);

/// Where the beat of any number, also a broken or negative one, falls in a stretch, which has beats and outlives this.
class BeatLine {
  public:
    explicit BeatLine(const Stretch& stretch);
    [[nodiscard]] double at(double number) const;

  private:
    const std::vector<double>& beats_;
    double period_ = 0.0;
};

/// Puts new beats into a stretch: number n falls on `at(n)`, which ascends. Downbeats go through those that are known,
/// by number, a bar of `bar` beats filled in wherever there is room for two; known ones that come sooner than a bar
/// after another are passed over. Errors: `invalid_argument` for more beats than music has.
Result<void> fill(Stretch& stretch, const std::function<double(std::int64_t)>& at, const Sound& sound,
                  const std::vector<std::int64_t>& known, int bar);

/// Stretches cut in two where a person said "from here".
struct Cut {
    std::vector<Stretch> before;
    std::vector<Stretch> after;
};
[[nodiscard]] Cut cut(std::vector<Stretch> stretches, double border);

/// The grid of stretches that follow each other. Where two meet, no two beats come nearer than half a beat.
[[nodiscard]] analysis::BeatGrid joined(const std::vector<Stretch>& stretches);

inline constexpr double kBeforeABeat = 0.001;  ///< Seconds between the border of two regions and the beat after it.

}  // namespace stratum::library

#pragma once

#include "stratum/analysis/report.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace stratum::midi {

struct TempoChange {
    std::int64_t tick = 0;
    double time = 0.0;               ///< Seconds, as the file's own tempi add up to.
    std::uint32_t microseconds = 0;  ///< A beat, as the format counts.
};
struct MetreChange {
    std::int64_t tick = 0;
    int beats = 4;  ///< A bar, from here on.
};

/// The way between a recording's time and a MIDI file's ticks: every beat of the grid falls on a quarter note, every
/// downbeat on the first of a bar, and tick 0 is the recording's time zero, so that both line up in a sequencer.
///
/// What lies before the first beat is counted back in beats of about the same length, and the first bar is as short as
/// it takes; a first beat within 62 ms is taken to the start. A tempo lasts as long as all beats lie within 0.2 ms of
/// where it puts them: a constant grid takes a handful, one that was played freely a tempo for each beat. Without a
/// grid it is 120 beats a minute throughout. Immutable; may be read from any thread.
class TempoMap {
  public:
    [[nodiscard]] static TempoMap of(const analysis::Report& report);

    [[nodiscard]] std::span<const TempoChange> tempi() const { return tempi_; }
    [[nodiscard]] std::span<const MetreChange> metres() const { return metres_; }
    /// The nearest tick. Times before 0 fall on 0.
    [[nodiscard]] std::int64_t tick_at(Seconds time) const;
    [[nodiscard]] Seconds time_at(std::int64_t tick) const;

    /// A place in the music: bars count from 1 at the first downbeat (the bar before it is 0), beats from 1.
    struct Place {
        int bar = 0;
        double beat = 1.0;
    };
    [[nodiscard]] Place place_of(std::int64_t tick) const;
    /// Whether bars were heard; otherwise those of the file are a custom only.
    [[nodiscard]] bool has_bars() const { return has_bars_; }

  private:
    void set_tempi(std::span<const double> beats);
    void set_metres(std::span<const std::int64_t> downbeats, int usual);

    std::vector<TempoChange> tempi_;
    std::vector<MetreChange> metres_;
    std::int64_t first_downbeat_ = 0;  ///< Tick.
    bool has_bars_ = false;
};

}  // namespace stratum::midi

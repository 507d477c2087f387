#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

/// A reader of Standard MIDI Files for tests: written from the specification, shares nothing with the writer.
namespace stratum::midi {

struct ReadNote {
    double start = 0.0;  ///< Seconds, by the file's own tempi.
    double end = 0.0;
    int tick = 0;
    int channel = 0;
    int note = 0;
    int velocity = 0;
};
struct ReadTrack {
    std::string name;
    std::vector<ReadNote> notes;
    std::vector<int> programs;
    std::vector<std::pair<int, int>> bends;  ///< Tick and 14-bit value.
    int hanging = 0;                         ///< Notes that never end, or that begin twice.
};
struct ReadSong {
    bool whole = false;  ///< Nothing is missing, nothing left over.
    std::string fault;
    int format = -1;
    int division = 0;
    std::vector<ReadTrack> tracks;
    std::vector<std::pair<int, int>> tempi;                 ///< Tick, microseconds.
    std::vector<std::pair<int, int>> metres;                ///< Tick, numerator.
    std::vector<std::pair<int, std::pair<int, int>>> keys;  ///< Tick, sharps, minor.
    std::vector<std::pair<int, std::string>> markers;

    [[nodiscard]] double seconds(int tick) const;
    [[nodiscard]] const ReadTrack& track(const std::string& name) const;
};
[[nodiscard]] ReadSong read_smf(std::span<const std::uint8_t> bytes);

}  // namespace stratum::midi

#pragma once

#include "stratum/analysis/key.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Standard MIDI Files, type 1 [The Complete MIDI 1.0 Detailed Specification, MMA 1996]: a header and a chunk for each
/// track, whose events carry the ticks since the one before.
namespace stratum::midi {

inline constexpr int kTicksPerBeat = 960;
inline constexpr int kDrumChannel = 9;  ///< Counted from 0; people call it channel 10.

struct Event {
    std::int64_t tick = 0;
    std::vector<std::uint8_t> message;  ///< From its status byte on; of meta events type and length too.
};

/// `note` 0 to 127, `velocity` 1 to 127, `channel` 0 to 15.
[[nodiscard]] Event note_on(std::int64_t tick, int channel, int note, int velocity);
[[nodiscard]] Event note_off(std::int64_t tick, int channel, int note);
/// A General MIDI program, 0 to 127.
[[nodiscard]] Event program_change(std::int64_t tick, int channel, int program);
/// In semitones of the usual range, -2 to 2.
[[nodiscard]] Event pitch_bend(std::int64_t tick, int channel, double semitones);
/// Microseconds a quarter note, 1 to 16,777,215.
[[nodiscard]] Event tempo(std::int64_t tick, std::uint32_t microseconds);
/// `beats` quarter notes a bar, 1 to 255.
[[nodiscard]] Event time_signature(std::int64_t tick, int beats);
[[nodiscard]] Event key_signature(std::int64_t tick, analysis::Key key);
[[nodiscard]] Event marker(std::int64_t tick, std::string_view text);

struct Track {
    std::string name;
    std::vector<Event> events;  ///< In any order; of those on one tick notes end before others begin.
};

/// The file's bytes. Errors: `invalid_argument` where two events lie farther apart than the format can tell (268
/// million ticks) or a track grows beyond 4 GiB.
[[nodiscard]] Result<Bytes> write_smf(std::span<const Track> tracks);

}  // namespace stratum::midi

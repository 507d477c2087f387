#pragma once

#include "../score.hpp"
#include "sound.hpp"

#include <vector>

namespace stratum::composer {

/// A room: four delay lines that feed each other through a Hadamard matrix [Jot 1991], damped at the top.
/// Adds the room's answer to `send` to `out`.
void add_reverb(const Stereo& send, double seconds, double level, Stereo& out);
/// Echoes that jump from side to side, each `feedback` of the one before.
void add_echo(const Stereo& send, double delay_seconds, double feedback, double level, Stereo& out);
/// Pulls `bus` down at each kick and lets it come back: `depth` 1 is to silence.
void duck(const std::vector<Span>& ducks, double depth, Stereo& bus);
/// Noise through a filter that opens until the end of each span.
void add_sweeps(const std::vector<Span>& sweeps, double level, std::uint64_t seed, Stereo& out);
/// A second-order low-pass over both channels.
void low_pass(double hertz, Stereo& bus);
/// Brings the loudest seconds to `rms_db`, rounds off what exceeds, and keeps every sample below -0.3 dB of full scale,
/// without delay.
void master(double rms_db, Stereo& bus);

}  // namespace stratum::composer

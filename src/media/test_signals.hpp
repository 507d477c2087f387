#pragma once

#include "stratum/media/decoder.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Recordings that the tests of this folder make for themselves.
namespace stratum::media::testing_signals {

/// `frames` of a tone with a noise burst every half second, so that a shift shows in a correlation. 16-bit,
/// interleaved.
[[nodiscard]] std::vector<std::int16_t> bursts(int rate, int channels, std::int64_t frames);

struct WavFacts {
    int rate = 44'100;
    int channels = 2;
    int bits = 16;
    bool floats = false;
};
/// A WAV file of these bytes; `announced` is what the header says instead of their number.
[[nodiscard]] std::vector<std::uint8_t> wav_bytes(const WavFacts& facts, std::span<const std::uint8_t> data,
                                                  std::int64_t announced = -1);
[[nodiscard]] std::vector<std::uint8_t> wav_bytes(int rate, int channels, std::span<const std::int16_t> samples);
void write_file(const std::string& path, std::span<const std::uint8_t> data);
[[nodiscard]] std::vector<std::uint8_t> read_file(const std::string& path);

struct Decoded {
    MediaInfo info;
    std::vector<float> samples;  ///< Interleaved.
    std::string warning;
    ContentId id{};
};
/// The whole file, read in blocks of so many frames.
[[nodiscard]] Result<Decoded> decode_file(const std::string& path, std::size_t block = 4096);

/// By how many frames `late` lags behind `early`, by correlation over ±`most` frames of half a second in the middle.
[[nodiscard]] std::int64_t lag(std::span<const float> early, std::span<const float> late, std::int64_t most);
/// The first channel alone.
[[nodiscard]] std::vector<float> first_channel(const Decoded& decoded);

}  // namespace stratum::media::testing_signals

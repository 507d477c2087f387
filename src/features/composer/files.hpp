#pragma once

#include "score.hpp"
#include "stratum/base/result.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace stratum::composer {

enum class AudioFormat : unsigned char { wav, flac, aiff, ogg, mp3 };
/// "wav", "flac"...: also the file's ending.
[[nodiscard]] std::string_view name_of(AudioFormat format);
[[nodiscard]] bool from_name(std::string_view name, AudioFormat& out);

struct AudioTags {
    std::string title;
    std::string artist;
    std::string album;
    std::string genre;
};

/// Writes 16-bit stereo at 44.1 kHz. The file appears under its name only when it is complete. Errors: `io`,
/// `no_space`.
Result<void> write_audio(const std::string& path, std::span<const std::int16_t> interleaved, AudioFormat format,
                         const AudioTags& tags = {});
/// Writes a text file, likewise all or nothing.
Result<void> write_text(const std::string& path, std::string_view text);
Result<std::string> read_text(const std::string& path);
Result<void> make_folder(const std::string& path);

/// One time a line, six digits after the point.
[[nodiscard]] std::string times_text(std::span<const double> times);
/// "start end label" a line, tabs between (the .lab form of Harte and mir_eval).
[[nodiscard]] std::string spans_text(std::span<const Span> spans);

using Digest = std::array<std::uint8_t, 32>;
[[nodiscard]] Digest sha256(std::span<const std::uint8_t> data);
[[nodiscard]] Digest sha256(std::string_view text);
/// Of the samples as little-endian 16-bit integers, interleaved: independent of the file's format.
[[nodiscard]] Digest sha256(std::span<const std::int16_t> samples);
/// Decodes a lossless file that `write_audio` made. Errors: `corrupt`, `not_found`.
Result<std::vector<std::int16_t>> read_audio(const std::string& path);

/// Where the truth about one piece lies, relative to the set's folder, and how it is grouped.
struct TruthRow {
    std::string name;   ///< "house_07": stem of all its files.
    std::string audio;  ///< "audio/house_07.flac".
    std::string style;
    std::string split;
    std::string kind;  ///< constant, ramp, jump, drift, beatless.
    double seconds = 0.0;
    std::string annotations{};  ///< Folder of the annotations, with a slash at its end.
};
[[nodiscard]] std::string truth_header();
[[nodiscard]] std::string truth_line(const TruthRow& row, const Truth& truth);
/// Writes beats, downbeats, chords, keys and sections under `folder`; returns one text of all of them, for hashing.
Result<std::string> write_annotations(const std::string& folder, const std::string& name, const Truth& truth);

}  // namespace stratum::composer

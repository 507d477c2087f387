#pragma once

#include "stratum/base/result.hpp"
#include "stratum/media/source.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>

namespace stratum::media {

/// Reads what a running ffmpeg gives, never waiting long for a program that hangs, and keeps what it says about errors.
class FfmpegOutput {
  public:
    explicit FfmpegOutput(FfmpegPipes pipes) : pipes_(std::move(pipes)) {}
    /// Fills `out`; less only at the end. Errors: `timeout` when nothing came for twenty seconds, `io`.
    Result<std::size_t> read(std::span<std::uint8_t> out);
    /// Everything up to the end, at most `most` bytes. Errors: as `read`; `corrupt` when there is more.
    Result<std::string> read_text(std::size_t most);
    /// The first line of complaint about the file (not about our writing of samples), fit to be shown; complete once
    /// `read` has met the end.
    [[nodiscard]] std::string complaint() const;

  private:
    void take_report();
    void end_line();
    FfmpegPipes pipes_;
    std::string line_;  ///< Of the report, as far as it has come.
    std::string report_;
};

/// What `FfmpegTask::probe` tells of the first audio stream.
struct ProbedAudio {
    std::string container;
    std::string codec;  ///< Empty: there is no audio stream.
    std::string tag;    ///< The four letters of MP4 and its kin.
    std::string sample_format;
    int rate = 0;
    int channels = 0;
    std::uint32_t channel_mask = 0;  ///< Loudspeakers, as in WAVE files; 0: none, or a rare layout.
    int bits = 0;
    std::optional<std::int64_t> bit_rate;
    std::optional<double> seconds;  ///< Of the stream, else of the file.
    bool exact_length = false;      ///< `seconds` is counted in samples and honours edit lists.
};
/// Never fails: what cannot be read stays at its default.
[[nodiscard]] ProbedAudio parse_probe(std::string_view text);

}  // namespace stratum::media

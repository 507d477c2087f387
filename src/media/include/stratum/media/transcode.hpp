#pragma once

#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace stratum::media {

/// What audio can be made into while it is sent.
enum class StreamFormat : std::uint8_t { mp3, opus, wav };
[[nodiscard]] std::string_view name_of(StreamFormat format);
[[nodiscard]] bool from_name(std::string_view name, StreamFormat& out);

/// Those for which the ffmpeg of this machine has an encoder; none without ffmpeg. Starts a program.
[[nodiscard]] std::vector<StreamFormat> stream_formats();

struct TranscodeRequest {
    StreamFormat format = StreamFormat::mp3;
    std::optional<std::int64_t> bit_rate{};  ///< Bits a second, of mp3 and opus; absent: 192000 and 128000.
    Seconds from{};                          ///< Where to begin.
};

struct TranscodeLimits {
    std::uint64_t memory_bytes = std::uint64_t{1} << 30;
    std::uint64_t cpu_seconds = 1800;
    Seconds longest{4.0 * 3600.0};  ///< From start to end, however slowly it is read.
};

/// A file's first audio stream made into another format by a confined `ffmpeg`, read as it is made. Memory does not
/// depend on the file's length; a reader that stops reading stops the program, and it ends with this object. Not
/// thread-safe, but not bound to a thread.
class Transcoder {
  public:
    /// `file` is an open, seekable one, owned by somebody else until this returns. Errors: `unsupported` without
    /// ffmpeg, `io`.
    [[nodiscard]] static Result<Transcoder> start(int file, const TranscodeRequest& request,
                                                  const TranscodeLimits& limits = {});
    ~Transcoder();
    Transcoder(Transcoder&&) noexcept;
    Transcoder& operator=(Transcoder&&) noexcept;

    /// Fills `out`; less only at the end, 0 behind it. Errors: `corrupt` when ffmpeg gave up, with its reason;
    /// `timeout` when it gave nothing for twenty seconds, or after the longest time; `io`.
    Result<std::size_t> read(std::span<std::uint8_t> out);

  private:
    struct State;
    explicit Transcoder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace stratum::media

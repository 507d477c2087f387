#pragma once

#include "stratum/base/result.hpp"
#include "stratum/media/decoder.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace stratum::media {

/// One library's or program's way of decoding; what stands behind a `Decoder`. Constructed on the first audio stream.
class AudioStream {
  public:
    virtual ~AudioStream() = default;
    [[nodiscard]] const MediaInfo& info() const { return info_; }
    [[nodiscard]] const std::string& warning() const { return warning_; }
    /// As `Decoder::read`; `interleaved` holds whole frames.
    virtual Result<std::size_t> read(std::span<float> interleaved) = 0;
    /// As `Decoder::content_id`.
    virtual Result<ContentId> content_id() = 0;
    /// As `Decoder::hashes_samples`.
    [[nodiscard]] virtual bool hashes_samples() const = 0;

  protected:
    void warn(std::string sentence) {
        if (warning_.empty()) warning_ = std::move(sentence);
    }
    /// "breaks off after 3:10 of 4:00".
    static std::string broken_off(std::int64_t got, std::optional<std::int64_t> announced, int rate);
    MediaInfo info_;

  private:
    std::string warning_;
};

/// `lock`: the file's own word for it.
[[nodiscard]] Error locked(std::string_view lock);

using AudioStreamPtr = std::unique_ptr<AudioStream>;

/// WAV, AIFF, FLAC, Ogg and their kin through libsndfile. `unsupported` when the library does not know the format.
Result<AudioStreamPtr> open_sndfile(Source& source);
/// MPEG layers I to III through libmpg123.
Result<AudioStreamPtr> open_mpg123(Source& source);
/// Everything else, through runs of ffmpeg's programs. What they cannot open gives `unsupported` and `kNotReadable`,
/// perhaps with a reason behind it.
inline constexpr std::string_view kNotReadable = "is no audio file that can be read";
Result<AudioStreamPtr> open_ffmpeg(Source& source);

}  // namespace stratum::media

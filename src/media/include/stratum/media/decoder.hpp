#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/media/source.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace stratum::media {

/// BLAKE2b-256 of the audio essence: the encoded packets without tags and container, and the delay and padding that the
/// file signals, for lossy formats; the canonical integer PCM for lossless ones. Stays the same when a file is renamed,
/// moved, re-tagged or put into another container that signals the same delay.
using ContentId = std::array<std::uint8_t, 32>;

struct MediaInfo {
    std::string container;  ///< "mp3", "flac", "wav", "aiff", "ogg", "mp4", "matroska", "asf", ...
    std::string codec;      ///< "mp3", "flac", "pcm_s16", "aac", "alac", "vorbis", "opus", "wmav2", ...
    bool lossless = false;
    SampleRate rate{0};
    int channels = 0;
    std::uint32_t channel_mask = 0;  ///< Loudspeakers, as in WAVE files; 0: not told. Not written anywhere.
    std::optional<int> bits_per_sample;
    std::optional<std::int64_t> bit_rate;  ///< Bits a second, of the audio.
    std::optional<std::int64_t> frames;    ///< As announced, after delay and padding are taken off.
    std::int64_t encoder_delay = 0;        ///< Frames cut at the start.
    std::int64_t padding = 0;              ///< Frames cut at the end.
};

template <class V>
void describe(V& v, MediaInfo& x) {
    v.field("container", x.container);
    v.field("codec", x.codec);
    v.field("lossless", x.lossless);
    v.field("sample_rate", x.rate);
    v.field("channels", x.channels);
    v.field("bits_per_sample", x.bits_per_sample);
    v.field("bit_rate", x.bit_rate);
    v.field("frames", x.frames);
    v.field("encoder_delay", x.encoder_delay);
    v.field("padding", x.padding);
}

/// One pass over the audio of a file, as a stream of interleaved floats, channels in the order of WAVE files. Time zero
/// is the first sample after the encoder delay that the file signals. Not thread-safe.
class STRATUM_EXPORT Decoder {
  public:
    /// Opens the file's first audio stream. Errors, each with the reason: `empty`, `unsupported` (no audio, unknown
    /// format, no ffmpeg), `protected`, `corrupt`, `io`.
    static Result<Decoder> open(Source& source);
    ~Decoder();
    Decoder(Decoder&&) noexcept;
    Decoder& operator=(Decoder&&) noexcept;

    [[nodiscard]] const MediaInfo& info() const;

    /// Fills `interleaved` as far as there is audio; returns the number of frames, 0 at the end. A file that breaks off
    /// in the middle gives what it has and then tells in `warning`. Errors: `corrupt`, `io`.
    Result<std::size_t> read(std::span<float> interleaved);
    /// Empty, or one sentence about what was wrong with a file that could be read all the same ("truncated after
    /// 3:10").
    [[nodiscard]] const std::string& warning() const;

    /// The content's identity. Where it is made of samples, this reads on to the end, and `read` gives nothing more;
    /// where it is made of packets, it costs no decoding and leaves the place in the audio alone.
    Result<ContentId> content_id();
    /// Whether the identity is made of samples: in lossless formats, and in those whose decoding leaves no freedom
    /// (companded and ADPCM).
    [[nodiscard]] bool hashes_samples() const;

  private:
    struct State;
    explicit Decoder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The identity alone, as cheaply as the format allows (packets are hashed without decoding).
[[nodiscard]] STRATUM_EXPORT Result<ContentId> content_id_of(Source& source);

/// Opens a file of this machine by name, with `ffmpeg` started directly. For trusted files and tests; what comes from
/// others goes through `ChildPool`.
class STRATUM_EXPORT OpenFile {
  public:
    /// Errors: `not_found`, `permission_denied`, `unsupported` (a folder or device).
    static Result<OpenFile> open(const std::string& path);
    ~OpenFile();
    OpenFile(OpenFile&&) noexcept;
    OpenFile& operator=(OpenFile&&) noexcept;
    [[nodiscard]] Source& source();

  private:
    struct State;
    explicit OpenFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace stratum::media

#pragma once

#include "stratum/crypto/hash.hpp"
#include "stratum/media/decoder.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace stratum::media {

/// What a file tells to leave out of its decoded packets, in frames of the audio: encoder delay and padding.
struct Trim {
    std::int64_t start = 0;
    std::int64_t end = 0;
    bool operator==(const Trim&) const = default;
};

/// Makes a `ContentId`. What was hashed and the facts of the format come first, so that packets can never be taken for
/// samples, nor a recording for the same numbers at another rate. Changing anything here orphans every stored analysis.
class ContentHash {
  public:
    /// Encoded packets of a lossy format, one after the other. The same packets with another trim are another
    /// recording: their beats lie elsewhere.
    static ContentHash packets(std::string_view codec, int rate, int channels, const Trim& trim);
    /// Interleaved little-endian samples: integers of 2, 3 or 4 bytes, whichever is the least that holds them,
    /// left-aligned.
    static ContentHash integers(int bytes, int rate, int channels);
    /// Interleaved little-endian floats of 4 or 8 bytes.
    static ContentHash floats(int bytes, int rate, int channels);

    void add(std::span<const std::uint8_t> data) {
        hash_.update(data);
        any_ = any_ || !data.empty();
    }
    void add_shorts(std::span<const std::int16_t> samples);
    /// Left-aligned 32-bit integers, of which the upper `bytes` are hashed.
    void add_integers(std::span<const std::int32_t> samples, int bytes);
    [[nodiscard]] bool any() const { return any_; }
    [[nodiscard]] ContentId id() const { return hash_.digest(); }

  private:
    ContentHash(std::string_view kind, std::string_view what, int rate, int channels, const Trim& trim = {});
    crypto::Blake2b256 hash_;
    bool any_ = false;
};

/// The bytes an integer sample of so many bits takes in a content id.
[[nodiscard]] constexpr int content_bytes(int bits) { return bits <= 16 ? 2 : bits <= 24 ? 3 : 4; }

}  // namespace stratum::media

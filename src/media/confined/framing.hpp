#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

/// What parent and child say to each other over one stream socket. Each message is four bytes of length (little-endian,
/// the kind counted), one byte of kind, and a payload. The parent believes nothing: a length beyond the cap, a kind
/// that is not the child's to send, or a payload that does not parse ends the child.
namespace stratum::media {

enum class MessageKind : std::uint8_t {
    // From the parent.
    job = 1,          ///< `JobMessage`, with the file's descriptor.
    answer = 2,       ///< Bytes.
    ffmpeg_runs = 3,  ///< `Verdict`, with two descriptors when it is good.
    // From the child.
    ready = 16,
    alive = 17,     ///< `AliveMessage`.
    question = 18,  ///< Bytes.
    ffmpeg = 19,    ///< `FfmpegRequest`.
    outcome = 20,   ///< `OutcomeMessage`.
};

struct Message {
    MessageKind kind{};
    Bytes payload;
};

inline constexpr std::size_t kLongestMessage = std::size_t{64} << 20;

[[nodiscard]] Bytes encode_message(MessageKind kind, std::span<const std::uint8_t> payload);

/// Cuts a stream of bytes into messages. Memory grows with what has arrived, never with what a length claims.
class MessageParser {
  public:
    void push(std::span<const std::uint8_t> data) { buffer_.insert(buffer_.end(), data.begin(), data.end()); }
    /// The next whole message, or nothing yet. Errors: `corrupt`; nothing more can be read then.
    Result<std::optional<Message>> next();

  private:
    Bytes buffer_;
    std::size_t used_ = 0;
};

struct JobMessage {
    std::string name;
    Bytes request;
};
template <class V>
void describe(V& v, JobMessage& x) {
    v.field("name", x.name);
    v.field("request", x.request);
}

struct AliveMessage {
    double position = 0.0;  ///< Seconds of audio.
};
template <class V>
void describe(V& v, AliveMessage& x) {
    v.field("position", x.position);
}

/// Good when `code` is empty, otherwise an `Error` on its way.
struct Verdict {
    std::string code;
    std::string message;
    std::string hint;
    [[nodiscard]] static Verdict of(const Error& error);
    [[nodiscard]] Result<void> result() const;
};
template <class V>
void describe(V& v, Verdict& x) {
    v.field("code", x.code);
    v.field("message", x.message);
    v.field("hint", x.hint);
}

struct OutcomeMessage {
    Verdict verdict;
    Bytes result;
    bool leaving = false;  ///< The child ends itself after this and must be replaced.
};
template <class V>
void describe(V& v, OutcomeMessage& x) {
    v.field("verdict", x.verdict);
    v.field("result", x.result);
    v.field("leaving", x.leaving);
}

}  // namespace stratum::media

#include "confined/framing.hpp"

#include "bytes.hpp"

namespace stratum::media {

Bytes encode_message(MessageKind kind, std::span<const std::uint8_t> payload) {
    const auto length = static_cast<std::uint32_t>(payload.size() + 1);
    Bytes out;
    out.reserve(payload.size() + 5);
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(length >> shift));
    out.push_back(static_cast<std::uint8_t>(kind));
    out.insert(out.end(), payload.begin(), payload.end());
    return out;
}

Result<std::optional<Message>> MessageParser::next() {
    const auto rest = std::span<const std::uint8_t>{buffer_}.subspan(used_);
    if (rest.size() < 4) return std::optional<Message>{};
    const std::size_t length = little_endian_32(rest);
    if (length < 1 || length > kLongestMessage) return error(ErrorCode::corrupt, "a message of an impossible length");
    if (rest.size() < 4 + length) return std::optional<Message>{};
    Message message;
    message.kind = static_cast<MessageKind>(rest[4]);
    switch (message.kind) {
        case MessageKind::job:
        case MessageKind::answer:
        case MessageKind::ffmpeg_runs:
        case MessageKind::ready:
        case MessageKind::alive:
        case MessageKind::question:
        case MessageKind::ffmpeg:
        case MessageKind::outcome:
            break;
        default:
            return error(ErrorCode::corrupt, "a message of an unknown kind");
    }
    message.payload.assign(rest.begin() + 5, rest.begin() + 4 + static_cast<std::ptrdiff_t>(length));
    used_ += 4 + length;
    if (used_ == buffer_.size() || used_ > (std::size_t{1} << 20)) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
        used_ = 0;
    }
    return std::optional{std::move(message)};
}

Verdict Verdict::of(const Error& error) {
    // The causes travel as text; whoever reads them is a person.
    Error plain = error;
    plain.hint.clear();
    return {std::string{name_of(error.code)}, plain.text(), error.hint};
}

Result<void> Verdict::result() const {
    if (code.empty()) return {};
    return error(error_code_from(code), message, hint);
}

}  // namespace stratum::media

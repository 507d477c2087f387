#include "stream.hpp"

#include "stratum/base/text.hpp"

namespace stratum::media {

std::string AudioStream::broken_off(std::int64_t got, std::optional<std::int64_t> announced, int rate) {
    std::string out = "breaks off after " + format_duration(static_cast<double>(got) / rate);
    if (announced) out += " of " + format_duration(static_cast<double>(*announced) / rate);
    return out;
}

Error locked(std::string_view lock) {
    return error(ErrorCode::protected_, "is locked by rights management (" + std::string{lock} + ")",
                 "ask the shop for a file without, or play it with its own program");
}

}  // namespace stratum::media

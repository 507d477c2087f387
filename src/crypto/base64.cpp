#include "stratum/crypto/base64.hpp"

namespace stratum::crypto {
namespace {

int value_of(char c, Base64 form) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == (form == Base64::url ? '-' : '+')) return 62;
    if (c == (form == Base64::url ? '_' : '/')) return 63;
    return -1;
}

}  // namespace

Result<Bytes> decode_base64(std::string_view text, Base64 form) {
    const auto refused = [] { return error(ErrorCode::corrupt, "this is no well-formed base64"); };
    if (form == Base64::standard) {
        if (text.size() % 4 != 0) return refused();
        // One or two signs may fill the last group up; a third is no letter and is found below.
        for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) return refused();
    Bytes out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const int value = value_of(c, form);
        if (value < 0) return refused();
        group = (group << 6 | static_cast<std::uint32_t>(value)) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<std::uint8_t>(group >> bits & 255));
        }
    }
    if ((group & ((1U << bits) - 1)) != 0) return refused();
    return out;
}

}  // namespace stratum::crypto

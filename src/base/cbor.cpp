#include "stratum/base/cbor.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace stratum {
namespace {

constexpr int kDeepest = 32;

Error truncated() { return error(ErrorCode::corrupt, "the data ends in the middle of a value"); }

/// RFC 8949, appendix D.
double from_half(std::uint16_t bits) {
    const int exponent = bits >> 10 & 31;
    const int mantissa = bits & 1023;
    double value = 0;
    if (exponent == 0)
        value = std::ldexp(mantissa, -24);
    else if (exponent != 31)
        value = std::ldexp(mantissa + 1024, exponent - 25);
    else
        value = mantissa == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    return (bits & 0x8000) != 0 ? -value : value;
}

}  // namespace

namespace detail {
Error cbor_mismatch(std::string_view expected) {
    return error(ErrorCode::corrupt, "the data holds something else than " + std::string{expected});
}
}  // namespace detail

void CborWriter::head(std::uint8_t major, std::uint64_t value) {
    const auto type = static_cast<std::uint8_t>(major << 5);
    const auto put = [&](int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
            out_.push_back(static_cast<std::uint8_t>(value >> shift & 255));
    };
    if (value < 24) {
        out_.push_back(static_cast<std::uint8_t>(type | value));
    } else if (value <= 0xff) {
        out_.push_back(type | 24);
        put(1);
    } else if (value <= 0xffff) {
        out_.push_back(type | 25);
        put(2);
    } else if (value <= 0xffffffff) {
        out_.push_back(type | 26);
        put(4);
    } else {
        out_.push_back(type | 27);
        put(8);
    }
}

void CborWriter::integer(std::int64_t value) {
    value >= 0 ? head(0, static_cast<std::uint64_t>(value)) : head(1, static_cast<std::uint64_t>(-(value + 1)));
}

void CborWriter::number(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    out_.push_back(0xfb);
    for (int shift = 56; shift >= 0; shift -= 8) out_.push_back(static_cast<std::uint8_t>(bits >> shift & 255));
}

void CborWriter::number(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    out_.push_back(0xfa);
    for (int shift = 24; shift >= 0; shift -= 8) out_.push_back(static_cast<std::uint8_t>(bits >> shift & 255));
}

void CborWriter::string(std::string_view text) {
    head(3, text.size());
    out_.insert(out_.end(), text.begin(), text.end());
}

void CborWriter::bytes(std::span<const std::uint8_t> data) {
    head(2, data.size());
    out_.insert(out_.end(), data.begin(), data.end());
}

Result<std::span<const std::uint8_t>> CborReader::take(std::uint64_t count) {
    if (count > rest_.size()) return truncated();
    const auto taken = rest_.first(static_cast<std::size_t>(count));
    rest_ = rest_.subspan(static_cast<std::size_t>(count));
    return taken;
}

Result<CborReader::Head> CborReader::head() {
    STRATUM_TRY(const auto first, take(1));
    Head head{static_cast<std::uint8_t>(first[0] >> 5), static_cast<std::uint8_t>(first[0] & 31), 0};
    if (head.info < 24) {
        head.value = head.info;
        return head;
    }
    if (head.info > 27) return error(ErrorCode::corrupt, "the data uses a length that is not written ahead");
    STRATUM_TRY(const auto more, take(std::uint64_t{1} << (head.info - 24)));
    for (const std::uint8_t byte : more) head.value = head.value << 8 | byte;
    return head;
}

Result<std::int64_t> CborReader::integer() {
    STRATUM_TRY(const Head h, head());
    if (h.major > 1) return detail::cbor_mismatch("a whole number");
    if (h.value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return detail::cbor_mismatch("a whole number of 63 bits");
    const auto value = static_cast<std::int64_t>(h.value);
    return h.major == 0 ? value : -1 - value;
}

Result<double> CborReader::number() {
    STRATUM_TRY(const Head h, head());
    if (h.major == 0) return static_cast<double>(h.value);
    if (h.major == 1) return -1.0 - static_cast<double>(h.value);
    if (h.major == 7 && h.info == 25) return from_half(static_cast<std::uint16_t>(h.value));
    if (h.major == 7 && h.info == 26)
        return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(h.value)));
    if (h.major == 7 && h.info == 27) return std::bit_cast<double>(h.value);
    return detail::cbor_mismatch("a number");
}

Result<bool> CborReader::boolean() {
    STRATUM_TRY(const Head h, head());
    if (h.major != 7 || (h.info != 20 && h.info != 21)) return detail::cbor_mismatch("true or false");
    return h.info == 21;
}

Result<std::string> CborReader::string() {
    STRATUM_TRY(const Head h, head());
    if (h.major != 3) return detail::cbor_mismatch("text");
    STRATUM_TRY(const auto data, take(h.value));
    return std::string(data.begin(), data.end());
}

Result<Bytes> CborReader::bytes() {
    STRATUM_TRY(const Head h, head());
    if (h.major != 2) return detail::cbor_mismatch("bytes");
    STRATUM_TRY(const auto data, take(h.value));
    return Bytes(data.begin(), data.end());
}

Result<std::size_t> CborReader::array() {
    STRATUM_TRY(const Head h, head());
    if (h.major != 4) return detail::cbor_mismatch("an array");
    if (h.value > rest_.size()) return truncated();  // every item takes a byte at least
    return static_cast<std::size_t>(h.value);
}

Result<std::size_t> CborReader::map() {
    STRATUM_TRY(const Head h, head());
    if (h.major != 5) return detail::cbor_mismatch("a map");
    if (h.value > rest_.size() / 2) return truncated();
    return static_cast<std::size_t>(h.value);
}

Result<void> CborReader::skip() { return skip(0); }

Result<void> CborReader::skip(int depth) {
    if (depth > kDeepest) return error(ErrorCode::corrupt, "the data is nested too deeply");
    STRATUM_TRY(const Head h, head());
    switch (h.major) {
        case 2:
        case 3:
            STRATUM_TRY_VOID(take(h.value));
            break;
        case 4:
        case 5: {
            if (h.value > rest_.size()) return truncated();
            const std::uint64_t items = h.major == 5 ? 2 * h.value : h.value;
            for (std::uint64_t i = 0; i < items; ++i) STRATUM_TRY_VOID(skip(depth + 1));
            break;
        }
        case 6:
            return skip(depth + 1);  // a tag; what it marks follows
        default:
            break;
    }
    return {};
}

}  // namespace stratum

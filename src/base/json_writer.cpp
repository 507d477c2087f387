#include "stratum/base/json_writer.hpp"

#include "stratum/base/result.hpp"
#include "stratum/base/text.hpp"

#include <charconv>
#include <cmath>

namespace stratum {

void JsonWriter::line_break() {
    if (indent_ == 0) return;
    out_ += '\n';
    out_.append(levels_.size() * static_cast<std::size_t>(indent_), ' ');
}

void JsonWriter::separate() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (levels_.empty()) return;
    if (levels_.back() == 'n') out_ += ',';
    levels_.back() = 'n';
    line_break();
}

void JsonWriter::open(char bracket) {
    separate();
    out_ += bracket;
    levels_ += 'f';
}

void JsonWriter::close(char bracket) {
    STRATUM_CHECK(!levels_.empty() && !after_key_);
    const bool any = levels_.back() == 'n';
    levels_.pop_back();
    if (any) line_break();
    out_ += bracket;
}

void JsonWriter::key(std::string_view name) {
    STRATUM_CHECK(!levels_.empty() && !after_key_);
    string(name);
    out_ += indent_ > 0 ? ": " : ":";
    after_key_ = true;
}

void JsonWriter::raw(std::string_view json) {
    separate();
    out_ += json;
}
void JsonWriter::null() { raw("null"); }
void JsonWriter::boolean(bool value) { raw(value ? "true" : "false"); }

namespace {
template <class N>
std::string_view shortest(std::array<char, 40>& room, N value) {
    const auto end = std::to_chars(room.data(), room.data() + room.size(), value).ptr;
    return {room.data(), static_cast<std::size_t>(end - room.data())};
}
}  // namespace

void JsonWriter::integer(std::int64_t value) {
    std::array<char, 40> room{};
    raw(shortest(room, value));
}
void JsonWriter::unsigned_integer(std::uint64_t value) {
    std::array<char, 40> room{};
    raw(shortest(room, value));
}
void JsonWriter::number(double value) {
    std::array<char, 40> room{};
    std::isfinite(value) ? raw(shortest(room, value)) : null();
}
void JsonWriter::number(float value) {
    std::array<char, 40> room{};
    std::isfinite(value) ? raw(shortest(room, value)) : null();
}

void JsonWriter::string(std::string_view text) {
    separate();
    out_ += '"';
    const std::string clean = is_utf8(text) ? std::string{} : valid_utf8(text);
    for (const char c : clean.empty() ? text : std::string_view{clean}) {
        switch (c) {
            case '"':
                out_ += "\\\"";
                break;
            case '\\':
                out_ += "\\\\";
                break;
            case '\n':
                out_ += "\\n";
                break;
            case '\r':
                out_ += "\\r";
                break;
            case '\t':
                out_ += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    constexpr std::string_view kHex = "0123456789abcdef";
                    out_ += "\\u00";
                    out_ += kHex[static_cast<unsigned char>(c) >> 4];
                    out_ += kHex[c & 15];
                } else {
                    out_ += c;
                }
        }
    }
    out_ += '"';
}

void JsonWriter::bytes(std::span<const std::uint8_t> data) { string(to_base64(data)); }

}  // namespace stratum

#include "page_cursor.hpp"

#include "stratum/base/cbor.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/hash.hpp"

#include <algorithm>
#include <limits>

namespace stratum::library {
namespace {

Bytes fingerprint(std::string_view list) {
    const auto hash = crypto::blake2b_256(std::span{reinterpret_cast<const std::uint8_t*>(list.data()), list.size()});
    return {hash.begin(), hash.begin() + 8};
}

/// Which of the value's types is there; the rest keep their defaults.
struct Wire {
    Bytes list;
    std::int64_t number = 0;
    Bytes id;
    std::optional<std::int64_t> integer;
    std::optional<double> real;
    std::optional<std::string> text;
    std::optional<Bytes> bytes;
};
template <class V>
void describe(V& v, Wire& x) {
    v.field("l", x.list);
    v.field("n", x.number);
    v.field("u", x.id);
    v.field("i", x.integer);
    v.field("r", x.real);
    v.field("t", x.text);
    v.field("b", x.bytes);
}

}  // namespace

std::string to_cursor_text(const PageCursor& cursor, std::string_view list) {
    Wire wire{.list = fingerprint(list), .number = cursor.number, .id = cursor.id};
    if (const auto* integer = std::get_if<std::int64_t>(&cursor.value.get())) wire.integer = *integer;
    if (const auto* real = std::get_if<double>(&cursor.value.get())) wire.real = *real;
    if (const auto* text = std::get_if<std::string>(&cursor.value.get())) wire.text = *text;
    if (const auto* bytes = std::get_if<Bytes>(&cursor.value.get())) wire.bytes = *bytes;
    return to_base64(to_cbor(wire), Base64::url);
}

Result<PageCursor> parse_cursor(std::string_view text, std::string_view list) {
    const auto refused = [] {
        return error(ErrorCode::invalid_argument, "the cursor is not one of this list in this order",
                     "take next_cursor of the page before, or begin without one");
    };
    std::string standard{text};
    std::ranges::replace(standard, '-', '+');
    std::ranges::replace(standard, '_', '/');
    while (standard.size() % 4 != 0) standard += '=';
    const auto data = from_base64(standard);
    if (!data) return refused();
    CborReader reader{*data};
    Wire wire;
    if (!read_cbor(reader, wire) || !reader.at_end() || wire.list != fingerprint(list)) return refused();
    PageCursor cursor{.number = wire.number, .id = std::move(wire.id)};
    if (wire.integer) cursor.value = *wire.integer;
    if (wire.real) cursor.value = *wire.real;
    if (wire.text && is_utf8(*wire.text)) cursor.value = std::move(*wire.text);
    if (wire.bytes) cursor.value = std::move(*wire.bytes);
    return cursor;
}

}  // namespace stratum::library

#include "backup/values.hpp"

namespace stratum::store {
namespace {

// The kinds of CBOR items (RFC 8949, section 3).
constexpr std::uint8_t kPositive = 0;
constexpr std::uint8_t kNegative = 1;
constexpr std::uint8_t kBytes = 2;
constexpr std::uint8_t kText = 3;

void write_value(CborWriter& writer, const Value& value) {
    std::visit(
        [&](const auto& x) {
            using T = std::decay_t<decltype(x)>;
            if constexpr (std::is_same_v<T, std::monostate>) writer.null();
            if constexpr (std::is_same_v<T, std::int64_t>) writer.integer(x);
            if constexpr (std::is_same_v<T, double>) writer.number(x);
            if constexpr (std::is_same_v<T, std::string>) writer.string(x);
            if constexpr (std::is_same_v<T, Bytes>) writer.bytes(x);
        },
        value.get());
}

Result<Value> read_value(CborReader& reader) {
    if (reader.next_is_null()) {
        STRATUM_TRY_VOID(reader.skip());
        return Value{};
    }
    CborReader ahead = reader;
    STRATUM_TRY(const auto head, ahead.head());
    if (head.major == kPositive || head.major == kNegative) {
        STRATUM_TRY(const auto number, reader.integer());
        return Value{number};
    }
    if (head.major == kBytes) {
        STRATUM_TRY(auto bytes, reader.bytes());
        return Value{std::move(bytes)};
    }
    if (head.major == kText) {
        STRATUM_TRY(auto text, reader.string());
        return Value{std::move(text)};
    }
    STRATUM_TRY(const auto number, reader.number());
    return Value{number};
}

}  // namespace

void write_row(CborWriter& writer, const Row& row) {
    writer.array(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) write_value(writer, row.value(i));
}

Result<std::vector<Value>> read_row(CborReader& reader, std::size_t columns) {
    STRATUM_TRY(const std::size_t count, reader.array());
    if (count != columns)
        return error(ErrorCode::corrupt, "a row of the backup has " + std::to_string(count) + " values where " +
                                             std::to_string(columns) + " should be");
    std::vector<Value> values;
    values.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        STRATUM_TRY(auto value, read_value(reader));
        values.push_back(std::move(value));
    }
    return values;
}

}  // namespace stratum::store

#include "postgresql_values.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace stratum::store {
namespace {

// Numbers of types, fixed for all servers (PostgreSQL's catalog pg_type.dat).
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kName = 19;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kOid = 26;
constexpr Oid kJson = 114;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;
constexpr Oid kUnknown = 705;
constexpr Oid kBpchar = 1042;
constexpr Oid kVarchar = 1043;
constexpr Oid kNumeric = 1700;
constexpr Oid kVoid = 2278;
constexpr Oid kUuid = 2950;
constexpr Oid kXid8 = 5069;

std::array<char, 8> big_endian(std::uint64_t number) {
    std::array<char, 8> bytes{};
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<char>(static_cast<std::uint8_t>(number >> (56U - 8U * i)));
    return bytes;
}

template <class T>
T read_big_endian(std::span<const std::uint8_t> bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) number = number << 8U | bytes[i];
    return static_cast<T>(number);
}

Error wrong_bytes() { return error(ErrorCode::corrupt, "PostgreSQL sent a value that is none of its type"); }

/// Digits of base 10000 with the place of the first; what a sum of BIGINTs comes back as.
Result<Value> numeric_value(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < 8) return wrong_bytes();
    const auto digits = read_big_endian<std::uint16_t>(bytes);
    const auto weight = read_big_endian<std::int16_t>(bytes.subspan(2));
    const auto sign = read_big_endian<std::uint16_t>(bytes.subspan(4));
    if (bytes.size() != 8U + 2U * digits) return wrong_bytes();
    if (sign == 0xc000) return Value{std::numeric_limits<double>::quiet_NaN()};
    if (sign == 0xd000) return Value{std::numeric_limits<double>::infinity()};
    if (sign == 0xf000) return Value{-std::numeric_limits<double>::infinity()};
    const bool negative = sign == 0x4000;
    double number = 0.0;
    std::int64_t whole = 0;
    bool fits = true;
    for (int i = 0; i < digits; ++i) {
        const auto digit = read_big_endian<std::uint16_t>(bytes.subspan(8U + 2U * static_cast<std::size_t>(i)));
        if (digit > 9999) return wrong_bytes();
        const int place = weight - i;
        number += digit * std::pow(10000.0, place);
        if (place < 0) {
            fits = fits && digit == 0;
        } else if (fits) {
            fits = !__builtin_mul_overflow(whole, 10000, &whole) &&
                   !__builtin_add_overflow(whole, negative ? -digit : digit, &whole);
        }
    }
    for (int place = weight - digits; fits && digits > 0 && place >= 0; --place)  // zeros at the end are not sent
        fits = !__builtin_mul_overflow(whole, 10000, &whole);
    if (fits) return Value{whole};
    return Value{negative ? -number : number};
}

}  // namespace

PostgresqlParameters::PostgresqlParameters(std::span<const Value> values) {
    numbers_.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto add = [&](Oid type, char letter, const char* data, std::size_t size) {
            types_.push_back(type);
            data_.push_back(data);
            lengths_.push_back(static_cast<int>(size));
            formats_.push_back(1);
            signature_ += letter;
        };
        std::visit(
            [&](const auto& x) {
                using T = std::decay_t<decltype(x)>;
                if constexpr (std::is_same_v<T, std::monostate>) {
                    add(0, '-', nullptr, 0);  // of the type that its place asks for
                } else if constexpr (std::is_same_v<T, std::int64_t>) {
                    numbers_[i] = big_endian(static_cast<std::uint64_t>(x));
                    add(kInt8, 'i', numbers_[i].data(), 8);
                } else if constexpr (std::is_same_v<T, double>) {
                    numbers_[i] = big_endian(std::bit_cast<std::uint64_t>(x));
                    add(kFloat8, 'd', numbers_[i].data(), 8);
                } else if constexpr (std::is_same_v<T, std::string>) {
                    add(kText, 't', x.data(), x.size());
                } else {
                    // An empty vector may have no address, and none means null.
                    add(kBytea, 'b', x.empty() ? "" : reinterpret_cast<const char*>(x.data()), x.size());
                }
            },
            values[i].get());
    }
}

Result<Value> postgresql_value(Oid type, std::span<const std::uint8_t> bytes) {
    const auto sized = [&](std::size_t size) { return bytes.size() == size; };
    switch (type) {
        case kInt8:
        case kXid8:
            return sized(8) ? Result{Value{read_big_endian<std::int64_t>(bytes)}} : wrong_bytes();
        case kInt4:
            return sized(4) ? Result{Value{read_big_endian<std::int32_t>(bytes)}} : wrong_bytes();
        case kInt2:
            return sized(2) ? Result{Value{read_big_endian<std::int16_t>(bytes)}} : wrong_bytes();
        case kOid:
            return sized(4) ? Result{Value{read_big_endian<std::uint32_t>(bytes)}} : wrong_bytes();
        case kBool:
            return sized(1) ? Result{Value{bytes[0] != 0 ? 1 : 0}} : wrong_bytes();
        case kFloat8:
            return sized(8) ? Result{Value{std::bit_cast<double>(read_big_endian<std::uint64_t>(bytes))}}
                            : wrong_bytes();
        case kFloat4:
            return sized(4)
                       ? Result{Value{static_cast<double>(std::bit_cast<float>(read_big_endian<std::uint32_t>(bytes)))}}
                       : wrong_bytes();
        case kNumeric:
            return numeric_value(bytes);
        case kText:
        case kVarchar:
        case kBpchar:
        case kName:
        case kUnknown:
        case kJson:
            return Value{std::string{bytes.begin(), bytes.end()}};
        case kBytea:
        case kUuid:
            return Value{Bytes{bytes.begin(), bytes.end()}};
        case kVoid:
            return Value{};
        default:
            return error(ErrorCode::internal, "a column has PostgreSQL's type " + std::to_string(type) +
                                                  ", which has no place here; cast it to text in the statement");
    }
}

}  // namespace stratum::store

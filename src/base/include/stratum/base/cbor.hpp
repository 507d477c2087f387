#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace stratum {

using Bytes = std::vector<std::uint8_t>;

/// Writes CBOR (RFC 8949), definite lengths only. Doubles stay 64 bit and floats 32 bit, so values come back bit for
/// bit.
class STRATUM_EXPORT CborWriter {
  public:
    void null() { out_.push_back(0xf6); }
    void boolean(bool value) { out_.push_back(value ? 0xf5 : 0xf4); }
    void integer(std::int64_t value);
    void unsigned_integer(std::uint64_t value) { head(0, value); }
    void number(double value);
    void number(float value);
    void string(std::string_view text);
    void bytes(std::span<const std::uint8_t> data);
    void array(std::size_t length) { head(4, length); }
    void map(std::size_t pairs) { head(5, pairs); }

    [[nodiscard]] const Bytes& data() const { return out_; }
    [[nodiscard]] Bytes take() { return std::move(out_); }

  private:
    void head(std::uint8_t major, std::uint64_t value);
    Bytes out_;
};

/// Reads what `CborWriter` and other writers of definite-length CBOR make. Never trusts a length: an array longer than
/// the bytes that are left is `corrupt`, nesting deeper than 32 likewise, and memory grows with the input only.
class STRATUM_EXPORT CborReader {
  public:
    explicit CborReader(std::span<const std::uint8_t> data) : rest_(data) {}

    struct Head {
        std::uint8_t major = 0;
        std::uint8_t info = 0;
        std::uint64_t value = 0;
    };
    Result<Head> head();
    [[nodiscard]] bool next_is_null() const { return !rest_.empty() && (rest_[0] == 0xf6 || rest_[0] == 0xf7); }
    Result<std::int64_t> integer();
    Result<double> number();  ///< Accepts integers and 16-, 32- and 64-bit floats.
    Result<bool> boolean();
    Result<std::string> string();
    Result<Bytes> bytes();
    Result<std::size_t> array();
    Result<std::size_t> map();
    Result<void> skip();  ///< One whole item of any kind.
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

  private:
    Result<void> skip(int depth);
    Result<std::span<const std::uint8_t>> take(std::uint64_t count);
    std::span<const std::uint8_t> rest_;
};

template <class T>
void write_cbor(CborWriter& w, const T& value);

namespace detail {

struct CountFields {
    std::size_t count = 0;
    template <class T>
    void field(std::string_view, T& value) {
        if constexpr (is_optional<T>) {
            if (!value) return;
        }
        ++count;
    }
};

struct CborFields {
    CborWriter& writer;
    template <class T>
    void field(std::string_view name, T& value) {
        if constexpr (is_optional<T>) {
            if (!value) return;
        }
        writer.string(name);
        write_cbor(writer, value);
    }
};

STRATUM_EXPORT Error cbor_mismatch(std::string_view expected);

}  // namespace detail

template <class T>
void write_cbor(CborWriter& w, const T& value) {
    if constexpr (detail::is_optional<T>) {
        value ? write_cbor(w, *value) : w.null();
    } else if constexpr (detail::is_unit<T>) {
        write_cbor(w, value.value());
    } else if constexpr (detail::is_bytes<T>) {
        w.bytes(value);
    } else if constexpr (detail::is_sequence<T>) {
        w.array(value.size());
        for (const auto& item : value) write_cbor(w, item);
    } else if constexpr (std::is_same_v<T, bool>) {
        w.boolean(value);
    } else if constexpr (NamedEnum<T>) {
        w.string(name_of(value));
    } else if constexpr (std::is_floating_point_v<T>) {
        w.number(value);
    } else if constexpr (std::is_unsigned_v<T>) {
        w.unsigned_integer(value);
    } else if constexpr (std::is_integral_v<T>) {
        w.integer(value);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        w.string(value);
    } else {
        detail::CountFields count;
        describe(count, const_cast<T&>(value));  // writers only look
        w.map(count.count);
        detail::CborFields fields{w};
        describe(fields, const_cast<T&>(value));
    }
}

template <class T>
[[nodiscard]] Bytes to_cbor(const T& value) {
    CborWriter writer;
    write_cbor(writer, value);
    return writer.take();
}

template <class T>
Result<void> read_cbor(CborReader& r, T& value);

namespace detail {

struct CborMember {
    CborReader& reader;
    std::string_view wanted;
    bool found = false;
    Result<void> result{};
    template <class T>
    void field(std::string_view name, T& value) {
        if (found || name != wanted) return;
        found = true;
        result = read_cbor(reader, value);
    }
};

}  // namespace detail

/// Fills `value`. Unknown members are skipped and missing ones keep their value, so that older and newer rows can be
/// read.
template <class T>
Result<void> read_cbor(CborReader& r, T& value) {
    if constexpr (detail::is_optional<T>) {
        if (r.next_is_null()) return value.reset(), r.skip();
        typename T::value_type inner{};
        STRATUM_TRY_VOID(read_cbor(r, inner));
        value = std::move(inner);
    } else if constexpr (detail::is_unit<T>) {
        typename T::number raw{};
        STRATUM_TRY_VOID(read_cbor(r, raw));
        value = T{raw};
    } else if constexpr (detail::is_bytes<T>) {
        STRATUM_TRY(value, r.bytes());
    } else if constexpr (detail::is_sequence<T>) {
        STRATUM_TRY(const std::size_t length, r.array());
        if constexpr (requires { value.emplace_back(); }) {
            value.clear();
            for (std::size_t i = 0; i < length; ++i) {
                typename T::value_type item{};
                STRATUM_TRY_VOID(read_cbor(r, item));
                value.push_back(std::move(item));
            }
        } else {
            if (length != value.size()) return detail::cbor_mismatch("an array of the agreed length");
            for (auto& item : value) STRATUM_TRY_VOID(read_cbor(r, item));
        }
    } else if constexpr (std::is_same_v<T, bool>) {
        STRATUM_TRY(value, r.boolean());
    } else if constexpr (NamedEnum<T>) {
        STRATUM_TRY(const std::string name, r.string());
        if (!from_name(name, value)) return detail::cbor_mismatch("a known name");
    } else if constexpr (std::is_floating_point_v<T>) {
        STRATUM_TRY(const double raw, r.number());
        value = static_cast<T>(raw);
    } else if constexpr (std::is_integral_v<T>) {
        STRATUM_TRY(const std::int64_t raw, r.integer());
        if (!std::in_range<T>(raw)) return detail::cbor_mismatch("a number in range");
        value = static_cast<T>(raw);
    } else if constexpr (std::is_same_v<T, std::string>) {
        STRATUM_TRY(value, r.string());
    } else {
        STRATUM_TRY(const std::size_t pairs, r.map());
        for (std::size_t i = 0; i < pairs; ++i) {
            STRATUM_TRY(const std::string name, r.string());
            detail::CborMember member{r, name};
            describe(member, value);
            if (!member.found) STRATUM_TRY_VOID(r.skip());
            if (!member.result) return member.result.error().within("in '" + name + "'");
        }
    }
    return {};
}

template <class T>
[[nodiscard]] Result<T> from_cbor(std::span<const std::uint8_t> data) {
    CborReader reader{data};
    T value{};
    STRATUM_TRY_VOID(read_cbor(reader, value));
    return value;
}

}  // namespace stratum

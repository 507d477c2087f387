#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/fields.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace stratum {

/// Writes JSON text, piece by piece, with numbers in their shortest form that reads back the same.
///
/// Commas and nesting are kept by the writer; a call out of place (a key outside an object) is a bug and ends the
/// program. Strings are checked: bytes that are no UTF-8 become U+FFFD. NaN and infinities, which JSON lacks, become
/// null.
class STRATUM_EXPORT JsonWriter {
  public:
    /// `indent` 0 writes one line; otherwise that many blanks a level.
    explicit JsonWriter(int indent = 0) : indent_(indent) {}

    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }
    void key(std::string_view name);

    void null();
    void boolean(bool value);
    void integer(std::int64_t value);
    void unsigned_integer(std::uint64_t value);
    void number(double value);
    void number(float value);
    void string(std::string_view text);
    /// Bytes travel as base64 (RFC 4648, with padding).
    void bytes(std::span<const std::uint8_t> data);
    /// Text that is JSON already, put in unchanged.
    void raw(std::string_view json);

    template <class T>
    void member(std::string_view name, const T& value);

    [[nodiscard]] const std::string& text() const { return out_; }
    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    void open(char bracket);
    void close(char bracket);
    void separate();
    void line_break();

    std::string out_;
    std::string levels_;  ///< One letter a level: 'f' first member to come, 'n' next ones.
    int indent_ = 0;
    bool after_key_ = false;
};

namespace detail {
class JsonFields {
  public:
    explicit JsonFields(JsonWriter& writer) : writer_(writer) {}
    template <class T>
    void field(std::string_view name, T& value) {
        writer_.member(name, value);
    }

  private:
    JsonWriter& writer_;
};
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_unit = false;
template <class Tag, class N>
inline constexpr bool is_unit<Unit<Tag, N>> = true;
template <class T>
inline constexpr bool is_bytes = std::is_same_v<T, std::vector<std::uint8_t>>;
template <class T>
inline constexpr bool is_sequence = false;
template <class T>
inline constexpr bool is_sequence<std::vector<T>> = true;
template <class T, std::size_t N>
inline constexpr bool is_sequence<std::array<T, N>> = true;
}  // namespace detail

/// Writes any described struct, unit, named enum, optional, sequence, string or number. An empty optional is null; as a
/// member of a struct it is left out.
template <class T>
void write_json(JsonWriter& w, const T& value) {
    if constexpr (detail::is_optional<T>) {
        value ? write_json(w, *value) : w.null();
    } else if constexpr (detail::is_unit<T>) {
        write_json(w, value.value());
    } else if constexpr (detail::is_bytes<T>) {
        w.bytes(value);
    } else if constexpr (detail::is_sequence<T>) {
        w.begin_array();
        for (const auto& item : value) write_json(w, item);
        w.end_array();
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
        w.begin_object();
        detail::JsonFields fields{w};
        describe(fields, const_cast<T&>(value));  // writers only look
        w.end_object();
    }
}

template <class T>
void JsonWriter::member(std::string_view name, const T& value) {
    if constexpr (detail::is_optional<T>) {
        if (!value) return;
    }
    key(name);
    write_json(*this, value);
}

template <class T>
[[nodiscard]] std::string to_json(const T& value, int indent = 0) {
    JsonWriter writer{indent};
    write_json(writer, value);
    return writer.take();
}

}  // namespace stratum

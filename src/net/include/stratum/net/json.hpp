#pragma once

#include "stratum/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace stratum::net {

/// A JSON value that was read (RFC 8259), as a tree that owns its parts. For what comes in from outside: requests,
/// tokens, answers of other servers. What goes out is written by `stratum::JsonWriter`.
///
/// Immutable after reading; may be read from any thread. A look at the wrong kind gives "nothing", never a failure.
class Json {
  public:
    using Array = std::vector<Json>;
    using Member = std::pair<std::string, Json>;
    using Object = std::vector<Member>;  ///< In the order of the text; names are unique.

    Json() = default;
    explicit Json(bool value) : value_(value) {}
    explicit Json(std::int64_t value) : value_(value) {}
    explicit Json(double value) : value_(value) {}
    explicit Json(std::string value) : value_(std::move(value)) {}
    explicit Json(Array value) : value_(std::move(value)) {}
    explicit Json(Object value) : value_(std::move(value)) {}

    [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    [[nodiscard]] std::optional<bool> boolean() const;
    /// A number without a fraction that fits: also 3.0 and 1e3.
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    [[nodiscard]] std::optional<double> number() const;
    /// Null when it is no string; so with the others.
    [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&value_); }
    [[nodiscard]] const Array* array() const { return std::get_if<Array>(&value_); }
    [[nodiscard]] const Object* object() const { return std::get_if<Object>(&value_); }

    /// The member of an object; null when there is none, or this is no object.
    [[nodiscard]] const Json* find(std::string_view name) const;
    /// The member as text; empty when it is no string.
    [[nodiscard]] std::string text(std::string_view name) const;

    /// "a string", "a number", ...: for telling what was found.
    [[nodiscard]] std::string_view kind() const;

  private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

struct JsonLimits {
    int depth = 32;                             ///< Of objects and arrays within another.
    std::size_t bytes = std::size_t{16} << 20;  ///< Of the text.
};

/// Reads one value and nothing behind it. Two members of one name are refused, since readers differ about which counts.
/// Errors: `corrupt` with what is wrong; `invalid_argument` when it is larger than the limit. Thread-safe.
[[nodiscard]] Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

}  // namespace stratum::net

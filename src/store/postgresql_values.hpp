#pragma once

#include "stratum/base/result.hpp"
#include "stratum/store/database.hpp"

#include <array>
#include <cstdint>
#include <libpq-fe.h>
#include <span>
#include <string_view>
#include <vector>

namespace stratum::store {

/// Values on their way to PostgreSQL, in its binary form, each with the type it has here. What has no bytes of its own
/// (text, bytes) points into `values`, which must outlive this.
class PostgresqlParameters {
  public:
    explicit PostgresqlParameters(std::span<const Value> values);
    PostgresqlParameters(const PostgresqlParameters&) = delete;
    PostgresqlParameters& operator=(const PostgresqlParameters&) = delete;

    [[nodiscard]] int count() const { return static_cast<int>(types_.size()); }
    [[nodiscard]] const Oid* types() const { return types_.data(); }
    [[nodiscard]] const char* const* data() const { return data_.data(); }
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }
    [[nodiscard]] const int* formats() const { return formats_.data(); }
    /// One letter a value for its type; a statement is prepared for these.
    [[nodiscard]] std::string_view signature() const { return signature_; }

  private:
    std::vector<Oid> types_;
    std::vector<const char*> data_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
    std::vector<std::array<char, 8>> numbers_;
    std::string signature_;
};

/// One field of an answer in binary form. Errors: `internal` for a type that has no place in `Value` (cast it to text
/// in the statement), `corrupt` for bytes that are none of their type.
[[nodiscard]] Result<Value> postgresql_value(Oid type, std::span<const std::uint8_t> bytes);

}  // namespace stratum::store
